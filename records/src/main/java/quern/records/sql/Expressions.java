package quern.records.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import quern.records.FieldParser;
import quern.records.Schema;
import quern.records.Type;
import quern.records.UnknownColumnException;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;

/**
 * Compiles SQL expressions for the rows of one schema. What it makes shares its {@link #misfits()};
 * none of it is for several threads.
 *
 * <p>The language, with its literals, operators, types and functions, is described in
 * docs/expressions.md. All logic is SQL's, in three values; a field whose text is not of its
 * column's type is null, and counted once a row.
 */
public final class Expressions {
  private final Scope scope;
  private final FieldParser parser;
  private final Misfits misfits;

  /**
   * @throws IllegalArgumentException when a date or timestamp pattern of the dialect is not one
   */
  public Expressions(Schema schema, Dialect dialect) {
    this(Scope.of(schema), dialect);
  }

  /** Likewise, for the rows of several tables, which have the columns of {@link Scope#schema}. */
  public Expressions(Scope scope, Dialect dialect) {
    this(scope, new FieldParser(dialect.formats()), new Misfits(scope.schema()));
  }

  private Expressions(Scope scope, FieldParser parser, Misfits misfits) {
    this.scope = scope;
    this.parser = parser;
    this.misfits = misfits;
  }

  /**
   * A condition.
   *
   * @throws SqlException when it cannot be read, names an unknown column, or mixes types
   */
  public Predicate where(String condition) {
    return guarded(condition, () -> predicate(condition, Parser.expression(condition)));
  }

  /**
   * A condition as conditions that must all be true: its terms, where they are joined by {@code
   * and}.
   *
   * @throws SqlException as {@link #where}
   */
  public List<Predicate> conjuncts(String condition) {
    return guarded(
        condition,
        () -> terms(condition).stream().map(term -> predicate(condition, term)).toList());
  }

  private static List<Ast> terms(String condition) {
    List<Ast> terms = new ArrayList<>();
    addTerms(Parser.expression(condition), terms);
    return terms;
  }

  private static void addTerms(Ast ast, List<Ast> to) {
    if (ast instanceof Ast.Chain chain && chain.isAnd()) {
      chain.terms().forEach(term -> addTerms(term, to));
    } else {
      to.add(ast);
    }
  }

  private Predicate predicate(String sql, Ast ast) {
    Compiler compiler = compiler(sql);
    Condition compiled = compiler.condition(ast);
    int[] columns = compiler.columnsUsed();
    return new Predicate() {
      @Override
      public boolean test(RowBatch batch, int row) {
        return compiled.test(batch, row);
      }

      @Override
      public int[] columnsUsed() {
        return columns.clone();
      }
    };
  }

  /**
   * The pairs of columns that a condition says to be equal, as in {@code a.id = b.user_id and a.day
   * = b.day}: of each the one written first.
   *
   * @throws SqlException when it says anything else, or names an unknown column
   */
  public List<int[]> equalities(String condition) {
    return guarded(
        condition, () -> terms(condition).stream().map(term -> equality(condition, term)).toList());
  }

  private int[] equality(String sql, Ast term) {
    Compiler compiler = compiler(sql);
    if (term instanceof Ast.Infix infix && infix.operator().equals("=")) {
      if (compiler.value(infix.left()) instanceof ColumnNode left
          && compiler.value(infix.right()) instanceof ColumnNode right) {
        return new int[] {left.column, right.column};
      }
    }
    throw compiler.error(
        "expected a column of one table = a column of the other, and nothing but such pairs joined"
            + " by 'and'",
        term);
  }

  /**
   * The type in which values of two types are compared, or null where they cannot be without a
   * cast.
   */
  public static @Nullable Type comparedAs(Type a, Type b) {
    return Types.common(a, b);
  }

  /**
   * A select list: {@code *} for all columns, expressions, and {@code expression as name}. Without
   * a name, a column keeps its own and another expression is called by its text.
   *
   * @throws SqlException as {@link #where}, and when two columns would have one name
   */
  public Projection select(String list) {
    return guarded(
        list,
        () -> {
          List<OutputColumn> columns = new ArrayList<>();
          List<Node> nodes = new ArrayList<>();
          List<int[]> used = new ArrayList<>();
          Set<String> names = new HashSet<>();
          for (Parser.Item item : Parser.items(list)) {
            int before = columns.size();
            add(item, list, columns, nodes, used);
            for (OutputColumn column : columns.subList(before, columns.size())) {
              if (!names.add(column.name())) {
                throw new SqlException(
                    "two output columns are called '"
                        + column.name()
                        + "': give one another name with 'as'",
                    list,
                    item.at());
              }
            }
          }
          return new Projection(columns, nodes, used);
        });
  }

