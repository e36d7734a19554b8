package quern.records.csv;

/**
 * Guesses where the first row of a split starts, from the bytes around the split's first byte.
 *
 * <p>That byte may stand inside quotes or outside, and no look at a part of the file can tell for
 * sure: both are tried, and the one under which the rows that follow look better is taken. Whether
 * the guess was right is proved later, by {@link Tiling}'s rule.
 */
final class SplitStart {
  /** The bytes given hold too little to choose. */
  static final int UNDECIDED = -1;

  /** How many rows are looked at. */
  private static final int ROWS = 64;

  /** With fewer rows than this, more bytes are asked for. */
  private static final int FEW_ROWS = 4;

  private final Dialect dialect;
  private final RowParser parser;
  private final int width;

  private int doubts;

  SplitStart(Dialect dialect, int width, int maxRowBytes) {
    this.dialect = dialect;
    this.parser = new RowParser(dialect, maxRowBytes);
    this.width = width;
  }

  /**
   * The first line start at or behind {@code start}.
   *
   * @param from where the bytes given start; some before {@code start} are needed to see line ends
   * @param last whether the file ends at {@code to}
   * @param insist whether to choose, however little there is to go by
   * @return a position up to {@code to}, or {@link #UNDECIDED}, or, when it is to choose and no
   *     line ends here, {@code to}
   */
  int find(byte[] bytes, int from, int start, int to, boolean last, boolean insist) {
    int begin = Math.max(from, start - Math.max(1, dialect.lineSep.length));
    // Not between the two halves of a doubled quote or behind an escape.
    while (begin > from && (isQuoting(bytes[begin]) || isQuoting(bytes[begin - 1]))) {
      begin--;
    }
    int outside = walk(bytes, from, begin, start, to, last, false);
    Score ifOutside = score(bytes, outside, to, last);
    if (dialect.quote == Dialect.NONE) {
      return choose(outside, to, last || insist);
    }
    int inside = walk(bytes, from, begin, start, to, last, true);
    Score ifInside = score(bytes, inside, to, last);
    if (!last && !insist && ifOutside.rows < FEW_ROWS && ifInside.rows < FEW_ROWS) {
      return UNDECIDED;
    }
    boolean inQuotes =
        outside < 0
            ? ifInside.rows > 0
            : inside >= 0 && ifInside.doubtfulness() < ifOutside.doubtfulness();
    return choose(inQuotes ? inside : outside, to, last || insist);
  }

  private static int choose(int found, int to, boolean insist) {
    return found >= 0 ? found : insist ? to : UNDECIDED;
  }

  private boolean isQuoting(byte b) {
    return b == dialect.quote || b == dialect.escape;
  }

  /** How well the rows from some place on look. */
  private record Score(int rows, int doubts) {
    double doubtfulness() {
      return (double) doubts / (rows + 1);
    }
  }

  private Score score(byte[] bytes, int from, int to, boolean last) {
    int rows = 0;
    int at = from;
    while (at >= 0 && at < to && rows < ROWS) {
      at = parser.parse(bytes, at, to, last);
      if (at < 0) {
        break;
      }
      rows++;
      doubts += parser.strayQuotes;
      doubts += parser.malformed != null ? 1 : 0;
      doubts += parser.count != width && (parser.count > 1 || parser.fieldEnds[0] == 0) ? 1 : 0;
    }
    return new Score(rows, doubts);
  }

  /**
   * Goes from {@code begin}, which is inside quotes or not, to the first line start at or behind
   * {@code start}; counts in {@link #doubts} the quotes that stand where none should.
   */
  private int walk(
      byte[] bytes, int from, int begin, int start, int to, boolean last, boolean startsQuoted) {
    doubts = 0;
    boolean quoted = startsQuoted;
    boolean fieldStart = begin > from && isFieldStart(bytes, from, begin, to);
    int p = begin;
    while (p < to) {
      byte b = bytes[p];
      if (quoted) {
        boolean pair =
            b == dialect.escape
                && p + 1 < to
                && isQuoting(bytes[p + 1])
                && dialect.escape != Dialect.NONE;
        p += pair ? 2 : 1;
        if (b == dialect.quote && !pair) {
          quoted = false;
          fieldStart = false;
          doubts +=
              p < to && !parser.isSep(bytes, p, to) && parser.lineEnd(bytes, p, to) == 0 ? 1 : 0;
        }
        continue;
      }
      int lineEnd = parser.lineEnd(bytes, p, to);
      if (lineEnd > 0) {
        if (b == '\r' && p + 1 == to && !last) {
          return UNDECIDED;
        }
        p += lineEnd;
        fieldStart = true;
        if (p >= start) {
          return p;
        }
      } else if (parser.isSep(bytes, p, to)) {
        p += dialect.sep.length;
        fieldStart = true;
      } else if (b == dialect.quote) {
        doubts += fieldStart ? 0 : 1;
        quoted = fieldStart;
        fieldStart = false;
        p++;
      } else {
        fieldStart &= dialect.trimLeading && RowBatch.isSpace(b);
        p++;
      }
    }
    return last ? to : UNDECIDED;
  }

  private boolean isFieldStart(byte[] bytes, int from, int at, int to) {
    int n = dialect.sep.length;
    return bytes[at - 1] == '\n'
        || bytes[at - 1] == '\r'
        || (at - n >= from && parser.isSep(bytes, at - n, to));
  }
}
