package quern.records.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import quern.records.FieldParser;
import quern.records.Type;
import quern.records.UnknownColumnException;
import quern.records.sql.Comparison.Operator;

/** Makes nodes of one expression as written: finds columns, settles types, computes constants. */
final class Compiler {
  private final String sql;
  private final Scope scope;
  private final FieldParser parser;
  private final Misfits misfits;
  private final TreeSet<Integer> columnsUsed = new TreeSet<>();
  private final @Nullable Grouping groups;

  Compiler(String sql, Scope scope, FieldParser parser, Misfits misfits) {
    this(sql, scope, parser, misfits, null);
  }

  /**
   * @param groups what the rows are groups of, so that aggregates are columns of theirs; null for
   *     rows as they are
   */
  Compiler(
      String sql, Scope scope, FieldParser parser, Misfits misfits, @Nullable Grouping groups) {
    this.groups = groups;
    this.sql = sql;
    this.scope = scope;
    this.parser = parser;
    this.misfits = misfits;
  }

  int[] columnsUsed() {
    return columnsUsed.stream().mapToInt(Integer::intValue).toArray();
  }

  ColumnNode column(int index) {
    columnsUsed.add(index);
    return new ColumnNode(index, scope.schema().column(index).type(), parser, misfits);
  }

  /** A boolean. */
  Condition condition(Ast ast) {
    Node node = value(ast);
    if (node instanceof Condition condition) {
      return condition;
    }
    if (node.type != Type.BOOLEAN && !isUntyped(node)) {
      throw error("a condition is expected here; " + describe(ast, node), ast);
    }
    return new Logic.IsSo(typed(node, Type.BOOLEAN, ast));
  }

  /** Any expression; one without columns comes out as a {@link Constant}. */
  Node value(Ast ast) {
    return folded(compile(ast), ast);
  }

  @SuppressWarnings("NullAway") // Without columns the batch is not looked at.
  private Node folded(Node node, Ast ast) {
    if (!node.constant || node instanceof Constant) {
      return node;
    }
    try {
      return Constant.of(node, node.eval(null, 0));
    } catch (ArithmeticException e) {
      throw error(ast + " does not fit a " + node.type.label(), ast);
    }
  }

  private Node compile(Ast ast) {
    if (ast instanceof Ast.Name name) {
      return column(name);
    } else if (ast instanceof Ast.Numeral number) {
      return number(number.digits(), number);
    } else if (ast instanceof Ast.Text text) {
      return Constant.ofText(text.text());
    } else if (ast instanceof Ast.Moment moment) {
      return moment(moment.text(), moment.type(), moment);
    } else if (ast instanceof Ast.Word word) {
      return word.value() == null ? Constant.untypedNull() : Constant.ofBoolean(word.value());
    } else if (ast instanceof Ast.Prefix prefix) {
      return prefix(prefix);
    } else if (ast instanceof Ast.Infix infix) {
      return infix(infix);
    } else if (ast instanceof Ast.Case choice) {
      return choice(choice);
    } else if (ast instanceof Ast.Cast cast) {
      return cast(cast);
    } else if (ast instanceof Ast.Call call) {
      return groups != null && groups.isAggregate(call)
          ? column(scope.schema().indexOf(call.toString()))
          : new CallCompiler(this).call(call);
    } else if (ast instanceof Ast.Star) {
      throw error("'*' is not a value", ast);
    }
    return logic(ast);
  }

  private Condition logic(Ast ast) {
    if (ast instanceof Ast.Chain chain) {
      List<Condition> terms = chain.terms().stream().map(this::condition).toList();
      return chain.isAnd() ? new Logic.And(terms) : new Logic.Or(terms);
    } else if (ast instanceof Ast.Is is) {
      return negated(is(is), is.not());
    } else if (ast instanceof Ast.In in) {
      return negated(in(in), in.not());
    } else if (ast instanceof Ast.Between between) {
      return between(between);
    } else if (ast instanceof Ast.Like like) {
      return negated(like(like), like.not());
    }
    throw new IllegalStateException("no rule for " + ast);
  }

  private Node column(Ast.Name name) {
    try {
      return columns(scope.find(name.table(), name.name()), name);
    } catch (UnknownColumnException e) {
      Ast named = groups == null ? null : groups.named(name.name());
      if (named != null) {
        return compile(named);
      }
      String present = name.table() == null ? Functions.present(name.name()) : "";
      String ungrouped = groups == null ? "" : groups.ungrouped(name.name());
      throw error(
          !present.isEmpty()
              ? present
              : ungrouped.isEmpty() ? String.valueOf(e.getMessage()) : ungrouped,
          name);
    }
  }

