package quern.records.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import org.jspecify.annotations.Nullable;
import quern.records.Type;

/**
 * Cuts an expression into tokens. JSqlParser's own lexer speaks a dozen dialects at once: it takes
 * {@code number}, {@code check} and {@code month} from the columns, reads {@code #} as a comment
 * and a backslash as it likes. This one knows the words that {@link Parser} needs and no others, so
 * that every other word can be a column, and it can say what is wrong with a character.
 */
final class Lexer {
  /**
   * A token: JSqlParser's kind for it, its text without quotes, and where it is. A text after
   * {@code date} or {@code timestamp} is one token with it, of that type; so is a column's name, or
   * a star, with the table's name before it.
   */
  record Token(
      int kind,
      String text,
      int start,
      int end,
      boolean quoted,
      @Nullable Type moment,
      @Nullable String table) {
    Token(int kind, String text, int start, int end, boolean quoted) {
      this(kind, text, start, end, quoted, null, null);
    }

    boolean isWord(String word) {
      return !quoted && kind == CCJSqlParserConstants.S_IDENTIFIER && text.equalsIgnoreCase(word);
    }

    /** Whether an expression can end with it. */
    boolean endsValue() {
      return quoted
          || switch (kind) {
            case CCJSqlParserConstants.S_IDENTIFIER,
                CCJSqlParserConstants.S_LONG,
                CCJSqlParserConstants.K_NULL,
                CCJSqlParserConstants.K_TRUE,
                CCJSqlParserConstants.K_FALSE,
                CCJSqlParserConstants.K_UNKNOWN,
                CCJSqlParserConstants.K_END ->
                true;
            default -> text.equals(")");
          };
    }
  }

  /**
   * The grammar looks ahead anew at every bracket, so that time grows with the cube of the depth.
   */
  private static final int MAX_DEPTH = 64;

  private static final Map<String, Integer> KEYWORDS =
      Map.ofEntries(
          Map.entry("and", CCJSqlParserConstants.K_AND),
          Map.entry("or", CCJSqlParserConstants.K_OR),
          Map.entry("not", CCJSqlParserConstants.K_NOT),
          Map.entry("in", CCJSqlParserConstants.K_IN),
          Map.entry("between", CCJSqlParserConstants.K_BETWEEN),
          Map.entry("like", CCJSqlParserConstants.K_LIKE),
          Map.entry("ilike", CCJSqlParserConstants.K_ILIKE),
          Map.entry("escape", CCJSqlParserConstants.K_ESCAPE),
          Map.entry("is", CCJSqlParserConstants.K_IS),
          Map.entry("case", CCJSqlParserConstants.K_CASE),
          Map.entry("when", CCJSqlParserConstants.K_WHEN),
          Map.entry("then", CCJSqlParserConstants.K_THEN),
          Map.entry("else", CCJSqlParserConstants.K_ELSE),
          Map.entry("end", CCJSqlParserConstants.K_END),
          Map.entry("as", CCJSqlParserConstants.K_AS));

  /** The words that part the arguments of functions where SQL has no commas. */
  private static final Map<String, List<String>> SEPARATORS =
      Map.of(
          "extract", List.of("from"),
          "position", List.of("in"),
          "substring", List.of("from", "for"),
          "substr", List.of("from", "for"));

  /** Words that are keywords only right after {@code is} or {@code is not}. */
  private static final Map<String, Integer> AFTER_IS =
      Map.of(
          "null", CCJSqlParserConstants.K_NULL,
          "true", CCJSqlParserConstants.K_TRUE,
          "false", CCJSqlParserConstants.K_FALSE,
          "unknown", CCJSqlParserConstants.K_UNKNOWN,
          "distinct", CCJSqlParserConstants.K_DISTINCT);

  /** The operators, longer ones first. */
  private static final String[] SYMBOLS = {
    "!~*", "!~", "~*", "~", "<=", ">=", "<>", "!=", "||", "::", "(", ")", ",", "+", "-", "*", "/",
    "%", "=", "<", ">"
  };

  private static final int[] SYMBOL_KINDS = symbolKinds();

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;

  /** For each bracket that is open, the words that part the arguments there, in order. */
  private final Deque<Deque<String>> separators = new ArrayDeque<>();

  private Lexer(String sql) {
    this.sql = sql;
  }

  /**
   * The tokens of {@code sql}; the last is the end.
   *
   * @throws SqlException when a quote or comment is not closed, or a character has no meaning here
   */
  static List<Token> tokens(String sql) {
    Lexer lexer = new Lexer(sql);
    while (lexer.skipSpace()) {
      lexer.next();
      lexer.checkDepth();
    }
    int end = lexer.tokens.isEmpty() ? 0 : lexer.tokens.get(lexer.tokens.size() - 1).end();
    lexer.tokens.add(new Token(CCJSqlParserConstants.EOF, "", end, end, false));
    return lexer.tokens;
  }

  /** Whether the word has to be quoted to be a name. */
  static boolean isKeyword(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return KEYWORDS.containsKey(lower) || lower.matches("select|null|true|false");
  }

