package quern.records.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import quern.records.Column;
import quern.records.FieldParser;
import quern.records.Schema;
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
  private final Schema schema;
  private final FieldParser parser;
  private final Misfits misfits;

  /**
   * @throws IllegalArgumentException when a date or timestamp pattern of the dialect is not one
   */
  public Expressions(Schema schema, Dialect dialect) {
    this(schema, new FieldParser(dialect.formats()), new Misfits(schema));
  }

  private Expressions(Schema schema, FieldParser parser, Misfits misfits) {
    this.schema = schema;
    this.parser = parser;
    this.misfits = misfits;
  }

  /**
   * A condition.
   *
   * @throws SqlException when it cannot be read, names an unknown column, or mixes types
   */
  public Predicate where(String condition) {
    return guarded(
        condition,
        () -> {
          Compiler compiler = compiler(condition);
          Condition compiled = compiler.condition(Parser.expression(condition));
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
        });
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
          Compiler compiler = compiler(list);
          List<OutputColumn> columns = new ArrayList<>();
          List<Node> nodes = new ArrayList<>();
          Set<String> names = new HashSet<>();
          for (Parser.Item item : Parser.items(list)) {
            int before = columns.size();
            add(item, compiler, columns, nodes);
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
          return new Projection(columns, nodes, compiler.columnsUsed());
        });
  }

  private void add(
      Parser.Item item, Compiler compiler, List<OutputColumn> columns, List<Node> nodes) {
    if (item.expression() == null) {
      for (int i = 0; i < schema.size(); i++) {
        Column column = schema.column(i);
        columns.add(new OutputColumn(column.name(), column.type(), i));
        nodes.add(compiler.column(i));
      }
      return;
    }
    Node node = compiler.value(item.expression());
    boolean bare = node instanceof ColumnNode && item.expression() instanceof Ast.Name;
    int source = bare ? ((ColumnNode) node).column : OutputColumn.COMPUTED;
    String name = bare && !item.named() ? schema.column(source).name() : item.name();
    columns.add(new OutputColumn(name, node.type, source));
    nodes.add(node);
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
    return new Expressions(Schema.ofStrings(schema.names()), parser, misfits);
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
        by.isEmpty() ? new Projection(List.of(), List.of(), new int[0]) : select(by);
    return guarded(
        list, () -> new Grouping(schema, this::compiler, grouped, list, having, aggregates));
  }

  /** The compiler of an expression over the columns as they are. */
  private Compiler compiler(String sql) {
    return new Compiler(sql, schema, parser, misfits);
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