  /** A column, or the first of several that is not null. */
  Node columns(List<Integer> columns, Ast at) {
    if (columns.size() == 1) {
      return column(columns.get(0));
    }
    List<Ast> names = new ArrayList<>();
    for (int column : columns) {
      names.add(new Ast.Name(scope.table(column), scope.name(column), at.at()));
    }
    return new CallCompiler(this).call(new Ast.Call("coalesce", false, names, at.at()));
  }

  private Constant number(String digits, Ast at) {
    Constant number = Literals.number(digits);
    if (number == null) {
      throw error("the number " + digits + " is too large", at);
    }
    return number;
  }

  Constant moment(String text, Type type, Ast at) {
    Constant moment = Literals.parse(text, type);
    if (moment == null) {
      String like = type == Type.DATE ? "'2024-12-31'" : "'2024-12-31 23:59:59'";
      throw error("'" + text + "' is not a " + type.label() + ": write it like " + like, at);
    }
    return moment;
  }

  private Node prefix(Ast.Prefix prefix) {
    if (prefix.operator().equals("not")) {
      return new Logic.Not(condition(prefix.operand()));
    }
    // Only with its sign may the least long be read: its digits alone are one too many.
    if (prefix.operator().equals("-") && prefix.operand() instanceof Ast.Numeral number) {
      return number("-" + number.digits(), prefix);
    }
    Node operand = numeric(value(prefix.operand()), prefix.operand());
    return prefix.operator().equals("-")
        ? new Arithmetic.Negative(operand, misfits, misfits.site(prefix.toString()))
        : operand;
  }

  /** A number; null is taken for a long. */
  private Node numeric(Node node, Ast ast) {
    if (isUntyped(node)) {
      return Constant.nullOf(Type.LONG);
    }
    if (!node.type.isNumeric()) {
      throw error("a number is expected here; " + describe(ast, node), ast);
    }
    return node;
  }

  private Node infix(Ast.Infix infix) {
    switch (infix.operator()) {
      case "+", "-", "*", "/", "%" -> {
        return arithmetic(infix);
      }
      case "||" -> {
        List<Node> both = List.of(text(infix.left()), text(infix.right()));
        return invocation(Type.STRING, both, infix).call(TextFunctions::concat);
      }
      case "~", "!~", "~*", "!~*" -> {
        return regex(infix);
      }
      case "is distinct from", "is not distinct from" -> {
        List<Node> both = unified(List.of(infix.left(), infix.right()));
        Condition same = new Comparison.Same(both.get(0), both.get(1));
        return negated(same, infix.operator().equals("is distinct from"));
      }
      default -> {
        return comparison(infix.left(), Operator.of(infix.operator()), infix.right());
      }
    }
  }

  /** {@code a ~ 'pattern'}: as the function does it, ignoring case with a star. */
  private Node regex(Ast.Infix infix) {
    List<Ast> arguments = new ArrayList<>(List.of(infix.left(), infix.right()));
    if (infix.operator().endsWith("*")) {
      arguments.add(new Ast.Text("i", infix.right().at()));
    }
    Ast.Call like = new Ast.Call("regexp_like", false, arguments, infix.at());
    return negated(condition(like), infix.operator().startsWith("!"));
  }

  private Node arithmetic(Ast.Infix infix) {
    Node a = value(infix.left());
    Node b = value(infix.right());
    if (a.type == Type.DATE && infix.operator().equals("-") && b.type == Type.DATE) {
      return days(infix, Type.LONG, a, b, MomentFunctions::daysBetween);
    } else if (a.type == Type.DATE && infix.operator().equals("-")) {
      return days(infix, Type.DATE, a, whole(b, infix.right()), MomentFunctions::subtractDays);
    } else if (a.type == Type.DATE && infix.operator().equals("+")) {
      return days(infix, Type.DATE, a, whole(b, infix.right()), MomentFunctions::addDays);
    } else if (b.type == Type.DATE && infix.operator().equals("+")) {
      return days(infix, Type.DATE, b, whole(a, infix.left()), MomentFunctions::addDays);
    }
    Node left = numeric(a, infix.left());
    Node right = numeric(b, infix.right());
    Type type = Types.numeric(left.type, right.type);
    if (type == Type.LONG && infix.operator().equals("/")) {
      type = Type.DOUBLE;
    }
    return new Arithmetic(
        infix.operator().charAt(0),
        typed(left, type, infix.left()),
        typed(right, type, infix.right()),
        misfits,
        misfits.site(infix.toString()));
  }

  private Node days(Ast.Infix infix, Type type, Node a, Node b, SqlFunction.Body body) {
    return invocation(type, List.of(a, b), infix).call(body);
  }

