package quern.records.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.WhenClause;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsDistinctExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.IsUnknownExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.expression.operators.relational.RegExpMatchOperator;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserTokenManager;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.SimpleCharStream;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import org.jspecify.annotations.Nullable;
import quern.records.sql.Lexer.Token;

/**
 * Reads expressions by JSqlParser's grammar, and is the one class that knows it. The grammar is
 * handed our tokens, with each token's number for its text: so every leaf of its tree leads back to
 * the very token, and no text can mean something special to it.
 *
 * <p>The parser class is used directly, because {@code CCJSqlParserUtil} starts a thread.
 */
final class Parser {
  private static final Map<Class<?>, String> OPERATORS = operators();

  // Brackets that are not in the text, among numbers of tokens.
  private static final int OPEN = -1;
  private static final int CLOSE = -2;

  private final String sql;
  private final boolean isList;
  private final List<Token> tokens;

  private Parser(String sql, boolean isList) {
    this.sql = sql;
    this.isList = isList;
    this.tokens = Lexer.tokens(sql);
  }

  /**
   * One entry of a select list: {@code *}, that of one table, or an expression and the name of its
   * column.
   */
  record Item(
      @Nullable Ast expression, @Nullable String table, String name, boolean named, int at) {}

  /**
   * Reads one expression.
   *
   * @throws SqlException when it is not one
   */
  static Ast expression(String sql) {
    Parser parser = new Parser(sql, false);
    return parser.read(0, parser.tokens.size() - 1);
  }

  /**
   * Reads a select list.
   *
   * @throws SqlException when it is not one
   */
  static List<Item> items(String sql) {
    Parser parser = new Parser(sql, true);
    List<Item> items = new ArrayList<>();
    parser.list((from, to) -> items.add(parser.item(from, to)));
    return items;
  }

  /**
   * One entry of an order.
   *
   * @param descending null when neither {@code asc} nor {@code desc} is said
   */
  record Rank(Ast expression, @Nullable Boolean descending) {}

  /**
   * Reads a list of expressions that rows are ordered by.
   *
   * @throws SqlException when it is not one
   */
  static List<Rank> ranks(String sql) {
    Parser parser = new Parser(sql, false);
    List<Rank> ranks = new ArrayList<>();
    parser.list((from, to) -> ranks.add(parser.rank(from, to)));
    return ranks;
  }

  private interface Entry {
    void take(int from, int to);
  }

  /** Gives out the tokens between commas that are in no brackets. */
  private void list(Entry entry) {
    int end = tokens.size() - 1;
    int from = 0;
    int depth = 0;
    for (int i = 0; i < end; i++) {
      String text = symbol(i);
      if (text.equals("(")) {
        depth++;
      } else if (text.equals(")")) {
        depth--;
      } else if (text.equals(",") && depth == 0) {
        entry.take(from, i);
        from = i + 1;
      }
    }
    entry.take(from, end);
  }

  private Rank rank(int from, int to) {
    String last = to - from > 1 ? symbol(to - 1) : "";
    boolean descending = last.equalsIgnoreCase("desc");
    boolean isSaid = descending || last.equalsIgnoreCase("asc");
    return new Rank(read(from, isSaid ? to - 1 : to), isSaid ? descending : null);
  }

  /** The token's text if it is an operator or a bracket, else an empty text. */
  private String symbol(int index) {
    Token token = tokens.get(index);
    return token.quoted() ? "" : token.text();
  }

  private Item item(int from, int to) {
    int at = tokens.get(from).start();
    if (to - from == 1 && symbol(from).equals("*")) {
      return new Item(null, tokens.get(from).table(), "*", false, at);
    }
    int depth = 0;
    for (int i = from; i < to; i++) {
      String text = symbol(i);
      depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
      if (depth == 0 && tokens.get(i).kind() == CCJSqlParserConstants.K_AS) {
        return new Item(read(from, i), null, alias(i, to), true, at);
      }
    }
    Ast expression = read(from, to);
    return new Item(expression, null, sql.substring(at, tokens.get(to - 1).end()), false, at);
  }

  private String alias(int as, int to) {
    Token name = tokens.get(as + 1);
    if (as + 1 == to || !isWord(name)) {
      throw expected("a name after 'as'", name);
    }
    if (as + 2 < to) {
      throw expected("',' or the end", tokens.get(as + 2));
    }
    return name.text();
  }

