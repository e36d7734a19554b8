package quern.records.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import quern.records.Column;
import quern.records.FieldParser;
import quern.records.Schema;
import quern.records.Type;
import quern.records.UnknownColumnException;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;

/**
 * What a list of aggregates asks for, in two steps: what rows are grouped by and the aggregates
 * that are taken over them, then what is made of both. Between the two, a group is a row whose
 * columns are what it is grouped by and then each aggregate once, under its text.
 */
public final class Grouping {
  private final Schema rows;
  private final Projection by;
  private final String list;
  private final String having;
  private final Set<String> aggregates;
  private final List<Parser.Item> items;
  private final @Nullable Ast condition;

  /** For the condition, which may use the list's names. */
  private final Map<String, Ast> named = new HashMap<>();

  private final Map<String, Shared> shared = new HashMap<>();
  private final Map<String, AggregateCall> calls = new LinkedHashMap<>();

  Grouping(
      Schema rows,
      Function<String, Compiler> compilers,
      Projection by,
      String list,
      String having,
      Set<String> aggregates) {
    this.rows = rows;
    this.by = by;
    this.list = list;
    this.having = having;
    this.aggregates = aggregates;
    this.items = list.isEmpty() ? List.of() : Parser.items(list);
    this.condition = having.isEmpty() ? null : Parser.expression(having);
    Compiler ofList = compilers.apply(list);
    for (Parser.Item item : items) {
      if (item.expression() == null) {
        throw new SqlException(
            "'*' is no aggregate: name what is to be taken over the rows, as in count(*)",
            list,
            item.at());
      }
      find(item.expression(), list, ofList, null);
    }
    if (condition != null) {
      find(condition, having, compilers.apply(having), null);
    }
  }

  private void find(Ast ast, String sql, Compiler compiler, Ast.@Nullable Call within) {
    Ast.Call inner = within;
    if (ast instanceof Ast.Call call && isAggregate(call)) {
      if (within != null) {
        throw new SqlException(
            "an aggregate cannot be taken of another: first aggregate, then aggregate the output",
            sql,
            call.at());
      }
      inner = call;
    }
    for (Ast part : ast.parts()) {
      find(part, sql, compiler, inner);
    }
    if (inner == ast) {
      calls.computeIfAbsent(
          ast.toString(), text -> new AggregateCall((Ast.Call) ast, sql, compiler, shared));
    }
  }

  boolean isAggregate(Ast.Call call) {
    return aggregates.contains(call.function());
  }

  /** What the list calls by that name, once it is compiled; else null. */
  @Nullable Ast named(String name) {
    return named.get(name.toLowerCase(Locale.ROOT));
  }

  /** What to tell somebody who names a column that groups do not have, or nothing. */
  String ungrouped(String name) {
    try {
      String column = rows.column(rows.indexOf(name)).name();
      return "column '%s' may differ within a group: group by it, or take an aggregate of it"
          .formatted(column);
    } catch (UnknownColumnException e) {
      return "";
    }
  }

  /** What rows are grouped by. */
  public Projection by() {
    return by;
  }

  /** The aggregates, each once. */
  public List<AggregateCall> calls() {
    return List.copyOf(calls.values());
  }

  /**
   * The columns of a group.
   *
   * @param types of the {@link #calls()}
   */
  public Schema groups(List<Type> types) {
    List<Column> columns = new ArrayList<>(by.schema().columns());
    int i = 0;
    for (String text : calls.keySet()) {
      columns.add(new Column(text, types.get(i++)));
    }
    return new Schema(columns);
  }

  /**
   * What is written of a group that stays.
   *
   * @param select what it is grouped by, then the list
   * @param having what it must meet; null when there is nothing
   */
  public record Groups(Projection select, @Nullable Value having) {
    /** Whether a group stays. */
    public boolean keeps(RowBatch batch, int row) {
      return having == null || (having.eval(batch, row) && having.booleanValue());
    }

    /** Whether a group is written just as it is. */
    public boolean isWhole() {
      for (int i = 0; i < select.columns().size(); i++) {
        if (select.columns().get(i).source() != i) {
          return false;
        }
      }
      return having == null;
    }
  }

  /**
   * Compiles list and condition for groups, whose dates and the like are in ISO 8601.
   *
   * @param groups as {@link #groups(List)} gave it
   * @throws SqlException when an expression cannot be, or two output columns have one name
   */
  public Groups over(Schema groups) {
    return Expressions.guarded(list, () -> compiled(groups));
  }

  private Groups compiled(Schema groups) {
    FieldParser parser = new FieldParser(Dialect.RFC_4180.formats());
    Misfits misfits = new Misfits(groups);
    Scope scope = Scope.of(groups);
    Compiler compiler = new Compiler(list, scope, parser, misfits, this);
    List<OutputColumn> columns = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < by.columns().size(); i++) {
      Column column = groups.column(i);
      columns.add(new OutputColumn(column.name(), column.type(), i));
      nodes.add(compiler.column(i));
      names.add(column.name());
    }
    for (Parser.Item item : items) {
      Ast expression = item.expression();
      if (expression != null) {
        Node node = compiler.value(expression);
        int source = node instanceof ColumnNode column ? column.column : OutputColumn.COMPUTED;
        if (source >= 0
            && source < by.columns().size()
            && item.name().equals(groups.column(source).name())) {
          continue; // Somebody who wants to see it: it is there.
        }
        if (!names.add(item.name())) {
          throw new SqlException(
              "two output columns are called '%s': give one another name with 'as'"
                  .formatted(item.name()),
              list,
              item.at());
        }
        columns.add(new OutputColumn(item.name(), node.type, source));
        nodes.add(node);
      }
    }
    for (Parser.Item item : items) {
      if (item.named() && item.expression() != null) {
        named.put(item.name().toLowerCase(Locale.ROOT), item.expression());
      }
    }
    Condition compiledHaving =
        condition == null
            ? null
            : new Compiler(having, scope, parser, misfits, this).condition(condition);
    return new Groups(
        new Projection(columns, nodes, Collections.nCopies(columns.size(), compiler.columnsUsed())),
        compiledHaving);
  }
}
