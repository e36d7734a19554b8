package quern.records.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import quern.records.Type;

/**
 * An expression as written, before it meets a schema. {@code at} is where it starts in the text;
 * {@code toString()} is its SQL in one spelling, so that equal expressions are equal texts.
 */
sealed interface Ast {
  /** Where the expression starts, in chars. */
  int at();

  /** A column, by the name that was written, and the table's before it if there was one. */
  record Name(@Nullable String table, String name, int at) implements Ast {
    @Override
    public String toString() {
      return table == null ? word(name) : word(table) + "." + word(name);
    }

    private static String word(String name) {
      boolean plain = name.matches("[\\p{L}_][\\p{L}\\p{N}_]*") && !Lexer.isKeyword(name);
      return plain ? name : quote(name, '"');
    }
  }

  /** A number as written, without a sign. */
  record Numeral(String digits, int at) implements Ast {
    @Override
    public String toString() {
      return digits;
    }
  }

  /** A text in single quotes. */
  record Text(String text, int at) implements Ast {
    @Override
    public String toString() {
      return quote(text, '\'');
    }
  }

  /** {@code date '…'} or {@code timestamp '…'}. */
  record Moment(Type type, String text, int at) implements Ast {
    @Override
    public String toString() {
      return type.label() + " " + quote(text, '\'');
    }
  }

  /** {@code true}, {@code false} or {@code null}. */
  record Word(@Nullable Boolean value, int at) implements Ast {
    @Override
    public String toString() {
      return value == null ? "null" : value.toString();
    }
  }

  /** A sign or {@code not} before an operand. */
  record Prefix(String operator, Ast operand, int at) implements Ast {
    @Override
    public String toString() {
      return operator + (operator.equals("not") ? " " : "") + inner(operand);
    }
  }

  /** Arithmetic, a comparison, {@code ||}, {@code ~}, or {@code is [not] distinct from}. */
  record Infix(String operator, Ast left, Ast right, int at) implements Ast {
    @Override
    public String toString() {
      return inner(left) + " " + operator + " " + inner(right);
    }
  }

  /** Two or more terms joined by {@code and} or by {@code or}. */
  record Chain(boolean isAnd, List<Ast> terms, int at) implements Ast {
    @Override
    public String toString() {
      return terms.stream().map(Ast::inner).collect(Collectors.joining(isAnd ? " and " : " or "));
    }
  }

  /** {@code is [not]} null, true, false or unknown. */
  record Is(Ast operand, String what, boolean not, int at) implements Ast {
    @Override
    public String toString() {
      return inner(operand) + " is " + (not ? "not " : "") + what;
    }
  }

  /** {@code [not] in (…)}. */
  record In(Ast operand, List<Ast> items, boolean not, int at) implements Ast {
    @Override
    public String toString() {
      return inner(operand) + (not ? " not" : "") + " in (" + list(items) + ")";
    }
  }

  /** {@code [not] between … and …}. */
  record Between(Ast operand, Ast low, Ast high, boolean not, int at) implements Ast {
    @Override
    public String toString() {
      return inner(operand)
          + (not ? " not" : "")
          + " between "
          + inner(low)
          + " and "
          + inner(high);
    }
  }

  /** {@code [not] like} or {@code ilike}. */
  record Like(
      Ast operand, Ast pattern, @Nullable Ast escape, boolean ignoreCase, boolean not, int at)
      implements Ast {
    @Override
    public String toString() {
      return inner(operand)
          + (not ? " not" : "")
          + (ignoreCase ? " ilike " : " like ")
          + inner(pattern)
          + (escape == null ? "" : " escape " + escape);
    }
  }

  /** {@code case [operand] when … then … [else …] end}. */
  record Case(@Nullable Ast operand, List<When> whens, @Nullable Ast orElse, int at)
      implements Ast {
    @Override
    public String toString() {
      return "case "
          + (operand == null ? "" : operand + " ")
          + whens.stream().map(When::toString).collect(Collectors.joining(" "))
          + (orElse == null ? "" : " else " + orElse)
          + " end";
    }
  }

  /** One branch of a case. */
  record When(Ast condition, Ast result) {
    @Override
    public String toString() {
      return "when " + condition + " then " + result;
    }
  }

  /** {@code cast(… as type)} or {@code …::type}, or an attempt, {@code try_cast(… as type)}. */
  record Cast(boolean attempt, Ast operand, String type, int at, int typeAt) implements Ast {
    @Override
    public String toString() {
      return (attempt ? "try_cast(" : "cast(") + operand + " as " + type + ")";
    }
  }

  /** {@code *} for all columns, as an argument. */
  record Star(int at) implements Ast {
    @Override
    public String toString() {
      return "*";
    }
  }

  /** A function's name, in lower case, and arguments; {@code distinct} may stand before them. */
  record Call(String function, boolean distinct, List<Ast> arguments, int at) implements Ast {
    @Override
    public String toString() {
      return function + "(" + (distinct ? "distinct " : "") + list(arguments) + ")";
    }
  }

  /** The expressions that this one is made of, in the order in which they stand. */
  default List<Ast> parts() {
    List<Ast> parts = new ArrayList<>();
    if (this instanceof Prefix prefix) {
      parts.add(prefix.operand);
    } else if (this instanceof Infix infix) {
      parts.addAll(List.of(infix.left, infix.right));
    } else if (this instanceof Chain chain) {
      parts.addAll(chain.terms);
    } else if (this instanceof Is is) {
      parts.add(is.operand);
    } else if (this instanceof In in) {
      parts.add(in.operand);
      parts.addAll(in.items);
    } else if (this instanceof Between between) {
      parts.addAll(List.of(between.operand, between.low, between.high));
    } else if (this instanceof Like like) {
      parts.addAll(List.of(like.operand, like.pattern));
    } else if (this instanceof Case choice) {
      if (choice.operand != null) {
        parts.add(choice.operand);
      }
      choice.whens.forEach(when -> parts.addAll(List.of(when.condition, when.result)));
      if (choice.orElse != null) {
        parts.add(choice.orElse);
      }
    } else if (this instanceof Cast cast) {
      parts.add(cast.operand);
    } else if (this instanceof Call call) {
      parts.addAll(call.arguments);
    }
    return parts;
  }

  private static String quote(String text, char quote) {
    return quote + text.replace("" + quote, "" + quote + quote) + quote;
  }

  private static String list(List<Ast> items) {
    return items.stream().map(Ast::toString).collect(Collectors.joining(", "));
  }

  /** The text of an operand: in parentheses unless it cannot be taken apart. */
  private static String inner(Ast operand) {
    boolean whole =
        operand instanceof Name
            || operand instanceof Numeral
            || operand instanceof Text
            || operand instanceof Moment
            || operand instanceof Word
            || operand instanceof Case
            || operand instanceof Cast
            || operand instanceof Call;
    return whole ? operand.toString() : "(" + operand + ")";
  }
}
