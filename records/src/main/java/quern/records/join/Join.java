package quern.records.join;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.Dialect;
import quern.records.csv.InputSide;
import quern.records.keys.KeyEncoder;
import quern.records.keys.MisfitCounter;
import quern.records.keys.SortColumn;
import quern.records.sql.Expressions;
import quern.records.sql.Scope;
import quern.records.sql.SqlException;

/**
 * What is joined, by what, and what is written of it: the same for the client and all tasks, which
 * read it from the job's configuration. Immutable.
 */
public final class Join {
  private final JoinType type;
  private final Map<InputSide, Scope.Table> tables = new EnumMap<>(InputSide.class);
  private final Map<InputSide, Dialect> dialects = new EnumMap<>(InputSide.class);
  private final Dialect out;
  private final String where;
  private final String select;
  private final List<int[]> pairs;
  private final List<Pair> keys;
  private final boolean using;

  /** A column of each side, and the type in which they are compared. */
  record Pair(int left, int right, Type type) {
    int column(InputSide side) {
      return side == InputSide.LEFT ? left : right;
    }
  }

  private Join(Configuration conf, boolean typed) {
    type = JoinType.of(Settings.JOIN_TYPE.get(conf));
    List<String> names = List.of(Settings.JOIN_NAMES.get(conf).split(",", -1));
    for (InputSide side : InputSide.values()) {
      String name = names.size() == 2 ? names.get(side.index()) : "";
      List<String> all = name.isEmpty() ? List.of(side.label()) : List.of(name, side.label());
      tables.put(side, new Scope.Table(all, Schema.parse(side.schema().get(conf))));
      dialects.put(side, Dialect.read(conf, side.dialectPrefix()));
    }
    out = Dialect.read(conf, Dialect.OUT);
    where = Settings.WHERE.get(conf);
    select = Settings.SELECT.get(conf);
    String columns = Settings.JOIN_USING.get(conf);
    using = !columns.isEmpty();
    pairs = using ? sameNames(columns) : conditions(Settings.JOIN_ON.get(conf));
    keys = typed ? pairs.stream().map(pair -> pair(pair[0], pair[1])).toList() : List.of();
  }

  /**
   * The join that a configuration says.
   *
   * @throws IllegalArgumentException when it cannot be: the message says what is wrong with the
   *     condition, the names or the types
   */
  public static Join of(Configuration conf) {
    return new Join(conf, true);
  }

  /**
   * The pairs of columns that a configuration says are equal, by their indexes in the left side and
   * in the right one, whatever their types are.
   *
   * @throws IllegalArgumentException when the condition cannot be read
   */
  public static List<int[]> pairs(Configuration conf) {
    return new Join(conf, false).pairs;
  }

  private List<int[]> conditions(String on) {
    List<int[]> columns = new ArrayList<>();
    Scope scope = Scope.of(both(), 0, List.of());
    int boundary = scope.offset(1);
    for (int[] pair : expressions(scope).equalities(on)) {
      int first = Math.min(pair[0], pair[1]);
      int second = Math.max(pair[0], pair[1]);
      if (first >= boundary || second < boundary) {
        throw new IllegalArgumentException(
            "--on '%s': %s and %s are columns of one side; a pair needs one of each"
                .formatted(
                    on, scope.schema().column(first).name(), scope.schema().column(second).name()));
      }
      columns.add(new int[] {first, second - boundary});
    }
    return List.copyOf(columns);
  }

  private List<int[]> sameNames(String columns) {
    List<int[]> same = new ArrayList<>();
    Schema left = table(InputSide.LEFT).schema();
    Schema right = table(InputSide.RIGHT).schema();
    for (SortColumn column : SortColumn.parse(columns, left)) {
      if (!column.equals(SortColumn.ascending(column.column()))) {
        throw new IllegalArgumentException(
            "--using '" + columns + "': expected names of columns, found an order");
      }
      int other = right.indexOf(left.column(column.column()).name());
      same.add(new int[] {column.column(), other});
    }
    return List.copyOf(same);
  }