  /**
   * A value that rows are ordered by.
   *
   * @param descending whether the largest come first
   */
  public record Rank(Value value, boolean descending) {}

  /**
   * A list of expressions that rows are ordered by, each with {@code asc} or {@code desc} behind it
   * or nothing.
   *
   * @param descending what those have that do not say
   * @throws SqlException as {@link #where}
   */
  public List<Rank> order(String list, boolean descending) {
    return guarded(
        list,
        () ->
            Parser.ranks(list).stream()
                .map(
                    rank -> {
                      Boolean said = rank.descending();
                      return new Rank(
                          compiler(list).value(rank.expression()),
                          said == null ? descending : said);
                    })
                .toList());
  }

  private void add(
      Parser.Item item,
      String list,
      List<OutputColumn> columns,
      List<Node> nodes,
      List<int[]> used) {
    if (item.expression() == null) {
      addStar(item, list, columns, nodes, used);
      return;
    }
    Compiler compiler = compiler(list);
    Node node = compiler.value(item.expression());
    boolean bare = node instanceof ColumnNode && item.expression() instanceof Ast.Name;
    int source = bare ? ((ColumnNode) node).column : OutputColumn.COMPUTED;
    String name = bare && !item.named() ? scope.name(source) : item.name();
    columns.add(new OutputColumn(name, node.type, source));
    nodes.add(node);
    used.add(compiler.columnsUsed());
  }

  private void addStar(
      Parser.Item item,
      String list,
      List<OutputColumn> columns,
      List<Node> nodes,
      List<int[]> used) {
    Ast.Star star = new Ast.Star(item.at());
    try {
      for (Scope.Output output : scope.outputs(item.table())) {
        Compiler compiler = compiler(list);
        Node node = compiler.columns(output.columns(), star);
        int source = node instanceof ColumnNode column ? column.column : OutputColumn.COMPUTED;
        columns.add(new OutputColumn(output.name(), node.type, source));
        nodes.add(node);
        used.add(compiler.columnsUsed());
      }
    } catch (UnknownColumnException e) {
      throw new SqlException(String.valueOf(e.getMessage()), list, item.at());
    }
  }

  /**
   * One expression of any type.
   *
   * @throws SqlException as {@link #where}
   */
  public Value value(String expression) {
    return guarded(expression, () -> compiler(expression).value(Parser.expression(expression)));
  }

  /** As this one, but every column is a string, so that equal means written alike. */
  public Expressions asWritten() {
    return new Expressions(Scope.of(Schema.ofStrings(scope.schema().names())), parser, misfits);
  }

  /** How many columns there are. */
  public int width() {
    return scope.schema().size();
  }

  /** What did not fit so far, in all that this object has compiled. */
  public Misfits misfits() {
    return misfits;
  }

  /**
   * A list of aggregates, and what rows are grouped by.
   *
   * @param by what is the same for the rows of a group, as a select list; empty for one group of
   *     all rows
   * @param list expressions of aggregates and of what is grouped by; may be empty
   * @param having a condition that groups must meet, of the same; empty for all groups
   * @param aggregates the names of the aggregates that there are
   * @throws SqlException as {@link #select}
   */
  public Grouping group(String by, String list, String having, Set<String> aggregates) {
    Projection grouped =
        by.isEmpty() ? new Projection(List.of(), List.of(), List.of()) : select(by);
    return guarded(
        list,
        () -> new Grouping(scope.schema(), this::compiler, grouped, list, having, aggregates));
  }

  /** The compiler of an expression over the columns as they are. */
  private Compiler compiler(String sql) {
    return new Compiler(sql, scope, parser, misfits);
  }

  static <T> T guarded(String sql, Supplier<T> action) {
    try {
      return action.get();
    } catch (StackOverflowError e) {
      // Parsing and compiling follow the nesting by recursion; the depth is all they can run out
      // of.
      throw new SqlException("this expression is nested too deeply", sql, 0);
    }
  }
}
