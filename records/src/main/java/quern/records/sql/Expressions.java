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
 * <p>Names are those of columns, in double quotes or backquotes when they are not a plain word; a
 * name that differs from a column's in case only is that column's, if no other does. Comments are
 * {@code --} and {@code /* *}{@code /}. All logic is SQL's, in three values.
 *
 * <table>
 * <caption>Literals</caption>
 * <tr><td>{@code 18}<td>long; decimal when 64 bits do not hold it
 * <tr><td>{@code 18.5}<td>decimal, which compares exactly with longs and decimals, and as the
 *     nearest double with doubles
 * <tr><td>{@code 1.85e1}<td>double
 * <tr><td>{@code 'it''s'}<td>string; a backslash is nothing special
 * <tr><td>{@code date '2024-02-29'}, {@code timestamp '2024-02-29 12:30:00'}<td>date, timestamp; the
 *     word can be left out where a date or timestamp is compared with the text
 * <tr><td>{@code true}, {@code false}, {@code null}<td>
 * </table>
 *
 * <table>
 * <caption>Operators, loosest first</caption>
 * <tr><td>{@code or}, {@code and}, {@code not}<td>booleans
 * <tr><td>{@code = <> != < <= > >=}, {@code [not] between}, {@code [not] in (…)}, {@code is [not]
 *     distinct from}<td>two of one type; or two numbers, exactly, but as doubles when one is a double;
 *     or a date and a timestamp. Strings by
 *     unsigned bytes, NaN equal to itself and above all numbers, false below true
 * <tr><td>{@code [not] like}, {@code [not] ilike}, with {@code escape 'c'}<td>strings; {@code %} any
 *     text, {@code _} any character; nothing escapes unless named
 * <tr><td>{@code is [not] null}<td>anything
 * <tr><td>{@code is [not] true}, {@code false}, {@code unknown}<td>booleans
 * <tr><td>{@code + -}, {@code ||}<td>numbers; anything, as text
 * <tr><td>{@code * / %}<td>numbers
 * <tr><td>{@code x::type}, {@code cast(x as type)}<td>see below
 * <tr><td>{@code case [x] when … then … [else …] end}<td>results of one type, as for comparisons
 * </table>
 *
 * <table>
 * <caption>Types of arithmetic</caption>
 * <tr><td>long and long<td>long; null and counted when 64 bits do not hold it; {@code /} gives a
 *     double
 * <tr><td>decimal and long or decimal<td>decimal, exact; {@code /} to 34 digits when it does not come
 *     out even
 * <tr><td>double and any number<td>double
 * <tr><td>{@code x / 0}, {@code x % 0}<td>null
 * </table>
 *
 * <table>
 * <caption>Casts; what does not fit is null and counted</caption>
 * <tr><td>string to any type<td>as a field of that type is read, dates in ISO 8601
 * <tr><td>any type to string<td>as it is written
 * <tr><td>number to number<td>to long by cutting off the fraction
 * <tr><td>boolean to long<td>1 and 0
 * <tr><td>date to timestamp, timestamp to date<td>midnight UTC; the day in UTC
 * </table>
 *
 * <p>A field whose text is not of its column's type is null, and counted once a row.
 */
public final class Expressions {
  private final Schema schema;
  private final FieldParser parser;
  private final Misfits misfits;

  /**
   * @throws IllegalArgumentException when a date or timestamp pattern of the dialect is not one
   */
  public Expressions(Schema schema, Dialect dialect) {
    this.schema = schema;
    this.parser = new FieldParser(dialect.formats());
    this.misfits = new Misfits(schema);
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

  /** What did not fit so far, in all that this object has compiled. */
  public Misfits misfits() {
    return misfits;
  }

  private Compiler compiler(String sql) {
    return new Compiler(sql, schema, parser, misfits);
  }

  private static <T> T guarded(String sql, Supplier<T> action) {
    try {
      return action.get();
    } catch (StackOverflowError e) {
      // Parsing and compiling follow the nesting by recursion; the depth is all they can run out
      // of.
      throw new SqlException("this expression is nested too deeply", sql, 0);
    }
  }
}