  /** Whether the token is a name, quoted or not, or a keyword. */
  private static boolean isWord(Token token) {
    return token.quoted()
        || (!token.text().isEmpty() && Lexer.isWordStart(token.text().codePointAt(0)));
  }

  /** Reads the tokens from {@code from} to before {@code to} as one expression. */
  private Ast read(int from, int to) {
    checkPairs(from, to);
    // Made with a stream of its own, since the grammar asks that for its settings.
    CCJSqlParser parser = new CCJSqlParser(new StringProvider(""));
    parser.token_source = new Feed(tokens, order(from, to), to);
    Expression expression;
    try {
      expression = parser.Expression();
    } catch (ParseException e) {
      if (e.currentToken == null || e.currentToken.next == null) {
        throw expected("an expression", tokens.get(from));
      }
      throw unexpected(from, e.currentToken.next.absoluteBegin, to);
    }
    int rest = parser.getToken(1).absoluteBegin;
    if (rest < to) {
      throw unexpected(from, rest, to);
    }
    return ast(expression, tokens.get(from).start());
  }

  /**
   * The numbers of the tokens for the grammar, with brackets added around what is cast: the grammar
   * takes no comparison there, as in {@code cast(a > 1 as long)}, unless it is in brackets.
   */
  private List<Integer> order(int from, int to) {
    List<Integer> order = new ArrayList<>();
    Deque<Integer> casts = new ArrayDeque<>();
    int depth = 0;
    for (int i = from; i < to; i++) {
      boolean ofCast = !casts.isEmpty() && casts.peek() == depth;
      if (ofCast && kind(i) == CCJSqlParserConstants.K_AS) {
        order.add(CLOSE);
        casts.pop();
      } else if (ofCast && symbol(i).equals(")")) {
        throw expected("'as' and a type", tokens.get(i));
      }
      order.add(i);
      if (symbol(i).equals("(")) {
        depth++;
        if (i > from && kind(i - 1) == CCJSqlParserConstants.K_CAST) {
          casts.push(depth);
          order.add(OPEN);
        }
      } else if (symbol(i).equals(")")) {
        depth--;
      }
    }
    return order;
  }

  /** Hands our tokens to the grammar. */
  private static final class Feed extends CCJSqlParserTokenManager {
    private final List<Token> tokens;
    private final List<Integer> order;
    private final int to;
    private int next;
    private int last;

    Feed(List<Token> tokens, List<Integer> order, int to) {
      super(new SimpleCharStream(new StringProvider("")));
      this.tokens = tokens;
      this.order = order;
      this.to = to;
    }

    @Override
    public net.sf.jsqlparser.parser.Token getNextToken() {
      int number = next < order.size() ? order.get(next++) : to;
      if (number >= 0) {
        last = number;
      }
      net.sf.jsqlparser.parser.Token out =
          net.sf.jsqlparser.parser.Token.newToken(kind(number), image(number));
      out.absoluteBegin = last;
      return out;
    }

    private int kind(int number) {
      return switch (number) {
        case OPEN -> CCJSqlParserConstants.OPENING_BRACKET;
        case CLOSE -> CCJSqlParserConstants.CLOSING_BRACKET;
        default -> number == to ? CCJSqlParserConstants.EOF : tokens.get(number).kind();
      };
    }

    private String image(int number) {
      return switch (kind(number)) {
        case CCJSqlParserConstants.EOF -> "";
        case CCJSqlParserConstants.K_COMMA -> ",";
        case CCJSqlParserConstants.OPENING_BRACKET -> "(";
        case CCJSqlParserConstants.CLOSING_BRACKET -> ")";
        case CCJSqlParserConstants.S_LONG -> "" + number;
        case CCJSqlParserConstants.S_CHAR_LITERAL -> "'" + number + "'";
        case CCJSqlParserConstants.K_LIKE -> "like";
        case CCJSqlParserConstants.K_ILIKE -> "ilike";
        default -> isWord(tokens.get(number)) ? "n" + number : tokens.get(number).text();
      };
    }
  }

