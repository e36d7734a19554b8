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

  // Code points, ANY_TEXT or ANY_CHARACTER; bytes that are not UTF-8 as 256 * 256 * 256 + byte.
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
      int c = codePoint(text, at, end);
      at += width(text, at, end);
      if (c == escape) {
        int next = at < end ? codePoint(text, at, end) : -1;
        if (next != '%' && next != '_' && next != escape) {
          throw new IllegalArgumentException("after the escape comes %, _ or the escape itself");
        }
        at += width(text, at, end);
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
    if (ignoreCase || Arrays.stream(pattern, from, to).anyMatch(c -> c < 0 || c > 0x10FFFF)) {
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
      case WITHIN -> within(text, offset, offset + spare);
      case OTHER -> matchesAny(text, offset, end);
    };
  }

  private boolean isLiteral(byte[] text, int at) {
    return Arrays.equals(text, at, at + literal.length, literal, 0, literal.length);
  }

  private boolean within(byte[] text, int from, int last) {
    if (literal.length == 0) {
      return true;
    }
    byte first = literal[0];
    for (int i = from; i <= last; i++) {
      if (text[i] == first && isLiteral(text, i)) {
        return true;
      }
    }
    return false;
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
              || pattern[p] == fold(codePoint(text, at, end), ignoreCase))) {
        at += width(text, at, end);
        p++;
      } else if (afterPercent >= 0) {
        resumeAt += width(text, resumeAt, end);
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
    return ignoreCase && c <= 0x10FFFF ? Character.toLowerCase(Character.toUpperCase(c)) : c;
  }

  /** How many bytes the character at {@code at} has; 1 for a byte that is not UTF-8. */
  private static int width(byte[] text, int at, int end) {
    int first = text[at];
    int width =
        first >= 0 ? 1 : first < -62 ? 1 : first < -32 ? 2 : first < -16 ? 3 : first < -11 ? 4 : 1;
    if (at + width > end) {
      return 1;
    }
    for (int i = 1; i < width; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return width;
  }

  private static int codePoint(byte[] text, int at, int end) {
    int first = text[at];
    return switch (width(text, at, end)) {
      case 2 -> (first & 0x1F) << 6 | (text[at + 1] & 0x3F);
      case 3 -> (first & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | (text[at + 2] & 0x3F);
      case 4 ->
          (first & 0x07) << 18
              | (text[at + 1] & 0x3F) << 12
              | (text[at + 2] & 0x3F) << 6
              | (text[at + 3] & 0x3F);
      default -> first >= 0 ? first : 1 << 24 | (first & 0xFF);
    };
  }
}
