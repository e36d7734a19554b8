package quern.records.csv;

import org.jspecify.annotations.Nullable;
import quern.records.Field;

/**
 * Some rows of one input, as slices of the reader's buffer: where each row starts and ends and
 * where each of its fields ends. Made by {@link CsvScanner}; valid until the reader moves on.
 *
 * <p>The arrays are indexed by row, {@link #fieldEnds} by {@code row * width + field} where {@code
 * width} counts the fields a row of this input has.
 */
public final class RowBatch {
  /** Says in {@link #fieldEnds} that the row has no such field. */
  static final int MISSING = -1;

  final Dialect dialect;

  byte[] bytes = new byte[0];
  long base;
  String source = "";
  InputSide side = InputSide.LEFT;
  int rows;
  int width;
  int[] starts = new int[0];
  int[] ends = new int[0];
  int[] fieldEnds = new int[0];
  byte[] reasons = new byte[0];
  boolean anyMalformed;
  int @Nullable [] order;

  /** The values of columns that no row has, but all have in common; {@link #order} names them. */
  byte @Nullable [] @Nullable [] constants;

  private final int sepLength;
  private final int quote;
  private final int escape;
  private final boolean plain;

  RowBatch(Dialect dialect, int width) {
    this.dialect = dialect;
    this.width = width;
    this.sepLength = dialect.sep.length;
    this.quote = dialect.quote;
    this.escape = dialect.escape;
    this.plain = !dialect.trimLeading && !dialect.trimTrailing && dialect.nullValue.length == 0;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** The array that {@link #start} and {@link #end} point into. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where a row starts in {@link #bytes}. */
  public int start(int row) {
    return starts[row];
  }

  /** Where a row ends in {@link #bytes}, without its line end. */
  public int end(int row) {
    return ends[row];
  }

  /** Where a row starts in its file (in the uncompressed stream, when it is compressed). */
  public long offset(int row) {
    return base + starts[row];
  }

  /** The file the rows are from. */
  public String source() {
    return source;
  }

  /** Which of the job's inputs the rows are of. */
  public InputSide side() {
    return side;
  }

  /** Copies the row at {@code from} over the one at {@code to}, for taking rows out. */
  void move(int from, int to) {
    if (from != to) {
      starts[to] = starts[from];
      ends[to] = ends[from];
      reasons[to] = reasons[from];
      System.arraycopy(fieldEnds, from * width, fieldEnds, to * width, width);
    }
  }

  /** Why a row is malformed, or null when it is well formed. */
  public @Nullable Malformed malformed(int row) {
    byte reason = anyMalformed ? reasons[row] : 0;
    return reason == 0 ? null : Malformed.of(reason);
  }

  /**
   * Whether the row's bytes are, as they stand, the fields of the schema in its order, so that they
   * can be copied where the dialects agree.
   */
  public boolean isVerbatim(int row) {
    return order == null && (!anyMalformed || reasons[row] == 0);
  }

  /**
   * Points {@code out} at the decoded value of a column of the schema. Null is: a missing field, an
   * empty one without quotes, and one whose text is the null value.
   */
  public void field(int row, int column, Field out) {
    int at = order == null ? column : order[column];
    if (at < 0 || at >= width) {
      constant(at - width, out);
      return;
    }
    int index = row * width + at;
    int end = fieldEnds[index];
    if (end == MISSING) {
      out.setNull();
      return;
    }
    int start = at == 0 ? starts[row] : fieldEnds[index - 1] + sepLength;
    if (plain) {
      if (start == end) {
        out.setNull();
      } else if (bytes[start] == quote) {
        quoted(start, end, out);
      } else {
        out.set(bytes, start, end - start);
      }
    } else {
      trimmed(start, end, out);
    }
  }

  private void constant(int index, Field out) {
    byte @Nullable [] @Nullable [] all = constants;
    byte @Nullable [] value = all == null || index < 0 || index >= all.length ? null : all[index];
    if (value == null) {
      out.setNull();
    } else {
      out.set(value, 0, value.length);
    }
  }

  private void trimmed(int from, int to, Field out) {
    int start = from;
    int end = to;
    // Outside quotes only; and a quote counts as one that opens even with space before it.
    if (dialect.trimLeading) {
      while (start < end && isSpace(bytes[start])) {
        start++;
      }
    }
    if (dialect.trimTrailing) {
      while (start < end && isSpace(bytes[end - 1])) {
        end--;
      }
    }
    if (start == end) {
      out.setNull();
    } else if (bytes[start] == quote) {
      quoted(start, end, out);
    } else if (java.util.Arrays.equals(
        bytes, start, end, dialect.nullValue, 0, dialect.nullValue.length)) {
      out.setNull();
    } else {
      out.set(bytes, start, end - start);
    }
  }

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  private void quoted(int start, int end, Field out) {
    if (end - start < 2 || bytes[end - 1] != quote) {
      out.set(bytes, start, end - start);
      return;
    }
    int from = start + 1;
    int to = end - 1;
    if (from == to) {
      out.set(dialect.emptyValue, 0, dialect.emptyValue.length);
      return;
    }
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == quote || b == escape) {
        unescape(start, end, i, out);
        return;
      }
    }
    out.set(bytes, from, to - from);
  }

  private void unescape(int start, int end, int first, Field out) {
    int from = start + 1;
    int to = end - 1;
    byte[] scratch = out.scratch(to - from);
    int n = first - from;
    System.arraycopy(bytes, from, scratch, 0, n);
    for (int i = first; i < to; i++) {
      byte b = bytes[i];
      if (b == escape && i + 1 < to && (bytes[i + 1] == quote || bytes[i + 1] == escape)) {
        b = bytes[++i];
      } else if (b == quote) {
        // Not one quoted value (the row is malformed): the field is its own text.
        out.set(bytes, start, end - start);
        return;
      }
      scratch[n++] = b;
    }
    out.set(scratch, 0, n);
  }
}