  private SqlException expected(String what, Token found) {
    String text =
        found.start() == found.end()
            ? "the end"
            : "'" + sql.substring(found.start(), found.end()) + "'";
    return new SqlException("expected " + what + ", found " + text, sql, found.start());
  }

  /**
   * Checks that a value or bracket comes where one has to, and none where one has just ended. The
   * grammar would refuse the first too, but point at the operator before or at the start of the
   * list, where it last had a choice; and it takes words behind an argument that we do not know.
   */
  private void checkPairs(int from, int to) {
    for (int i = from; i <= to; i++) {
      if (i > from && i < to && tokens.get(i - 1).endsValue() && startsValue(i)) {
        throw unexpected(from, i, to);
      }
      boolean wantsValue = i == from || !tokens.get(i - 1).endsValue();
      if (wantsValue && !closesCall(from, i) && (i == to || !mayFollow(from, i))) {
        throw unexpected(from, i, to);
      }
    }
  }

  /** Whether the token can only be the first of a value. */
  private boolean startsValue(int index) {
    return switch (kind(index)) {
      case CCJSqlParserConstants.S_IDENTIFIER,
          CCJSqlParserConstants.S_LONG,
          CCJSqlParserConstants.S_CHAR_LITERAL,
          CCJSqlParserConstants.K_CASE,
          CCJSqlParserConstants.K_CAST ->
          true;
      default -> false;
    };
  }

  /** Whether the token is the bracket behind a call without arguments, or with a star. */
  private boolean closesCall(int from, int index) {
    if (!symbol(index).equals(")")) {
      return false;
    }
    int open = index - (index > from && symbol(index - 1).equals("*") ? 2 : 1);
    return open > from && symbol(open).equals("(") && isWord(tokens.get(open - 1));
  }

  /** Whether the token is the bracket before a call's arguments. */
  private boolean opensCall(int from, int index) {
    return index > from && symbol(index).equals("(") && isWord(tokens.get(index - 1));
  }

  /** Whether the token may stand where no value has ended. */
  private boolean mayFollow(int from, int index) {
    int before = index == from ? CCJSqlParserConstants.EOF : kind(index - 1);
    boolean afterIs = before == CCJSqlParserConstants.K_IS;
    boolean afterIsNot =
        before == CCJSqlParserConstants.K_NOT
            && index > from + 1
            && kind(index - 2) == CCJSqlParserConstants.K_IS;
    return switch (kind(index)) {
      case CCJSqlParserConstants.K_NULL,
          CCJSqlParserConstants.K_TRUE,
          CCJSqlParserConstants.K_FALSE,
          CCJSqlParserConstants.K_UNKNOWN ->
          afterIs || afterIsNot;
      case CCJSqlParserConstants.K_DISTINCT -> afterIs || afterIsNot || opensCall(from, index - 1);
      case CCJSqlParserConstants.K_NOT -> !afterIsNot;
      case CCJSqlParserConstants.K_FROM -> before == CCJSqlParserConstants.K_DISTINCT;
      case CCJSqlParserConstants.K_IN,
          CCJSqlParserConstants.K_BETWEEN,
          CCJSqlParserConstants.K_LIKE,
          CCJSqlParserConstants.K_ILIKE ->
          before == CCJSqlParserConstants.K_NOT && !afterIsNot;
      case CCJSqlParserConstants.K_WHEN -> before == CCJSqlParserConstants.K_CASE;
      case CCJSqlParserConstants.S_IDENTIFIER,
          CCJSqlParserConstants.S_LONG,
          CCJSqlParserConstants.S_CHAR_LITERAL,
          CCJSqlParserConstants.K_CASE,
          CCJSqlParserConstants.K_CAST,
          CCJSqlParserConstants.OPENING_BRACKET ->
          !afterIs && !afterIsNot;
      default -> !afterIs && !afterIsNot && mayPrecedeValue(index);
    };
  }

  /** Whether the token is a sign or the star of {@code count(*)}. */
  private boolean mayPrecedeValue(int index) {
    String text = symbol(index);
    return text.equals("-")
        || text.equals("+")
        || (text.equals("*")
            && index > 0
            && symbol(index - 1).equals("(")
            && symbol(index + 1).equals(")"));
  }