  /** A number of days. */
  private Node whole(Node node, Ast ast) {
    if (isUntyped(node) || node.type == Type.LONG) {
      return typed(node, Type.LONG, ast);
    }
    throw error("a number of days is expected here; " + describe(ast, node), ast);
  }

  /** Anything, as a string. */
  private Node text(Ast ast) {
    return typed(value(ast), Type.STRING, ast);
  }

  private Condition comparison(Ast left, Operator operator, Ast right) {
    Node a = value(left);
    Node b = value(right);
    List<Node> both = unified(List.of(left, right), List.of(a, b));
    Condition fast = withConstant(a, operator, b, both.get(1));
    if (fast == null) {
      fast = withConstant(b, operator.mirrored(), a, both.get(0));
    }
    return fast == null ? new Comparison(both.get(0), operator, both.get(1)) : fast;
  }

  /**
   * @param written the other operand as it was written
   * @param unified the other operand, of the type that both meet in
   */
  private static @Nullable Condition withConstant(
      Node node, Operator operator, Node written, Node unified) {
    return node instanceof ColumnNode column
            && written instanceof Constant constant
            && unified instanceof Constant converted
        ? Types.withConstant(column, operator, constant, converted)
        : null;
  }

  private Condition is(Ast.Is is) {
    return switch (is.what()) {
      case "null" -> new Logic.IsNull(value(is.operand()));
      case "true" -> new Logic.IsTruth(condition(is.operand()), Condition.TRUE);
      case "false" -> new Logic.IsTruth(condition(is.operand()), Condition.FALSE);
      default -> new Logic.IsTruth(condition(is.operand()), Condition.UNKNOWN);
    };
  }

  private Condition in(Ast.In in) {
    List<Ast> asts = new ArrayList<>();
    asts.add(in.operand());
    asts.addAll(in.items());
    List<Node> nodes = unified(asts);
    Node operand = nodes.get(0);
    List<Node> items = nodes.subList(1, nodes.size());
    if (items.stream().allMatch(Constant.class::isInstance)) {
      List<Constant> there =
          items.stream().map(Constant.class::cast).filter(item -> !item.isNull).toList();
      boolean hasNull = there.size() < items.size();
      switch (operand.type) {
        case LONG, DATE, TIMESTAMP -> {
          long[] values = there.stream().mapToLong(item -> item.longValue).toArray();
          return new InList.Longs(operand, values, hasNull);
        }
        case STRING -> {
          return new InList.Texts(operand, there.stream().map(Constant::bytes).toList(), hasNull);
        }
        default -> {}
      }
    }
    return new InList.Computed(operand, items);
  }

  private Condition between(Ast.Between between) {
    List<Node> nodes = unified(List.of(between.operand(), between.low(), between.high()));
    if (nodes.get(0) instanceof ColumnNode column
        && Types.isHeldAsLong(column.type)
        && nodes.get(1) instanceof Constant low
        && nodes.get(2) instanceof Constant high
        && !low.isNull
        && !high.isNull) {
      return new Comparison.InRange(column, low.longValue, high.longValue, !between.not());
    }
    return negated(new Comparison.Between(nodes.get(0), nodes.get(1), nodes.get(2)), between.not());
  }

  private Condition like(Ast.Like like) {
    Node operand = string(like.operand());
    Node pattern = string(like.pattern());
    int escape = like.escape() == null ? -1 : escape(like.escape());
    try {
      return new Like(
          operand, pattern, escape, like.ignoreCase(), misfits, misfits.site(like.toString()));
    } catch (IllegalArgumentException e) {
      throw error(like.pattern() + " is not a pattern: " + e.getMessage(), like.pattern());
    }
  }

  private Node string(Ast ast) {
    Node node = value(ast);
    if (node.type != Type.STRING) {
      throw error(
          "a string is expected here; " + describe(ast, node) + ": use cast(" + ast + " as string)",
          ast);
    }
    return node;
  }

  private int escape(Ast ast) {
    if (ast instanceof Ast.Text text && text.text().codePointCount(0, text.text().length()) == 1) {
      return text.text().codePointAt(0);
    }
    throw error("escape takes one character, as in escape '!'", ast);
  }

  private Node choice(Ast.Case choice) {
    List<Condition> conditions = new ArrayList<>();
    List<Ast> results = new ArrayList<>();
    for (Ast.When when : choice.whens()) {
      conditions.add(
          choice.operand() == null
              ? condition(when.condition())
              : comparison(choice.operand(), Operator.EQUAL, when.condition()));
      results.add(when.result());
    }
    if (choice.orElse() != null) {
      results.add(choice.orElse());
    }
    List<Node> nodes = unified(results);
    Node orElse = choice.orElse() == null ? null : nodes.get(nodes.size() - 1);
    return new Case(nodes.get(0).type, conditions, nodes.subList(0, conditions.size()), orElse);
  }

