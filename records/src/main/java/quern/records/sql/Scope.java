package quern.records.sql;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import quern.records.Column;
import quern.records.Schema;
import quern.records.UnknownColumnException;

/**
 * The columns that an expression may name: those of one table, or of several that have names.
 * Immutable.
 */
public final class Scope {
  /**
   * A table.
   *
   * @param names what it may be called, ignoring case; the first one is used in messages. None when
   *     its columns have no table before them
   */
  public record Table(List<String> names, Schema schema) {
    public Table {
      names = List.copyOf(names);
      requireNonNull(schema, "schema is null");
    }

    String label() {
      return names.get(0);
    }
  }

  /**
   * Columns of two tables that are one where no table is named before them.
   *
   * @param left the column of the first table
   * @param right the column of the second table
   * @param value of which the value is: of the first table (0), of the second (1), or of the first
   *     that is not null (-1)
   */
  public record Merged(int left, int right, int value) {}

  /** What a star stands for: a name, and the column, or several of which the first not null. */
  record Output(String name, List<Integer> columns) {}

  private final List<Table> tables;
  private final int[] offsets;
  private final List<Merged> merged;
  private final Schema schema;

  private Scope(List<Table> tables, int first, List<Merged> merged) {
    this.tables = List.copyOf(tables);
    this.merged = List.copyOf(merged);
    this.offsets = new int[tables.size()];
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      int table = (first + i) % tables.size();
      offsets[table] = columns.size();
      for (Column column : tables.get(table).schema.columns()) {
        columns.add(new Column(uniqueName(table, column.name()), column.type()));
      }
    }
    this.schema = new Schema(columns);
  }

  /** The columns of one table without a name. */
  public static Scope of(Schema schema) {
    return new Scope(List.of(new Table(List.of(), schema)), 0, List.of());
  }

  /**
   * The columns of several tables.
   *
   * @param first the table whose columns come first in {@link #schema}; the others follow in turn.
   *     Where a star puts them does not depend on it
   * @param merged columns of the first two tables that are one
   * @throws IllegalArgumentException when a column's name is that of another with its table's name
   */
  public static Scope of(List<Table> tables, int first, List<Merged> merged) {
    return new Scope(tables, first, merged);
  }

  private String uniqueName(int table, String name) {
    boolean elsewhere = false;
    for (int other = 0; other < tables.size(); other++) {
      elsewhere |= other != table && tables.get(other).schema.names().contains(name);
    }
    return elsewhere ? tables.get(table).label() + "." + name : name;
  }

  /** All columns by the indexes that expressions have; a name that two tables have is qualified. */
  public Schema schema() {
    return schema;
  }

  /** The index of a table's first column. */
  public int offset(int table) {
    return offsets[table];
  }

  private int tableOf(int column) {
    for (int table = 0; table < offsets.length; table++) {
      int at = column - offsets[table];
      if (at >= 0 && at < tables.get(table).schema.size()) {
        return table;
      }
    }
    throw new IndexOutOfBoundsException("column " + column + " of " + schema.size());
  }

  /** The name of the table that has a column; null when that has none. */
  @Nullable String table(int column) {
    Table table = tables.get(tableOf(column));
    return table.names.isEmpty() ? null : table.label();
  }

  /** The name that a column has in its table. */
  String name(int column) {
    int table = tableOf(column);
    return tables.get(table).schema.column(column - offsets[table]).name();
  }

  /**
   * The column that is meant; or several, when the first of them is meant that is not null.
   *
   * @throws UnknownColumnException when there is none, or it is not clear which
   */
  List<Integer> find(@Nullable String table, String name) {
    if (table != null) {
      int found = tableCalled(table);
      return List.of(offsets[found] + tables.get(found).schema.indexOf(name));
    }
    List<Integer> found = named(name, false);
    if (found.isEmpty()) {
      found = named(name, true);
    }
    if (found.isEmpty()) {
      throw new UnknownColumnException(name, outputs(null).stream().map(Output::name).toList());
    }
    if (found.size() == 1) {
      return found;
    }
    if (found.size() == 2) {
      for (Merged pair : merged) {
        if (found.get(0) == offsets[0] + pair.left && found.get(1) == offsets[1] + pair.right) {
          return columns(pair);
        }
      }
    }
    throw new UnknownColumnException(
        "column '%s' is in more than one table: write %s"
            .formatted(
                name,
                found.stream()
                    .map(column -> table(column) + "." + name(column))
                    .collect(Collectors.joining(" or "))));
  }

  /** The columns of that name in all tables, at most one of each. */
  private List<Integer> named(String name, boolean ignoringCase) {
    List<Integer> found = new ArrayList<>();
    for (int table = 0; table < tables.size(); table++) {
      Schema columns = tables.get(table).schema;
      for (String have : columns.names()) {
        if (ignoringCase ? have.equalsIgnoreCase(name) : have.equals(name)) {
          found.add(offsets[table] + columns.indexOf(name)); // which refuses two of one table
          break;
        }
      }
    }
    return found;
  }

  private int tableCalled(String name) {
    if (tables.get(0).names.isEmpty()) {
      throw new UnknownColumnException(
          "columns have no table before them here; a name with a point goes in double quotes");
    }
    for (int table = 0; table < tables.size(); table++) {
      if (tables.get(table).names.stream().anyMatch(name::equalsIgnoreCase)) {
        return table;
      }
    }
    throw new UnknownColumnException(
        "no table is called '%s' here; there is %s"
            .formatted(
                name,
                tables.stream()
                    .map(table -> String.join(" or ", table.names))
                    .collect(Collectors.joining(", and "))));
  }

  /**
   * What a star stands for.
   *
   * @param table the table before the star; null for all tables, and merged columns once
   * @throws UnknownColumnException when there is no such table
   */
  List<Output> outputs(@Nullable String table) {
    List<Output> outputs = new ArrayList<>();
    int only = table == null ? -1 : tableCalled(table);
    for (int at = 0; at < tables.size(); at++) {
      for (int i = 0; i < tables.get(at).schema.size(); i++) {
        if (only < 0) {
          addOutput(at, i, outputs);
        } else if (only == at) {
          outputs.add(new Output(name(offsets[at] + i), List.of(offsets[at] + i)));
        }
      }
    }
    return outputs;
  }

  private void addOutput(int table, int i, List<Output> outputs) {
    int column = offsets[table] + i;
    for (Merged pair : merged) {
      if (table == 0 && pair.left == i) {
        outputs.add(new Output(name(column), columns(pair)));
        return;
      }
      if (table == 1 && pair.right == i) {
        return;
      }
    }
    outputs.add(new Output(schema.column(column).name(), List.of(column)));
  }

  private List<Integer> columns(Merged pair) {
    int left = offsets[0] + pair.left;
    int right = offsets[1] + pair.right;
    return switch (pair.value) {
      case 0 -> List.of(left);
      case 1 -> List.of(right);
      default -> List.of(left, right);
    };
  }
}
