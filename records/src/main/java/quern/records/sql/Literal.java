package quern.records.sql;

import java.util.Arrays;

/**
 * Searches bytes for a text, by its last byte first and over as many bytes as that allows (R. N.
 * Horspool, "Practical fast searching in strings", 1980). Immutable.
 */
final class Literal {
  private final byte[] text;
  private final int[] skip = new int[256];
  private final byte[] fold = new byte[256];

  /**
   * @param text not empty
   * @param ignoreCase whether ASCII letters are equal whatever their case
   */
  Literal(byte[] text, boolean ignoreCase) {
    for (int b = 0; b < fold.length; b++) {
      fold[b] = (byte) (ignoreCase && b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b);
    }
    this.text = text.clone();
    for (int i = 0; i < text.length; i++) {
      this.text[i] = fold[text[i] & 0xff];
    }
    Arrays.fill(skip, text.length);
    for (int i = 0; i < text.length - 1; i++) {
      for (int b = 0; b < fold.length; b++) {
        if (fold[b] == this.text[i]) {
          skip[b] = text.length - 1 - i;
        }
      }
    }
  }

  /** Where in {@code bytes[from, to)} the text is first; {@code to} when it is not there. */
  int find(byte[] bytes, int from, int to) {
    int last = text.length - 1;
    byte end = text[last];
    for (int at = from + last; at < to; ) {
      int b = bytes[at] & 0xff;
      if (fold[b] == end && isAt(bytes, at - last)) {
        return at - last;
      }
      at += skip[b];
    }
    return to;
  }

  private boolean isAt(byte[] bytes, int at) {
    for (int i = 0; i < text.length; i++) {
      if (fold[bytes[at + i] & 0xff] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
