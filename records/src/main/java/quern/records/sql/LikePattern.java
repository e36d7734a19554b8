package quern.records.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A pattern of {@code like}, matched against UTF-8 bytes: {@code %} is any text, {@code _} one
 * character (code point; a byte that is not UTF-8 counts as one). Ignoring case compares characters
 * one by one, as {@link String#equalsIgnoreCase} does.
 *
 * <p>Matching goes back to the last {@code %} only, so it takes at most the product of the lengths.
 */
final class LikePattern {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  // Code points, ANY_TEXT or ANY_CHARACTER; bytes that are not UTF-8 as Characters has them.
  private final int[] pattern;
  private final boolean ignoreCase;

  // What is before, between or behind the percent signs when there are no other wildcards.
  private final byte[] literal;
  private final Shape shape;

  private enum Shape {
    EQUAL,
    PREFIX,
    SUFFIX,
    WITHIN,
    OTHER
  }

  /**
   * @param escape the character after which a wildcard or itself stands for itself, or a negative
   *     number for none
   * @throws IllegalArgumentException when something else follows the escape
   */
  LikePattern(byte[] text, int offset, int length, int escape, boolean ignoreCase) {
    int[] out = new int[length];
    int count = 0;
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int c = Characters.at(text, at, end);
      at += Characters.width(text, at, end);
      if (c == escape) {
        int next = at < end ? Characters.at(text, at, end) : -1;
        if (next != '%' && next != '_' && next != escape) {
          throw new IllegalArgumentException("after the escape comes %, _ or the escape itself");
        }
        at += Characters.width(text, at, end);
        out[count++] = fold(next, ignoreCase);
      } else if (c == '%') {
        if (count == 0 || out[count - 1] != ANY_TEXT) {
          out[count++] = ANY_TEXT;
        }
      } else {
        out[count++] = c == '_' ? ANY_CHARACTER : fold(c, ignoreCase);
      }
    }
    this.pattern = Arrays.copyOf(out, count);
    this.ignoreCase = ignoreCase;
    this.shape = shape();
    this.literal = shape == Shape.OTHER ? new byte[0] : literal();
  }

  private Shape shape() {
    boolean starts = pattern.length > 0 && pattern[0] == ANY_TEXT;
    boolean ends = pattern.length > 1 && pattern[pattern.length - 1] == ANY_TEXT;
    int from = starts ? 1 : 0;
    int to = pattern.length - (ends ? 1 : 0);
    if (ignoreCase
        || Arrays.stream(pattern, from, to).anyMatch(c -> c < 0 || !Characters.isCodePoint(c))) {
      return Shape.OTHER;
    }
    if (starts) {
      return ends ? Shape.WITHIN : Shape.SUFFIX;
    }
    return ends ? Shape.PREFIX : Shape.EQUAL;
  }

  private byte[] literal() {
    StringBuilder text = new StringBuilder();
    for (int c : pattern) {
      if (c >= 0) {
        text.appendCodePoint(c);
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether all of the text matches. */
  boolean matches(byte[] text, int offset, int length) {
    int end = offset + length;
    int spare = length - literal.length;
    return switch (shape) {
      case EQUAL -> spare == 0 && isLiteral(text, offset);
      case PREFIX -> spare >= 0 && isLiteral(text, offset);
      case SUFFIX -> spare >= 0 && isLiteral(text, offset + spare);
      case WITHIN -> Characters.find(text, offset, end, literal, 0, literal.length) >= 0;
      case OTHER -> matchesAny(text, offset, end);
    };
  }

  private boolean isLiteral(byte[] text, int at) {
    return Arrays.equals(text, at, at + literal.length, literal, 0, literal.length);
  }

  private boolean matchesAny(byte[] text, int offset, int end) {
    int at = offset;
    int p = 0;
    int afterPercent = -1;
    int resumeAt = 0;
    while (at < end) {
      if (p < pattern.length && pattern[p] == ANY_TEXT) {
        afterPercent = ++p;
        resumeAt = at;
      } else if (p < pattern.length
          && (pattern[p] == ANY_CHARACTER
              || pattern[p] == fold(Characters.at(text, at, end), ignoreCase))) {
        at += Characters.width(text, at, end);
        p++;
      } else if (afterPercent >= 0) {
        resumeAt += Characters.width(text, resumeAt, end);
        at = resumeAt;
        p = afterPercent;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == ANY_TEXT) {
      p++;
    }
    return p == pattern.length;
  }

  private static int fold(int c, boolean ignoreCase) {
    return ignoreCase && Characters.isCodePoint(c)
        ? Character.toLowerCase(Character.toUpperCase(c))
        : c;
  }
}
