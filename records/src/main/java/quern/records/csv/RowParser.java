package quern.records.csv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds one row, byte by byte, in any dialect: the definition of what a row is. {@link CsvScanner}
 * takes the rows it is sure of in larger steps and leaves the rest to this.
 *
 * <p>A row is a function of where it starts, never of what stood before: that is what lets the
 * splits of a file prove one another. A quoted field that is not closed before the input or the
 * longest allowed row ends makes its row malformed; the row is then its first line, read as if
 * there were no quotes, so that the rows behind it are not lost with it.
 */
final class RowParser {
  /** The bytes do not hold the whole row. */
  static final int INCOMPLETE = -1;

  /** No line ends within the longest allowed row. */
  static final int TOO_LONG = -2;

  private final byte[] sep;
  private final byte[] lineSep;
  private final int quote;
  private final int escape;
  private final boolean trimLeading;
  private final boolean trimTrailing;
  private final int maxRowBytes;

  /** Where each field ends; the first {@link #count} matter. */
  int[] fieldEnds = new int[64];

  int count;

  /** Where the row ends, without its line end. */
  int end;

  /** What is wrong with the row's quotes, or null. */
  @Nullable Malformed malformed;

  /** Quotes that stand inside a field that does not start with one: legal, but a sign of doubt. */
  int strayQuotes;

  RowParser(Dialect dialect, int maxRowBytes) {
    this.sep = dialect.sep;
    this.lineSep = dialect.lineSep;
    this.quote = dialect.quote;
    this.escape = dialect.escape;
    this.trimLeading = dialect.trimLeading;
    this.trimTrailing = dialect.trimTrailing;
    this.maxRowBytes = maxRowBytes;
  }

  /**
   * Reads the row at {@code from}, which must be before {@code to}.
   *
   * @param last whether the input ends at {@code to}
   * @return where the next row starts, {@link #INCOMPLETE} or {@link #TOO_LONG}
   */
  int parse(byte[] bytes, int from, int to, boolean last) {
    boolean whole = to - from <= maxRowBytes;
    int window = whole ? to : from + maxRowBytes;
    int next = parse(bytes, from, window, whole && last, quote);
    if (next == INCOMPLETE && !whole) {
      next = parse(bytes, from, window, false, Dialect.NONE);
      if (next == INCOMPLETE) {
        malformed = Malformed.ROW_TOO_LONG;
        return TOO_LONG;
      }
      malformed = Malformed.UNCLOSED_QUOTE;
    }
    return next;
  }

  private int parse(byte[] bytes, int from, int to, boolean last, int quote) {
    count = 0;
    malformed = null;
    strayQuotes = 0;
    int p = from;
    while (true) {
      int first = trimLeading ? skipSpace(bytes, p, to) : p;
      boolean inText = true;
      if (first < to && bytes[first] == quote) {
        p = closing(bytes, first + 1, to, last);
        if (p == INCOMPLETE) {
          if (!last) {
            return INCOMPLETE;
          }
          int next = parse(bytes, from, to, true, Dialect.NONE);
          malformed = Malformed.UNCLOSED_QUOTE;
          return next;
        }
        p = trimTrailing ? skipSpace(bytes, p, to) : p;
        inText = p < to && !isSep(bytes, p, to) && lineEnd(bytes, p, to) == 0;
        if (inText) {
          malformed = Malformed.TEXT_AFTER_QUOTE;
        }
      }
      if (inText) {
        p = textEnd(bytes, p, to, quote);
      }
      if (p >= to) {
        if (!last) {
          return INCOMPLETE;
        }
        add(to);
        end = to;
        return to;
      }
      add(p);
      if (isSep(bytes, p, to)) {
        p += sep.length;
        continue;
      }
      if (bytes[p] == '\r' && lineSep.length == 0 && p + 1 == to && !last) {
        return INCOMPLETE;
      }
      end = p;
      return p + lineEnd(bytes, p, to);
    }
  }

  /** Where the quoted field whose text starts at {@code p} is closed: behind the closing quote. */
  private int closing(byte[] bytes, int p, int to, boolean last) {
    while (p < to) {
      byte b = bytes[p];
      if (b == escape) {
        if (p + 1 == to && !last) {
          return INCOMPLETE;
        }
        if (p + 1 < to && (bytes[p + 1] == quote || bytes[p + 1] == escape)) {
          p += 2;
          continue;
        }
      }
      p++;
      if (b == quote) {
        return p;
      }
    }
    return INCOMPLETE;
  }

  private int textEnd(byte[] bytes, int p, int to, int quote) {
    while (p < to && !isSep(bytes, p, to) && lineEnd(bytes, p, to) == 0) {
      if (bytes[p] == quote) {
        strayQuotes++;
      }
      p++;
    }
    return p;
  }

  /** Past spaces and tabs, unless they are the separator or the line end. */
  private int skipSpace(byte[] bytes, int p, int to) {
    while (p < to
        && RowBatch.isSpace(bytes[p])
        && !isSep(bytes, p, to)
        && lineEnd(bytes, p, to) == 0) {
      p++;
    }
    return p;
  }

  boolean isSep(byte[] bytes, int p, int to) {
    return bytes[p] == sep[0]
        && (sep.length == 1
            || (p + sep.length <= to
                && Arrays.equals(bytes, p, p + sep.length, sep, 0, sep.length)));
  }

  /** How many bytes of line end there are at {@code p}: 0 when none starts there. */
  int lineEnd(byte[] bytes, int p, int to) {
    byte b = bytes[p];
    if (lineSep.length > 0) {
      int n = lineSep.length;
      return b == lineSep[0] && p + n <= to && Arrays.equals(bytes, p, p + n, lineSep, 0, n)
          ? n
          : 0;
    }
    if (b == '\n') {
      return 1;
    }
    return b != '\r' ? 0 : p + 1 < to && bytes[p + 1] == '\n' ? 2 : 1;
  }

  private void add(int fieldEnd) {
    if (count == fieldEnds.length) {
      fieldEnds = Arrays.copyOf(fieldEnds, 2 * count);
    }
    fieldEnds[count++] = fieldEnd;
  }
}
