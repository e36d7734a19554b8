package quern.drivers;

/**
 * How many character cells a terminal gives to a text: two for wide characters and emoji, none for
 * combining ones.
 *
 * <p>After Unicode's East Asian Width (UAX #11), in ranges that leave out unassigned gaps' detail,
 * with what terminals agree on for emoji: a joiner or a skin tone adds nothing to the emoji before
 * it.
 */
final class TextWidth {
  private static final int JOINER = 0x200d;
  private static final int EMOJI_STYLE = 0xfe0f;

  /** First and last code points of the ranges of wide characters, in order. */
  private static final int[] WIDE = {
    0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3,
    0x25fd, 0x25fe, 0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1,
    0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea,
    0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b,
    0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e,
    0x3041, 0xa4cf, 0xa960, 0xa97f, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f,
    0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18d08, 0x1aff0, 0x1b2fb, 0x1f004, 0x1f004, 0x1f0cf,
    0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a, 0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337,
    0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4,
    0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d, 0x1f54b,
    0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb,
    0x1f64f, 0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6df, 0x1f6eb,
    0x1f6ec, 0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947,
    0x1f9ff, 0x1fa70, 0x1faff, 0x20000, 0x2fffd, 0x30000, 0x3fffd
  };

  private TextWidth() {}

  /** The cells that {@code text} takes, which must hold no control characters. */
  static int of(String text) {
    int cells = 0;
    for (int at = 0; at < text.length(); ) {
      int end = clusterEnd(text, at);
      cells += cluster(text, at, end);
      at = end;
    }
    return cells;
  }

  /**
   * {@code text}, or as much as fits {@code cells} with {@code …} behind; all if that is below 0.
   */
  static String cut(String text, int cells) {
    if (cells < 0 || text.length() * 2L <= cells || of(text) <= cells) {
      return text;
    }
    int used = 0;
    int at = 0;
    while (at < text.length()) {
      int end = clusterEnd(text, at);
      int width = cluster(text, at, end);
      if (used + width > cells - 1) {
        break;
      }
      used += width;
      at = end;
    }
    return text.substring(0, at) + "…";
  }

  /** Where what is seen as one character ends. */
  private static int clusterEnd(String text, int from) {
    int at = from + Character.charCount(text.codePointAt(from));
    while (at < text.length()) {
      int next = text.codePointAt(at);
      if (next < 0x300 || !extendsCluster(next)) {
        break;
      }
      at += Character.charCount(next);
      if (next == JOINER && at < text.length()) {
        at += Character.charCount(text.codePointAt(at));
      }
    }
    return at;
  }

  private static boolean extendsCluster(int c) {
    if (c >= 0x1f3fb && c <= 0x1f3ff) { // skin tones
      return true;
    }
    return isZeroWidth(c);
  }

  private static boolean isZeroWidth(int c) {
    if (c >= 0x1160 && c <= 0x11ff) { // the vowels and finals of Hangul syllables
      return true;
    }
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }

  private static int cluster(String text, int from, int to) {
    int first = text.codePointAt(from);
    if (first < 0x300) {
      return 1;
    }
    boolean emoji = text.charAt(to - 1) == EMOJI_STYLE;
    return isZeroWidth(first) ? 0 : isWide(first) || emoji ? 2 : 1;
  }

  private static boolean isWide(int c) {
    if (c < WIDE[0]) {
      return false;
    }
    int low = 0;
    int high = WIDE.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (c < WIDE[2 * middle]) {
        high = middle - 1;
      } else if (c > WIDE[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