  private Pair pair(int left, int right) {
    Type a = table(InputSide.LEFT).schema().column(left).type();
    Type b = table(InputSide.RIGHT).schema().column(right).type();
    Type both = Expressions.comparedAs(a, b);
    if (both == null) {
      throw new IllegalArgumentException(
          "%s is a %s, %s is a %s: these cannot be compared; cast one as it is read, with --schema '%s %s' or --right-schema '%s %s'"
              .formatted(
                  name(InputSide.LEFT, left),
                  a.label(),
                  name(InputSide.RIGHT, right),
                  b.label(),
                  schema(InputSide.LEFT).column(left).name(),
                  b.label(),
                  schema(InputSide.RIGHT).column(right).name(),
                  a.label()));
    }
    return new Pair(left, right, both);
  }

  private String name(InputSide side, int column) {
    Scope.Table table = table(side);
    return table.names().get(0) + "." + table.schema().column(column).name();
  }

  private List<Scope.Table> both() {
    return List.of(table(InputSide.LEFT), table(InputSide.RIGHT));
  }

  private Scope.Table table(InputSide side) {
    return requireNonNull(tables.get(side));
  }

  /** What is written of rows with a match and without. */
  public JoinType type() {
    return type;
  }

  /** The columns of a side. */
  public Schema schema(InputSide side) {
    return table(side).schema();
  }

  /** How a side is written. */
  public Dialect dialect(InputSide side) {
    return requireNonNull(dialects.get(side));
  }

  /** How the output is written. */
  Dialect out() {
    return out;
  }

  /** The condition that joined rows must meet; empty for all. */
  String where() {
    return where;
  }

  /** The list of what is written, as it was given or for all columns. */
  String select() {
    return select.isEmpty() ? "*" : select;
  }

  /** The names and types of what is written. */
  public Schema output() {
    return expressions(scope(InputSide.LEFT)).select(select()).schema();
  }

  /**
   * Sees that condition and list can be.
   *
   * @throws IllegalArgumentException when they cannot
   */
  public void check() {
    try {
      new Layout(this);
    } catch (SqlException e) {
      if (!type.isPaired() && e.reason().startsWith("no ")) {
        throw new IllegalArgumentException(
            "%s join has the columns of its left side only: %s"
                .formatted(type == JoinType.ANTI ? "an anti" : "a semi", e.getMessage()),
            e);
      }
      throw e;
    }
  }

  /** What condition and list may name; the columns of {@code first} come first. */
  Scope scope(InputSide first) {
    if (!type.isPaired()) {
      return scopeOf(InputSide.LEFT);
    }
    List<Scope.Merged> merged = new ArrayList<>();
    if (using) {
      boolean leftMayLack = type.keeps(InputSide.RIGHT);
      boolean rightMayLack = type.keeps(InputSide.LEFT);
      int value = leftMayLack && rightMayLack ? -1 : leftMayLack ? 1 : 0;
      keys.forEach(pair -> merged.add(new Scope.Merged(pair.left, pair.right, value)));
    }
    return Scope.of(both(), first.index(), merged);
  }

  /** The columns of one side alone. */
  Scope scopeOf(InputSide side) {
    return Scope.of(List.of(table(side)), 0, List.of());
  }

  /** The expressions of condition and list, for rows with the columns of {@code scope}. */
  Expressions expressions(Scope scope) {
    return new Expressions(scope, dialect(InputSide.LEFT)); // both sides have the same formats
  }

  /** What makes the keys of a side's rows, such that those are equal that match. */
  public KeyEncoder keys(InputSide side, MisfitCounter misfits) {
    return new KeyEncoder(
        schema(side),
        keys.stream().map(pair -> SortColumn.ascending(pair.column(side))).toList(),
        keys.stream().map(Pair::type).toList(),
        dialect(side).formats(),
        misfits);
  }
}
