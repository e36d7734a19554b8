package quern.records.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the rows and fields of a buffer, 64 bytes a step.
 *
 * <p>A step makes one bit per byte for separators, line ends and quotes (eight bytes at a time in a
 * {@code long}), and a prefix XOR over the quote bits tells which bytes stand inside quotes, as
 * Langdale and Lemire, "Parsing Gigabytes of JSON per Second" (2019), §3.1, do for JSON. Where a
 * quote stands in a place that RFC 4180 does not allow, or the dialect has more to say than bits
 * can tell, the row goes to {@link RowParser}, which defines what a row is.
 *
 * <p>The buffer must have {@link #SLACK} bytes behind {@code to}; what stands there does not
 * matter.
 */
final class CsvScanner {
  /** Bytes that may be read, and are ignored, behind the end of the data. */
  static final int SLACK = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long LOWS = ~HIGHS;

  private static final int NOTED_TOGETHER = 4;

  private final Dialect dialect;
  private final RowParser parser;
  private final int maxRowBytes;
  private final boolean stepped;
  private final long sepPattern;
  private final long endPattern;
  private final long quotePattern;
  private final long escapePattern;
  private final boolean quotes;
  private final boolean otherEscape;
  private final boolean anyLineEnd;

  /** Lines without a byte that were passed over; not rows, except where rows have one field. */
  private long blankLines;

  private long comments;
  private long seen;
  private boolean nul;

  CsvScanner(Dialect dialect, int maxRowBytes) {
    this.dialect = dialect;
    this.maxRowBytes = maxRowBytes;
    this.parser = new RowParser(dialect, maxRowBytes);
    this.stepped = dialect.sep.length == 1 && dialect.lineSep.length <= 1 && dialect.sep[0] >= 0;
    this.sepPattern = (dialect.sep[0] & 0xffL) * ONES;
    this.anyLineEnd = dialect.lineSep.length == 0;
    this.endPattern = (anyLineEnd ? '\n' : dialect.lineSep[0] & 0xffL) * ONES;
    this.quotes = dialect.quote != Dialect.NONE;
    this.quotePattern = (quotes ? dialect.quote : 0) * ONES;
    this.otherEscape = quotes && dialect.escape != dialect.quote && dialect.escape != Dialect.NONE;
    this.escapePattern = (otherEscape ? dialect.escape : 0) * ONES;
  }

  long blankLines() {
    return blankLines;
  }

  long comments() {
    return comments;
  }

  /**
   * Puts the rows of {@code bytes[from, to)} into {@code out}, until one starts at or behind {@code
   * limit}, the batch is full, or a row is not complete.
   *
   * @param last whether the input ends at {@code to}
   * @return where the first row starts that is not in {@code out}; {@link RowParser#TOO_LONG} when
   *     that is {@code from} and no line ends within the longest allowed row
   */
  int scan(byte[] bytes, int from, int to, boolean last, int limit, RowBatch out) {
    out.bytes = bytes;
    out.rows = 0;
    if (out.anyMalformed) {
      Arrays.fill(out.reasons, (byte) 0);
      out.anyMalformed = false;
    }
    seen = 0;
    nul = false;
    int at = from;
    while (at < to && at < limit) {
      if (stepped && !isComment(bytes, at)) {
        at = steps(bytes, at, to, last, limit, out);
        if (at < 0) {
          at = ~at;
          break;
        }
        if (at >= limit || at >= to) {
          break;
        }
        // A row the steps are not sure of.
      }
      int next = slowRow(bytes, at, to, last, out);
      if (next == RowParser.INCOMPLETE) {
        break;
      }
      if (next == RowParser.TOO_LONG) {
        if (at == from) {
          return RowParser.TOO_LONG;
        }
        break;
      }
      at = next;
      if (out.rows > 0 && isFull(out)) {
        break;
      }
    }
    check(bytes, from, at, out);
    return at;
  }

  private static boolean isFull(RowBatch out) {
    return out.rows == out.starts.length
        || (long) (out.rows + 1) * out.width > out.fieldEnds.length;
  }

  private boolean isComment(byte[] bytes, int at) {
    return bytes[at] == dialect.comment;
  }

  /**
   * The hot loop.
   *
   * @return where the first row starts that is not in {@code out}: as it is when {@link #slowRow}
   *     is to read it, or its complement when there is no more to do with these bytes
   */
  private int steps(byte[] bytes, int from, int to, boolean last, int limit, RowBatch out) {
    final int width = out.width;
    final int comment = dialect.comment;
    final boolean doubling = dialect.escape == dialect.quote;
    int[] fieldEnds = out.fieldEnds;
    int[] starts = out.starts;
    int[] rowEnds = out.ends;
    int row = out.rows;
    int rowStart = from;
    int base = row * width;
    int k = base;
    long inQuotes = 0;
    long afterEnd = 1;
    long afterClose = 0;
    long afterCr = 0;
    for (int block = from; block < to; block += 64) {
      if (k + 64 + NOTED_TOGETHER + width > fieldEnds.length || row + 64 > starts.length) {
        out.rows = row;
        if (row > 0) {
          return ~rowStart;
        }
        grow(out, k);
        fieldEnds = out.fieldEnds;
        starts = out.starts;
        rowEnds = out.ends;
      }
      long sep = 0;
      long end = 0;
      long high = 0;
      long someQuote = 0;
      long someCr = 0;
      long someNul = 0;
      for (int i = 0; i < 64; i += 8) {
        long x = (long) LONGS.get(bytes, block + i);
        sep |= bits(x ^ sepPattern) << i;
        end |= bits(x ^ endPattern) << i;
        long q = x ^ quotePattern;
        someQuote |= (q - ONES) & ~q;
        long c = x ^ ('\r' * ONES);
        someCr |= (c - ONES) & ~c;
        someNul |= (x - ONES) & ~x;
        high |= x;
      }
      long valid = to - block >= 64 ? -1L : (1L << (to - block)) - 1;
      seen |= high;
      if ((someNul & HIGHS) != 0) {
        nul |= (mask(bytes, block, 0) & valid) != 0;
      }
      sep &= valid;
      end &= valid;
      long cr = anyLineEnd && (someCr & HIGHS) != 0 ? mask(bytes, block, '\r' * ONES) & valid : 0;
      long ends = (end & ~(cr << 1 | afterCr)) | cr;
      long apart = sep | end | cr;
      afterCr = cr >>> 63;
      long stop = 0;
      if (quotes && ((someQuote & HIGHS) | inQuotes | afterClose) != 0) {
        long q = mask(bytes, block, quotePattern) & valid;
        long inside = prefixXor(q) ^ inQuotes;
        long open = q & inside;
        long close = q & ~inside;
        apart &= ~inside;
        ends &= ~inside;
        // An opening quote must follow a separator or line end, and a closing quote must be
        // followed
        // by one; but a closing and an opening quote together are one doubled quote.
        long before = doubling ? apart | close : apart;
        long behind = doubling ? apart | open : apart;
        stop = (open & ~(before << 1 | afterEnd)) | ((close << 1 | afterClose) & ~behind & valid);
        if (otherEscape) {
          stop |= mask(bytes, block, escapePattern) & valid & inside;
        }
        inQuotes = inside >> 63;
        afterEnd = before >>> 63;
        afterClose = close >>> 63;
        if (stop != 0) {
          long known = Long.lowestOneBit(stop) - 1;
          apart &= known;
          ends &= known;
        }
      } else {
        afterEnd = apart >>> 63;
        afterClose = 0;
      }
      long structure = (sep & apart) | ends;
      int noted = note(structure, block, fieldEnds, k);
      while (ends != 0) {
        int bit = Long.numberOfTrailingZeros(ends);
        ends &= ends - 1;
        int p = block + bit;
        int next = p + 1;
        if (anyLineEnd && bytes[p] == '\r') {
          if (next == to && !last) {
            out.rows = row;
            return ~rowStart;
          }
          next += next < to && bytes[next] == '\n' ? 1 : 0;
        }
        if (next - rowStart >= maxRowBytes) {
          out.rows = row;
          return rowStart;
        }
        long behind = -2L << bit;
        int fields = noted - Long.bitCount(structure & behind) - base;
        if (fields == width) {
          starts[row] = rowStart;
          rowEnds[row++] = p;
          base += width;
        } else {
          if (p == rowStart) {
            blankLines++;
          } else {
            starts[row] = rowStart;
            rowEnds[row] = p;
            ragged(out, row++, fields);
            base += width;
            if (base + 64 + NOTED_TOGETHER + width > fieldEnds.length) {
              // It took the room of a whole row for what may be one byte.
              out.rows = row;
              return ~next;
            }
          }
          structure &= behind;
          noted = note(structure, block, fieldEnds, base);
        }
        rowStart = next;
        if (rowStart >= limit) {
          out.rows = row;
          return ~rowStart;
        }
        if (rowStart < to && bytes[rowStart] == comment) {
          out.rows = row;
          return rowStart;
        }
      }
      k = noted;
      if (stop != 0) {
        out.rows = row;
        return rowStart;
      }
    }
    out.rows = row;
    if (rowStart < to && (last || to - rowStart > maxRowBytes)) {
      // Too long, or the last line without an end.
      return rowStart;
    }
    return ~rowStart;
  }

  /**
   * Puts the places of the bits of {@code structure} into {@code fieldEnds} from {@code k} on, and
   * something behind them: several at a time, for how many there are is hard to predict.
   *
   * @return where the next would go
   */
  private static int note(long structure, int block, int[] fieldEnds, int k) {
    int at = k;
    for (long left = structure; left != 0; at += NOTED_TOGETHER) {
      fieldEnds[at] = block + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      fieldEnds[at + 1] = block + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      fieldEnds[at + 2] = block + Long.numberOfTrailingZeros(left);
      left &= left - 1;
      fieldEnds[at + 3] = block + Long.numberOfTrailingZeros(left);
      left &= left - 1;
    }
    return k + Long.bitCount(structure);
  }

  /** One bit per byte of {@code x}, lowest first, set where the byte is zero. Exact. */
  private static long bits(long x) {
    long zero = ~(((x & LOWS) + LOWS) | x | LOWS);
    return ((zero >>> 7) * 0x0102040810204080L) >>> 56;
  }

  private static long mask(byte[] bytes, int block, long pattern) {
    long mask = 0;
    for (int i = 0; i < 64; i += 8) {
      mask |= bits((long) LONGS.get(bytes, block + i) ^ pattern) << i;
    }
    return mask;
  }

  /** Bit i of the result is the parity of bits 0 to i. */
  private static long prefixXor(long x) {
    long y = x;
    y ^= y << 1;
    y ^= y << 2;
    y ^= y << 4;
    y ^= y << 8;
    y ^= y << 16;
    y ^= y << 32;
    return y;
  }

  /** Makes room for a row and a block behind what is used, and for some more. */
  private void grow(RowBatch out, int used) {
    out.fieldEnds =
        Arrays.copyOf(out.fieldEnds, Math.max(2 * (used + out.width) + 64 + NOTED_TOGETHER, 8192));
    int rows = Math.max(out.fieldEnds.length / out.width + 64, 1024);
    out.starts = Arrays.copyOf(out.starts, rows);
    out.ends = Arrays.copyOf(out.ends, rows);
    out.reasons = Arrays.copyOf(out.reasons, rows);
  }

  /** Reads the row or comment at {@code at} with the parser, and adds the row. */
  private int slowRow(byte[] bytes, int at, int to, boolean last, RowBatch out) {
    if (isComment(bytes, at)) {
      return skipLine(bytes, at, to, last);
    }
    int next = parser.parse(bytes, at, to, last);
    if (next < 0) {
      return next;
    }
    if (out.width > 1 && parser.count == 1 && parser.end == at) {
      blankLines++;
      return next;
    }
    addParsed(bytes, at, out);
    return next;
  }

  /**
   * Marks a row whose first {@code count} fields have been noted, and fills in the missing ones.
   */
  private void ragged(RowBatch out, int row, int count) {
    int base = row * out.width;
    if (count < out.width) {
      Arrays.fill(out.fieldEnds, base + count, base + out.width, RowBatch.MISSING);
    }
    mark(
        out,
        row,
        count < out.width
            ? Malformed.TOO_FEW_FIELDS
            : count > dialect.maxColumns ? Malformed.TOO_MANY_COLUMNS : Malformed.TOO_MANY_FIELDS);
  }

  private void addParsed(byte[] bytes, int at, RowBatch out) {
    int width = out.width;
    if (isFull(out)) {
      grow(out, (out.rows + 1) * width);
    }
    int row = out.rows++;
    int base = row * width;
    System.arraycopy(parser.fieldEnds, 0, out.fieldEnds, base, Math.min(width, parser.count));
    out.starts[row] = at;
    out.ends[row] = parser.end;
    for (int p = at; p < parser.end; p++) {
      seen |= bytes[p];
      nul |= bytes[p] == 0;
    }
    if (parser.malformed != null) {
      mark(out, row, parser.malformed);
    }
    if (parser.count != width) {
      ragged(out, row, parser.count);
    }
  }

  private static void mark(RowBatch out, int row, Malformed malformed) {
    if (out.reasons[row] == 0) {
      out.reasons[row] = malformed.code();
      out.anyMalformed = true;
    }
  }

  private int skipLine(byte[] bytes, int at, int to, boolean last) {
    for (int p = at; p < to; p++) {
      int n = parser.lineEnd(bytes, p, to);
      if (n > 0) {
        if (bytes[p] == '\r' && anyLineEnd && p + 1 == to && !last) {
          return RowParser.INCOMPLETE;
        }
        comments++;
        return p + n;
      }
    }
    if (last) {
      comments++;
      return to;
    }
    return to - at > maxRowBytes ? RowParser.TOO_LONG : RowParser.INCOMPLETE;
  }

  /** Marks what only a look at the bytes tells, where the steps saw a reason to look. */
  private void check(byte[] bytes, int from, int to, RowBatch out) {
    boolean nulCheck = nul;
    boolean utf8Check = (seen & HIGHS) != 0 && dialect.isUtf8() && !Utf8.isValid(bytes, from, to);
    boolean lengthCheck = dialect.maxFieldBytes < Integer.MAX_VALUE;
    if (!nulCheck && !utf8Check && !lengthCheck) {
      return;
    }
    for (int row = 0; row < out.rows; row++) {
      int start = out.starts[row];
      int end = out.ends[row];
      if (nulCheck && hasNul(bytes, start, end)) {
        mark(out, row, Malformed.NUL_BYTE);
      } else if (utf8Check && !Utf8.isValid(bytes, start, end)) {
        mark(out, row, Malformed.INVALID_UTF8);
      } else if (lengthCheck && longestField(out, row) > dialect.maxFieldBytes) {
        mark(out, row, Malformed.FIELD_TOO_LONG);
      }
    }
  }

  private static boolean hasNul(byte[] bytes, int from, int to) {
    for (int p = from; p < to; p++) {
      if (bytes[p] == 0) {
        return true;
      }
    }
    return false;
  }

  private static int longestField(RowBatch out, int row) {
    int longest = 0;
    int start = out.starts[row];
    for (int i = row * out.width; i < (row + 1) * out.width; i++) {
      int end = out.fieldEnds[i];
      if (end != RowBatch.MISSING) {
        longest = Math.max(longest, end - start);
        start = end + out.dialect.sep.length;
      }
    }
    return longest;
  }
}