  private Node cast(Ast.Cast cast) {
    Type type;
    try {
      type = Type.of(cast.type());
    } catch (IllegalArgumentException e) {
      throw new SqlException(String.valueOf(e.getMessage()), sql, cast.typeAt());
    }
    Node operand = value(cast.operand());
    if (isUntyped(operand)) {
      return Constant.nullOf(type);
    }
    if (!Convert.exists(operand.type, type)) {
      throw error(
          describe(cast.operand(), operand) + ": that cannot be cast to a " + type.label(),
          cast.operand());
    }
    if (operand.type == type) {
      return operand;
    }
    int site = cast.attempt() ? Convert.UNCOUNTED : misfits.site(cast.toString());
    return new Convert(operand, type, misfits, site);
  }

  /**
   * @param ast what is told to be null where there is no result
   */
  Invocation invocation(Type type, List<Node> arguments, Ast ast) {
    return new Invocation(type, arguments, misfits, misfits.site(ast.toString()));
  }

  private static Condition negated(Condition condition, boolean not) {
    return not ? new Logic.Not(condition) : condition;
  }

  // Types.

  private List<Node> unified(List<Ast> asts) {
    List<Node> nodes = new ArrayList<>();
    for (Ast ast : asts) {
      nodes.add(value(ast));
    }
    return unified(asts, nodes);
  }

  /** The nodes, made of the one type that they all can be compared in. */
  List<Node> unified(List<Ast> asts, List<Node> nodes) {
    Type type = null;
    int typedBy = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (isUntyped(node) || isText(node)) {
        continue;
      }
      Type both = type == null ? node.type : Types.common(type, node.type);
      if (both == null) {
        throw mismatch(asts.get(typedBy), nodes.get(typedBy), asts.get(i), node);
      }
      typedBy = both.equals(type) ? typedBy : i;
      type = both;
    }
    type = withTexts(type, typedBy, asts, nodes);
    List<Node> out = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      out.add(typed(nodes.get(i), type, asts.get(i)));
    }
    return out;
  }

  /** What literals in quotes make of the others' type: they may stand for dates and timestamps. */
  private Type withTexts(@Nullable Type others, int typedBy, List<Ast> asts, List<Node> nodes) {
    Type type = others;
    for (int i = 0; i < nodes.size(); i++) {
      if (!isText(nodes.get(i)) || type == Type.STRING) {
        continue;
      }
      if (type == null) {
        return Type.STRING;
      }
      if (type != Type.DATE && type != Type.TIMESTAMP) {
        throw mismatch(asts.get(typedBy), nodes.get(typedBy), asts.get(i), nodes.get(i));
      }
      String text = nodes.get(i).text.toString();
      if (type == Type.DATE
          && Literals.parse(text, Type.DATE) == null
          && Literals.parse(text, Type.TIMESTAMP) != null) {
        type = Type.TIMESTAMP;
      }
    }
    return type == null ? Type.STRING : type;
  }

  /** The node as one of a type that it can be made implicitly. */
  Node typed(Node node, Type type, Ast ast) {
    if (isUntyped(node)) {
      return Constant.nullOf(type);
    }
    if (node.type == type) {
      return node;
    }
    if (isText(node)) {
      return moment(node.text.toString(), type, ast);
    }
    return folded(new Convert(node, type, misfits, misfits.site(ast.toString())), ast);
  }

  static boolean isUntyped(Node node) {
    return node instanceof Constant constant && constant.untyped;
  }

  static boolean isText(Node node) {
    return node instanceof Constant constant && constant.type == Type.STRING && !constant.isNull;
  }

  private SqlException mismatch(Ast left, Node a, Ast right, Node b) {
    String advice = "use cast to make them alike";
    if (a.type == Type.STRING && left instanceof Ast.Name) {
      advice = "use cast(" + left + " as " + b.type.label() + ")";
    } else if (b.type == Type.STRING && right instanceof Ast.Name) {
      advice = "use cast(" + right + " as " + a.type.label() + ")";
    } else if (isText(b) && Literals.parse(b.text.toString(), a.type) != null) {
      advice = "write " + b.text + " without quotes";
    }
    return error(describe(left, a) + ", " + describe(right, b) + ": " + advice, right);
  }

  static String describe(Ast ast, Node node) {
    String what =
        ast instanceof Ast.Name name
            ? "column '" + (name.table() == null ? "" : name.table() + ".") + name.name() + "'"
            : ast.toString();
    return what + " is a " + node.type.label();
  }

  SqlException error(String reason, Ast at) {
    return new SqlException(reason, sql, at.at());
  }
}
