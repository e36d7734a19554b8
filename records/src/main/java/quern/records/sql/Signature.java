package quern.records.sql;

import java.util.List;
import java.util.Locale;
import quern.records.Type;

/**
 * How a function is called, read from the very text that users are shown: {@code substring(s
 * string, from long[, count long]) → string}. What is in brackets may be left out; {@code …} stands
 * for as many more as are wanted.
 *
 * @param required how many arguments there are at least
 * @param repeats whether the last parameter may be given any number of times
 * @param result what the type of the result is, as that of a parameter
 */
record Signature(
    String text,
    String name,
    List<Parameter> parameters,
    int required,
    boolean repeats,
    Kind result) {

  /** What an argument may be. */
  enum Kind {
    STRING,
    LONG,
    /** Any number, taken as a double. */
    DOUBLE,
    BOOLEAN,
    DATE,
    TIMESTAMP,
    /** Any number; all of a call become one type. */
    NUMBER,
    /** A date or timestamp; timestamps when a call has both. */
    MOMENT,
    /** Anything; all of a call become one type. */
    ANY,
    /** Anything, taken as its text. */
    TEXT,
    /** A text in quotes: the same for all rows. */
    QUOTED;

    private static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The one type that it stands for. */
    Type type() {
      return switch (this) {
        case QUOTED, TEXT -> Type.STRING;
        default -> Type.valueOf(name());
      };
    }
  }

  /** A parameter's name and kind. */
  record Parameter(String name, Kind kind) {
    private static Parameter of(String text) {
      if (text.startsWith("'")) {
        return new Parameter(text.substring(1, text.length() - 1), Kind.QUOTED);
      }
      String[] words = text.split(" ", -1);
      return new Parameter(words[0], Kind.of(words[1]));
    }
  }

  static Signature of(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    String inner = text.substring(open + 1, close);
    int optional = inner.indexOf('[');
    List<String> all = list(inner.replaceAll("[\\[\\]]", ""));
    boolean repeats = all.get(all.size() - 1).equals("…");
    List<Parameter> parameters =
        all.stream().filter(p -> !p.equals("…")).map(Parameter::of).toList();
    int required = optional < 0 ? parameters.size() : list(inner.substring(0, optional)).size();
    Kind result = Kind.of(text.substring(close + ") → ".length()));
    return new Signature(text, text.substring(0, open), parameters, required, repeats, result);
  }

  private static List<String> list(String text) {
    return List.of(text.split(", ", -1));
  }

  /** Whether a call may have so many arguments. */
  boolean takes(int arguments) {
    return arguments >= required && (repeats || arguments <= parameters.size());
  }

  /** The parameter that the argument at {@code index} is for. */
  Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  /** How many arguments it takes, in words. */
  String arity() {
    int most = parameters.size();
    if (repeats) {
      return required + " or more arguments";
    }
    return (required == most ? "" : required + " to ")
        + most
        + (most == 1 ? " argument" : " arguments");
  }

  @Override
  public String toString() {
    return text;
  }
}