  /** Says what may stand where the grammar stopped; its own list names tokens we do not have. */
  private SqlException unexpected(int from, int index, int to) {
    Token found = tokens.get(index);
    Token before = index == 0 ? null : tokens.get(index - 1);
    if (index == from || before == null || !before.endsValue()) {
      return expected(afterOperator(index) + (before == null ? "" : after(before)), found);
    }
    if (found.isWord("over") && symbol(index - 1).equals(")")) {
      return new SqlException("window functions are not supported here", sql, found.start());
    }
    int open = unclosed(from, index);
    boolean closing = symbol(index).equals(")");
    if (closing && open < 0) {
      return new SqlException("this ')' closes nothing", sql, found.start());
    }
    int start = Math.max(from, open + 1);
    if (pending(start, index, CCJSqlParserConstants.K_BETWEEN, CCJSqlParserConstants.K_AND)) {
      return expected("'and' with the upper bound of 'between'", found);
    }
    if (index == to && open >= 0) {
      return new SqlException(
          symbol(open).equals("(")
              ? "this '(' is never closed"
              : "this 'case' is never finished: it goes case when … then … else … end",
          sql,
          tokens.get(open).start());
    }
    if (pending(start, index, CCJSqlParserConstants.K_WHEN, CCJSqlParserConstants.K_THEN)) {
      return expected("'then' with the result of this branch", found);
    }
    String others = isList && open < 0 ? ", ',', 'as'" : "";
    return expected(
        "an operator (such as =, <, and, or, in, like)" + others + " or the end", found);
  }

  private int kind(int index) {
    return tokens.get(index).kind();
  }

  private static String after(Token before) {
    return " after '" + before.text() + "'";
  }

  /** What may stand at {@code index}, where no value has ended. */
  private String afterOperator(int index) {
    int before = index == 0 ? CCJSqlParserConstants.EOF : kind(index - 1);
    if (before == CCJSqlParserConstants.K_NOT && index > 1) {
      before = kind(index - 2) == CCJSqlParserConstants.K_IS ? kind(index - 2) : before;
    }
    return switch (before) {
      case CCJSqlParserConstants.K_IS -> "null, true, false, unknown or distinct from";
      case CCJSqlParserConstants.K_AS -> "a type";
      case CCJSqlParserConstants.K_CASE -> "'when'";
      default -> "a column, a value or '('";
    };
  }

  /**
   * Whether the keyword {@code first} stands before {@code to} without {@code second} behind it.
   */
  private boolean pending(int from, int to, int first, int second) {
    int depth = 0;
    for (int i = to - 1; i >= from; i--) {
      String text = symbol(i);
      depth += text.equals(")") ? 1 : text.equals("(") ? -1 : 0;
      if (depth == 0 && kind(i) == second) {
        return false;
      }
      if (depth == 0 && kind(i) == first) {
        return true;
      }
    }
    return false;
  }

