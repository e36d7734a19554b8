package quern.records.sql;

import java.nio.charset.StandardCharsets;

/**
 * Finds a text that each match of a regular expression holds. Knows the plain part of the syntax;
 * where it meets another, it gives up and finds none, which is slower and never wrong.
 */
final class RequiredText {
  private static final String NONE = "";

  private final String regex;
  private final StringBuilder run = new StringBuilder();
  private String best = NONE;
  private int at;

  private RequiredText(String regex) {
    this.regex = regex;
  }

  /** The longest such text that is found; the whole expression when it is nothing but a text. */
  static String of(String regex) {
    RequiredText search = new RequiredText(regex);
    return search.scan() ? search.best : NONE;
  }

  /**
   * The longest part of {@code text} that has no other spellings, when case is ignored, than by
   * ASCII letters: k and s have, the Kelvin sign and the long s.
   */
  static String caseless(String text) {
    String longest = NONE;
    for (String part : text.split("[^\\x00-\\x7f]|[kKsS]", -1)) {
      longest = part.length() > longest.length() ? part : longest;
    }
    return longest;
  }

  /** Goes through the sequence of atoms; false to give up. */
  private boolean scan() {
    while (at < regex.length()) {
      char c = regex.charAt(at);
      boolean known =
          switch (c) {
            case '|', ')' -> false;
            case '(' -> group();
            case '[' -> set();
            case '.', '^', '$' -> anything(1);
            case '\\' -> escape();
            case '*', '?', '+', '{' -> false; // nothing there to repeat: let the compiler tell
            default -> character(Character.toString(regex.codePointAt(at)));
          };
      if (!known) {
        return false;
      }
    }
    endRun();
    return true;
  }

  private void endRun() {
    if (run.toString().getBytes(StandardCharsets.UTF_8).length
        > best.getBytes(StandardCharsets.UTF_8).length) {
      best = run.toString();
    }
    run.setLength(0);
  }

  /** An atom of {@code length} chars that may match this or that. */
  private boolean anything(int length) {
    endRun();
    at += length;
    return repetition() != Repeated.UNKNOWN;
  }

  /** A character that stands for itself; what is repeated may be there or not, or go on. */
  private boolean character(String text) {
    at += text.length();
    Repeated repeated = repetition();
    if (repeated == Repeated.ONCE || repeated == Repeated.AT_LEAST_ONCE) {
      run.append(text);
    }
    if (repeated != Repeated.ONCE) {
      endRun();
    }
    return repeated != Repeated.UNKNOWN;
  }

  private boolean escape() {
    if (at + 1 == regex.length()) {
      return false;
    }
    char c = regex.charAt(at + 1);
    if ("dDsSwWbB".indexOf(c) >= 0) {
      return anything(2);
    }
    if (c > 0x7f || Character.isLetterOrDigit(c)) {
      return false; // of another length, or not for one character
    }
    at++;
    return character(Character.toString(c));
  }

  /** A group: what is in it is not looked at. One that says how to match all else is not known. */
  private boolean group() {
    boolean plain = !regex.startsWith("(?", at) || regex.startsWith("(?:", at);
    int depth = 0;
    int i = at;
    for (; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        plain &= !regex.startsWith("\\Q", i);
        i++;
      } else if (c == '[') {
        i = setEnd(i);
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        break;
      }
    }
    return plain && i < regex.length() && anything(i + 1 - at);
  }

  private boolean set() {
    int end = setEnd(at);
    return end < regex.length() && anything(end + 1 - at);
  }

  /** Where the set that begins at {@code start} is closed; the expression's end when never. */
  private int setEnd(int start) {
    int i = start + 1;
    i += regex.startsWith("^", i) ? 1 : 0;
    i += regex.startsWith("]", i) ? 1 : 0;
    for (; i < regex.length() && regex.charAt(i) != ']'; i++) {
      if (regex.charAt(i) == '\\') {
        i++;
      } else if (regex.startsWith("[:", i)) {
        int close = regex.indexOf(":]", i);
        i = close < 0 ? regex.length() : close + 1;
      }
    }
    return i;
  }

  private enum Repeated {
    ONCE,
    AT_LEAST_ONCE,
    PERHAPS,
    UNKNOWN
  }

  /** Takes the repetition that follows an atom. */
  private Repeated repetition() {
    if (at == regex.length()) {
      return Repeated.ONCE;
    }
    Repeated repeated =
        switch (regex.charAt(at)) {
          case '+' -> Repeated.AT_LEAST_ONCE;
          case '*', '?' -> Repeated.PERHAPS;
          case '{' -> Repeated.UNKNOWN;
          default -> Repeated.ONCE;
        };
    if (repeated == Repeated.ONCE || repeated == Repeated.UNKNOWN) {
      return repeated;
    }
    at++;
    at += regex.startsWith("?", at) ? 1 : 0; // as few as can be
    return repeated;
  }
}