  private static int[] symbolKinds() {
    int[] kinds = new int[SYMBOLS.length];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] =
          switch (SYMBOLS[i]) {
            case "(" -> CCJSqlParserConstants.OPENING_BRACKET;
            case ")" -> CCJSqlParserConstants.CLOSING_BRACKET;
            case "," -> CCJSqlParserConstants.K_COMMA;
            case "<=" -> CCJSqlParserConstants.OP_MINORTHANEQUALS;
            case ">=" -> CCJSqlParserConstants.OP_GREATERTHANEQUALS;
            case "<>" -> CCJSqlParserConstants.OP_NOTEQUALSSTANDARD;
            case "!=" -> CCJSqlParserConstants.OP_NOTEQUALSBANG;
            case "||" -> CCJSqlParserConstants.OP_CONCAT;
            case "/" -> CCJSqlParserConstants.OP_SLASH;
            default -> kindOf(SYMBOLS[i]);
          };
    }
    return kinds;
  }

  /** JSqlParser has no constants for the others: they are known by their image. */
  private static int kindOf(String symbol) {
    String image = '"' + symbol + '"';
    for (int kind = 0; kind < CCJSqlParserConstants.tokenImage.length; kind++) {
      if (CCJSqlParserConstants.tokenImage[kind].equals(image)) {
        return kind;
      }
    }
    throw new IllegalStateException("the parser knows no token " + symbol);
  }

  private boolean skipSpace() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        if (end < 0) {
          throw error("this comment is never closed", at);
        }
        at = end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  private void next() {
    int c = sql.codePointAt(at);
    if (c == '\'') {
      quoted(CCJSqlParserConstants.S_CHAR_LITERAL, '\'');
    } else if (c == '"' || c == '`') {
      quoted(CCJSqlParserConstants.S_IDENTIFIER, (char) c);
    } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
      number();
    } else if (isWordStart(c)) {
      word();
    } else {
      symbol();
    }
  }

  private void checkDepth() {
    Token token = tokens.get(tokens.size() - 1);
    switch (token.kind()) {
      case CCJSqlParserConstants.OPENING_BRACKET, CCJSqlParserConstants.K_CASE -> depth++;
      case CCJSqlParserConstants.CLOSING_BRACKET, CCJSqlParserConstants.K_END -> depth--;
      default -> {}
    }
    if (depth > MAX_DEPTH) {
      throw error("this is nested more than " + MAX_DEPTH + " deep", token.start());
    }
  }

  private void quoted(int kind, char quote) {
    StringBuilder text = new StringBuilder();
    int i = at + 1;
    while (true) {
      int end = sql.indexOf(quote, i);
      if (end < 0) {
        throw error("this quote is never closed", at);
      }
      text.append(sql, i, end);
      i = end + 1;
      if (i == sql.length() || sql.charAt(i) != quote) {
        break;
      }
      // Doubled, it stands for itself.
      text.append(quote);
      i++;
    }
    if (kind == CCJSqlParserConstants.S_IDENTIFIER && text.isEmpty()) {
      throw error("a name cannot be empty", at);
    }
    int last = tokens.size() - 1;
    Type moment =
        kind == CCJSqlParserConstants.S_CHAR_LITERAL && last >= 0 ? moment(tokens.get(last)) : null;
    if (moment != null) {
      tokens.set(
          last, new Token(kind, text.toString(), tokens.get(last).start(), i, true, moment, null));
    } else {
      tokens.add(new Token(kind, text.toString(), at, i, true));
    }
    at = i;
  }

  private static @Nullable Type moment(Token word) {
    return word.isWord("date") ? Type.DATE : word.isWord("timestamp") ? Type.TIMESTAMP : null;
  }

  private void number() {
    int i = digits(at);
    if (i < sql.length() && sql.charAt(i) == '.') {
      i = digits(i + 1);
    }
    if (i < sql.length() && (sql.charAt(i) == 'e' || sql.charAt(i) == 'E')) {
      int sign = i + 1;
      if (sign < sql.length() && (sql.charAt(sign) == '+' || sql.charAt(sign) == '-')) {
        sign++;
      }
      int end = digits(sign);
      if (end > sign) {
        i = end;
      }
    }
    if (i < sql.length() && isWordPart(sql.codePointAt(i))) {
      throw error("a name that starts with a digit goes in double quotes", at);
    }
    tokens.add(new Token(CCJSqlParserConstants.S_LONG, sql.substring(at, i), at, i, false));
    at = i;
  }

  private int digits(int from) {
    int i = from;
    while (i < sql.length() && isDigit(sql.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void word() {
    int i = at;
    while (i < sql.length() && isWordPart(sql.codePointAt(i))) {
      i += Character.charCount(sql.codePointAt(i));
    }
    String text = sql.substring(at, i);
    tokens.add(new Token(kind(text.toLowerCase(Locale.ROOT), i), text, at, i, false));
    at = i;
  }

  /**
   * Whether what follows the blanks at {@code from} can be a value, and nothing but the first of
   * one.
   */
  private boolean startsValue(int from) {
    int i = from;
    while (i < sql.length() && Character.isWhitespace(sql.charAt(i))) {
      i++;
    }
    return i > from
        && i < sql.length()
        && (isWordStart(sql.codePointAt(i))
            || isDigit(sql.charAt(i))
            || "\"'(*".indexOf(sql.charAt(i)) >= 0);
  }

  private int kind(String word, int end) {
    if (word.equals("select")) {
      throw error("subqueries are not supported here (a column called so goes in quotes)", at);
    }
    if ((word.equals("cast") || word.equals("try_cast")) && sql.startsWith("(", end)) {
      return CCJSqlParserConstants.K_CAST;
    }
    int last = tokens.size() - 1;
    if (separates(word)) {
      return CCJSqlParserConstants.K_COMMA;
    }
    if (word.equals("distinct") && last > 0 && tokens.get(last).text().equals("(")) {
      // Of count(distinct id), and not a column's name.
      return tokens.get(last - 1).endsValue() && startsValue(end)
          ? CCJSqlParserConstants.K_DISTINCT
          : CCJSqlParserConstants.S_IDENTIFIER;
    }
    if (last >= 0) {
      int before = tokens.get(last).kind();
      if (word.equals("from") && before == CCJSqlParserConstants.K_DISTINCT) {
        return CCJSqlParserConstants.K_FROM;
      }
      if (before == CCJSqlParserConstants.K_NOT && last > 0) {
        before = tokens.get(last - 1).kind();
      }
      if (before == CCJSqlParserConstants.K_IS && AFTER_IS.containsKey(word)) {
        return AFTER_IS.get(word);
      }
    }
    return KEYWORDS.getOrDefault(word, CCJSqlParserConstants.S_IDENTIFIER);
  }

  /** Whether the word stands for a comma here, which it does once. */
  private boolean separates(String word) {
    boolean separates =
        !separators.isEmpty()
            && word.equals(separators.peek().peek())
            && tokens.get(tokens.size() - 1).endsValue();
    if (separates) {
      separators.element().remove();
    }
    return separates;
  }

  /** Notes which words part arguments behind a bracket that is about to open. */
  private void open() {
    int last = tokens.size() - 1;
    String function =
        last < 0 || tokens.get(last).quoted()
            ? ""
            : tokens.get(last).text().toLowerCase(Locale.ROOT);
    separators.push(new ArrayDeque<>(SEPARATORS.getOrDefault(function, List.of())));
  }

  static boolean isWordStart(int c) {
    return c == '_' || Character.isUnicodeIdentifierStart(c);
  }

  private static boolean isWordPart(int c) {
    return c == '_' || c == '$' || Character.isUnicodeIdentifierPart(c);
  }

  /** Puts the name behind a point together with the table's name before it. */
  private boolean joinedToTable() {
    int last = tokens.size() - 1;
    if (last < 0 || at + 1 == sql.length()) {
      return false;
    }
    Token table = tokens.get(last);
    if (table.kind() != CCJSqlParserConstants.S_IDENTIFIER
        || table.end() != at
        || table.table() != null) {
      return false;
    }
    int next = sql.codePointAt(at + 1);
    boolean star = next == '*';
    if (!star && !isWordStart(next) && next != '"' && next != '`') {
      return false;
    }
    at++;
    if (star) {
      symbol();
    } else if (isWordStart(next)) {
      word();
    } else {
      quoted(CCJSqlParserConstants.S_IDENTIFIER, (char) next);
    }
    Token name = tokens.remove(last + 1);
    int kind = star ? name.kind() : CCJSqlParserConstants.S_IDENTIFIER;
    tokens.set(
        last, new Token(kind, name.text(), table.start(), name.end(), !star, null, table.text()));
    return true;
  }

  private void symbol() {
    if (sql.charAt(at) == '.' && joinedToTable()) {
      return;
    }
    for (int i = 0; i < SYMBOLS.length; i++) {
      String symbol = SYMBOLS[i];
      if (sql.startsWith(symbol, at)) {
        if (symbol.equals("(")) {
          open();
        } else if (symbol.equals(")")) {
          separators.poll();
        }
        tokens.add(new Token(SYMBOL_KINDS[i], symbol, at, at + symbol.length(), false));
        at += symbol.length();
        if (symbol.equals("=") && sql.startsWith("=", at)) {
          throw error("equality is written =", at - 1);
        }
        return;
      }
    }
    int c = sql.codePointAt(at);
    throw error(
        switch (c) {
          case '.' ->
              "a point stands between a table's name and a column's; a name with a point goes in"
                  + " double quotes";
          case '?', ':', '$', '@' -> "parameters are not supported here";
          case '[', ']' -> "a name with other characters than letters goes in double quotes";
          case '&' -> "write and";
          case '|' -> "write or; || joins strings";
          case '!' -> "write not; != is 'not equal'";
          case ';' -> "one expression is expected, without ;";
          default -> "'" + Character.toString(c) + "' has no meaning here";
        },
        at);
  }

  private SqlException error(String reason, int position) {
    return new SqlException(reason, sql, position);
  }
}