  /** The last bracket or case that is open at {@code to}, or -1. */
  private int unclosed(int from, int to) {
    List<Integer> open = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Token token = tokens.get(i);
      String text = symbol(i);
      if (text.equals("(") || token.kind() == CCJSqlParserConstants.K_CASE) {
        open.add(i);
      } else if (!open.isEmpty()
          && (text.equals(")") || token.kind() == CCJSqlParserConstants.K_END)) {
        open.remove(open.size() - 1);
      }
    }
    return open.isEmpty() ? -1 : open.get(open.size() - 1);
  }

  // From the grammar's tree to ours. `at` is where to point when the node itself has no token.

  private Ast ast(Expression e, int at) {
    if (e instanceof Column column) {
      return name(token(column.getColumnName().substring(1)));
    } else if (e instanceof LongValue number) {
      Token token = token(number.getStringValue());
      return new Ast.Numeral(token.text(), token.start());
    } else if (e instanceof StringValue string) {
      Token token = token(string.getValue());
      return token.moment() == null
          ? new Ast.Text(token.text(), token.start())
          : new Ast.Moment(token.moment(), token.text(), token.start());
    } else if (e instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return ast(list.get(0), at);
    } else if (e instanceof AndExpression || e instanceof OrExpression) {
      return chain((BinaryExpression) e, at);
    } else if (e instanceof NotExpression not) {
      Ast operand = ast(not.getExpression(), at);
      return new Ast.Prefix("not", operand, before(operand, CCJSqlParserConstants.K_NOT).start());
    } else if (e instanceof SignedExpression signed) {
      Ast operand = ast(signed.getExpression(), at);
      int sign = sql.lastIndexOf(signed.getSign(), operand.at());
      return new Ast.Prefix("" + signed.getSign(), operand, sign);
    }
    return predicate(e, at);
  }

  private Ast predicate(Expression e, int at) {
    if (e instanceof LikeExpression like) {
      Ast operand = ast(like.getLeftExpression(), at);
      return new Ast.Like(
          operand,
          ast(like.getRightExpression(), operand.at()),
          like.getEscape() == null ? null : ast(like.getEscape(), operand.at()),
          like.getLikeKeyWord() == LikeExpression.KeyWord.ILIKE,
          like.isNot(),
          operand.at());
    } else if (e instanceof IsDistinctExpression distinct) {
      return infix(distinct, "is " + (distinct.isNot() ? "not " : "") + "distinct from", at);
    } else if (e instanceof RegExpMatchOperator match) {
      return infix(match, match.getStringExpression(), at);
    } else if (e instanceof BinaryExpression binary && OPERATORS.containsKey(e.getClass())) {
      return infix(binary, operator(binary), at);
    } else if (e instanceof IsNullExpression is) {
      return is(is.getLeftExpression(), "null", is.isNot(), at);
    } else if (e instanceof IsBooleanExpression is) {
      return is(is.getLeftExpression(), is.isTrue() ? "true" : "false", is.isNot(), at);
    } else if (e instanceof IsUnknownExpression is) {
      return is(is.getLeftExpression(), "unknown", is.isNot(), at);
    } else if (e instanceof InExpression in) {
      return in(in, at);
    } else if (e instanceof Between between) {
      Ast operand = ast(between.getLeftExpression(), at);
      Ast low = ast(between.getBetweenExpressionStart(), operand.at());
      Ast high = ast(between.getBetweenExpressionEnd(), low.at());
      return new Ast.Between(operand, low, high, between.isNot(), operand.at());
    }
    return compound(e, at);
  }

  private Ast compound(Expression e, int at) {
    if (e instanceof CaseExpression choice) {
      return choice(choice, at);
    } else if (e instanceof CastExpression cast) {
      Ast operand = ast(cast.getLeftExpression(), at);
      String type = cast.getColDataType().getDataType();
      List<String> arguments = cast.getColDataType().getArgumentsStringList();
      int index = Integer.parseInt(type.substring(1).split("[^0-9]", 2)[0]);
      Token token = tokens.get(index);
      if (!type.matches("n[0-9]+")
          || token.quoted()
          || (arguments != null && !arguments.isEmpty())) {
        throw new SqlException(
            "a type is one word here: string, long, double, decimal, boolean, date or timestamp",
            sql,
            token.start());
      }
      Token keyword =
          kind(index - 1) == CCJSqlParserConstants.K_AS
              ? before(operand, CCJSqlParserConstants.K_CAST)
              : null;
      return new Ast.Cast(
          keyword != null && keyword.text().equalsIgnoreCase("try_cast"),
          operand,
          token.text(),
          keyword == null ? operand.at() : keyword.start(),
          token.start());
    } else if (e instanceof Function function && function.getName().matches("n[0-9]+")) {
      return call(function);
    }
    if (e instanceof ParenthesedExpressionList<?> list) {
      throw new SqlException(
          "a list can only stand after 'in'", sql, list.isEmpty() ? at : ast(list.get(0), at).at());
    }
    if (e.getClass() == AllColumns.class) {
      return new Ast.Star(at);
    }
    throw new SqlException("this kind of expression is not supported here", sql, at);
  }

  private Ast call(Function function) {
    Token name = token(function.getName().substring(1));
    if (name.quoted()) {
      throw new SqlException("a function's name is a word without quotes", sql, name.start());
    }
    List<Ast> arguments = new ArrayList<>();
    if (function.getParameters() != null) {
      for (Expression argument : function.getParameters()) {
        arguments.add(ast(argument, name.start()));
      }
    }
    if (name.isWord("extract")
        && !arguments.isEmpty()
        && arguments.get(0) instanceof Ast.Name field) {
      // What is asked for is a bare word: extract(year from x).
      arguments.set(0, new Ast.Text(field.name(), field.at()));
    }
    return new Ast.Call(
        name.text().toLowerCase(Locale.ROOT), function.isDistinct(), arguments, name.start());
  }

  private Token token(String number) {
    return tokens.get(Integer.parseInt(number));
  }

  /** The last keyword of that kind before {@code ast}: the one that governs it. */
  private Token before(Ast ast, int keyword) {
    Token found = tokens.get(0);
    for (Token token : tokens) {
      if (token.start() >= ast.at()) {
        break;
      }
      if (token.kind() == keyword) {
        found = token;
      }
    }
    return found;
  }

  private static Ast name(Token token) {
    if (token.isWord("true") || token.isWord("false")) {
      return new Ast.Word(token.isWord("true"), token.start());
    }
    if (token.isWord("null")) {
      return new Ast.Word(null, token.start());
    }
    return new Ast.Name(token.table(), token.text(), token.start());
  }

  /** Walks down the left side in a loop: a long list of terms is not a deep one. */
  private Ast chain(BinaryExpression e, int at) {
    Class<?> kind = e.getClass();
    List<Expression> terms = new ArrayList<>();
    Expression left = e;
    while (left.getClass() == kind) {
      terms.add(((BinaryExpression) left).getRightExpression());
      left = ((BinaryExpression) left).getLeftExpression();
    }
    terms.add(left);
    Collections.reverse(terms);
    List<Ast> asts = new ArrayList<>();
    int start = at;
    for (Expression term : terms) {
      Ast ast = ast(term, start);
      asts.add(ast);
      start = ast.at();
    }
    return new Ast.Chain(kind == AndExpression.class, asts, asts.get(0).at());
  }

  private Ast infix(BinaryExpression e, String operator, int at) {
    Ast left = ast(e.getLeftExpression(), at);
    return new Ast.Infix(operator, left, ast(e.getRightExpression(), left.at()), left.at());
  }

  private Ast is(Expression operand, String what, boolean not, int at) {
    Ast ast = ast(operand, at);
    return new Ast.Is(ast, what, not, ast.at());
  }

  private Ast in(InExpression in, int at) {
    Ast operand = ast(in.getLeftExpression(), at);
    if (!(in.getRightExpression() instanceof ExpressionList<?> list)) {
      throw new SqlException(
          "'in' takes a list in parentheses, as in (1, 2)",
          sql,
          ast(in.getRightExpression(), operand.at()).at());
    }
    List<Ast> items = new ArrayList<>();
    for (Expression item : list) {
      items.add(ast(item, operand.at()));
    }
    return new Ast.In(operand, items, in.isNot(), operand.at());
  }

  private Ast choice(CaseExpression choice, int at) {
    Ast operand =
        choice.getSwitchExpression() == null ? null : ast(choice.getSwitchExpression(), at);
    List<Ast.When> whens = new ArrayList<>();
    for (WhenClause when : choice.getWhenClauses()) {
      Ast condition = ast(when.getWhenExpression(), at);
      whens.add(new Ast.When(condition, ast(when.getThenExpression(), condition.at())));
    }
    Ast orElse = choice.getElseExpression() == null ? null : ast(choice.getElseExpression(), at);
    Ast first = operand == null ? whens.get(0).condition() : operand;
    return new Ast.Case(
        operand, whens, orElse, before(first, CCJSqlParserConstants.K_CASE).start());
  }

  private static String operator(BinaryExpression e) {
    String operator = OPERATORS.get(e.getClass());
    if (operator == null) {
      throw new IllegalStateException("no operator for " + e.getClass());
    }
    return operator;
  }

  private static Map<Class<?>, String> operators() {
    Map<Class<?>, String> operators = new HashMap<>();
    operators.put(Addition.class, "+");
    operators.put(Subtraction.class, "-");
    operators.put(Multiplication.class, "*");
    operators.put(Division.class, "/");
    operators.put(Modulo.class, "%");
    operators.put(Concat.class, "||");
    operators.put(EqualsTo.class, "=");
    operators.put(NotEqualsTo.class, "<>");
    operators.put(MinorThan.class, "<");
    operators.put(MinorThanEquals.class, "<=");
    operators.put(GreaterThan.class, ">");
    operators.put(GreaterThanEquals.class, ">=");
    return operators;
  }
}
