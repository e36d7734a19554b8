package quern.records.csv;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.Field;
import quern.records.QuernException;

/**
 * Reads the rows that start in one stretch of a file, batch by batch. Keeps one buffer, which grows
 * only for a row that does not fit; not for several threads.
 *
 * <p>After the last batch {@link #first} and {@link #next} are what this stretch adds to the proof:
 * where its first row starts, and where the row behind its last one starts.
 */
public final class RowReader implements Closeable {
  /** Bytes read at a time: few enough to stay in the processor's cache until they are scanned. */
  private static final int CHUNK = 256 << 10;

  /** How far behind a split's start the guess may look. */
  private static final int LOOK_AHEAD = 1 << 20;

  /** A buffer for a longer one might be larger than an array can be. */
  private static final int MOST_ROW_BYTES = 1 << 30;

  private final Dialect dialect;
  private final int maxRowBytes;
  private final CsvScanner scanner;

  private byte[] buffer = new byte[CHUNK + CsvScanner.SLACK];
  private @Nullable InputStream in;
  private String source = "";
  private long base;
  private int at;
  private int filled;
  private boolean ended;
  private long end;
  private long first;
  private long lines;

  /** Lines before {@link #counted}, which is a place in the last batch. */
  private long linesBefore;

  private int counted;
  private boolean countLines;
  private @Nullable List<String> header;

  /**
   * @param maxRowBytes the longest row that is read; a longer one is malformed
   * @throws IllegalArgumentException when that is less than 1 or more than 1 GiB
   */
  public RowReader(Dialect dialect, int maxRowBytes) {
    if (maxRowBytes < 1 || maxRowBytes > MOST_ROW_BYTES) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d, found %d"
              .formatted(Settings.CSV_MAX_ROW_BYTES.key(), MOST_ROW_BYTES, maxRowBytes));
    }
    this.dialect = dialect;
    this.maxRowBytes = maxRowBytes;
    this.scanner = new CsvScanner(dialect, maxRowBytes);
  }

  /** Has the lines of each stretch counted, for line numbers; costs a second look at the bytes. */
  public void countLines() {
    countLines = true;
  }

  /**
   * Starts on a whole file, or on the first stretch of one: behind its byte order mark and header.
   *
   * @param in the file from its first byte; closed by this
   * @param source its name, for messages
   * @param end rows that start at or behind this offset are not read
   */
  public void openStart(InputStream in, String source, long end) throws IOException {
    open(in, source, 0, end);
    skipByteOrderMark();
    header = dialect.hasHeader() ? readHeader() : null;
    first = 0;
  }

  /**
   * Starts on a later stretch, whose first row is known to start at {@code first}.
   *
   * @param in the file from offset {@code first}
   */
  public void openKnown(InputStream in, String source, long first, long end) throws IOException {
    open(in, source, first, end);
    this.first = first;
  }

  /**
   * Starts on a later stretch and guesses where its first row starts.
   *
   * @param in the file from offset {@code base}
   * @param base a little before {@code start}, so that the end of a line before it is seen
   * @param width how many fields a row should have
   */
  public void openGuess(InputStream in, String source, long base, long start, long end, int width)
      throws IOException {
    open(in, source, base, end);
    SplitStart guess = new SplitStart(dialect, width, maxRowBytes);
    int split = (int) (start - base);
    int found;
    do {
      boolean more = fill();
      boolean insist = filled - split >= LOOK_AHEAD || !more;
      found = guess.find(buffer, 0, split, filled, ended, insist);
    } while (found == SplitStart.UNDECIDED);
    at = Math.max(found, split);
    first = base + at;
  }

  private void open(InputStream in, String source, long base, long end) throws IOException {
    close();
    this.in = in;
    this.source = source;
    this.base = base;
    this.end = end;
    this.at = 0;
    this.filled = 0;
    this.ended = false;
    this.lines = 0;
    this.header = null;
  }

  /** The names in the header that was read, or null when this dialect or stretch has none. */
  public @Nullable List<String> header() {
    return header;
  }

  /** Where this stretch's first row starts: 0 for the first stretch of a file. */
  public long first() {
    return first;
  }

  /** Where the row behind the last one read starts. */
  public long next() {
    return base + at;
  }

  /**
   * Lines that ended in what was read, header included; 0 unless {@link #countLines()} was asked.
   */
  public long lines() {
    return lines;
  }

  /**
   * The line a row of the last batch starts on, counted from 1 at {@link #first()}; 0 unless {@link
   * #countLines()} was asked. Rows are to be asked for in order, so that no byte is counted twice.
   */
  long line(RowBatch batch, int row) {
    if (!countLines) {
      return 0;
    }
    if (batch.bytes == buffer) {
      linesBefore += lineEnds(counted, batch.start(row));
      counted = batch.start(row);
    }
    return linesBefore + 1;
  }

  /** Lines without a byte, passed over since this reader was made. */
  public long blankLines() {
    return scanner.blankLines();
  }

  /**
   * Reads the next rows.
   *
   * @return false when there are none; the batch is then empty
   */
  public boolean read(RowBatch batch) throws IOException {
    batch.rows = 0;
    batch.source = source;
    while (true) {
      int limit = (int) Math.max(0, Math.min(end - base, Integer.MAX_VALUE));
      if (at < filled && at < limit) {
        batch.base = base;
        int next = scanner.scan(buffer, at, filled, ended, limit, batch);
        linesBefore = lines;
        counted = at;
        if (next == RowParser.TOO_LONG) {
          if (buffer[at] == dialect.comment) {
            skipLine();
            continue;
          }
          tooLong(batch);
          return true;
        }
        lines += lineEnds(at, next);
        at = next;
        if (batch.rows > 0) {
          return true;
        }
      }
      if (at >= limit || (!fill() && at >= filled)) {
        return false;
      }
    }
  }

  /** Hands out what there is of a row that is too long, and skips to the end of its line. */
  private void tooLong(RowBatch batch) throws IOException {
    long start = base + at;
    byte[] kept = Arrays.copyOfRange(buffer, at, at + Math.min(maxRowBytes, CHUNK));
    skipLine();
    batch.bytes = kept;
    batch.base = start;
    batch.rows = 1;
    batch.starts = new int[] {0};
    batch.ends = new int[] {kept.length};
    batch.fieldEnds = new int[batch.width];
    Arrays.fill(batch.fieldEnds, RowBatch.MISSING);
    batch.reasons = new byte[] {Malformed.ROW_TOO_LONG.code()};
    batch.anyMalformed = true;
  }

  /** Goes to the start of the next line, however far away that is. */
  private void skipLine() throws IOException {
    RowParser parser = new RowParser(dialect, maxRowBytes);
    // A line end may be cut off by the buffer's end, and a CR may be half of one.
    int most = Math.max(2, dialect.lineSep.length);
    while (at < filled || fill()) {
      int from = at;
      int to = ended ? filled : filled - most + 1;
      int n = 0;
      while (at < to && n == 0) {
        n = parser.lineEnd(buffer, at, filled);
        at += Math.max(1, n);
      }
      lines += lineEnds(from, at);
      if (n > 0 || (!fill() && at >= filled)) {
        return;
      }
    }
  }

  /**
   * Reads on: drops what is done with, makes room where a row needs it.
   *
   * @return false when the input has ended
   */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    int capacity = buffer.length - CsvScanner.SLACK;
    if (at > 0 && filled == capacity) {
      System.arraycopy(buffer, at, buffer, 0, filled - at);
      base += at;
      filled -= at;
      at = 0;
    } else if (filled == capacity) {
      int most = Math.max(maxRowBytes, LOOK_AHEAD) + 2 * CHUNK;
      if (capacity >= most) {
        throw new IllegalStateException("a row of more than " + capacity + " bytes is asked for");
      }
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * capacity, most) + CsvScanner.SLACK);
      capacity = buffer.length - CsvScanner.SLACK;
    }
    InputStream stream = requireNonNull(in, "in is null");
    int n;
    try {
      n = stream.readNBytes(buffer, filled, capacity - filled);
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Codecs throw both, and none of them knows the file.
      throw new QuernException(Exit.FAILED, "cannot read " + source + ": " + e.getMessage(), e);
    }
    filled += n;
    ended = filled < capacity;
    return n > 0;
  }

  private long lineEnds(int from, int to) {
    if (!countLines) {
      return 0;
    }
    long count = 0;
    for (int p = from; p < to; p++) {
      byte b = buffer[p];
      if (b == '\n' || (b == '\r' && (p + 1 == filled || buffer[p + 1] != '\n'))) {
        count++;
      }
    }
    return count;
  }

  private void skipByteOrderMark() throws IOException {
    fill();
    if (filled >= 3
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      at = 3;
    } else if (filled >= 2
        && ((buffer[0] == (byte) 0xff && buffer[1] == (byte) 0xfe)
            || (buffer[0] == (byte) 0xfe && buffer[1] == (byte) 0xff))) {
      throw new IOException(
          source + " starts with the byte order mark of UTF-16; say so with --encoding UTF-16");
    }
  }

  /** The first row that is neither blank nor a comment, as names; empty for an empty file. */
  private List<String> readHeader() throws IOException {
    RowBatch one = new RowBatch(dialect, 1);
    RowParser parser = new RowParser(dialect, maxRowBytes);
    while (at < filled || fill()) {
      if (buffer[at] == dialect.comment) {
        skipLine();
        continue;
      }
      int next = parser.parse(buffer, at, filled, ended);
      if (next == RowParser.TOO_LONG) {
        throw new IOException(
            source + ": the header is longer than " + maxRowBytes + " bytes; is this a CSV file?");
      }
      if (next == RowParser.INCOMPLETE) {
        if (!fill() && !ended) {
          throw new EOFException(source + ": ended within its header");
        }
        continue;
      }
      boolean isRow = parser.end > at;
      if (isRow && parser.count > dialect.maxColumns) {
        throw new QuernException(
            Exit.USAGE,
            "%s: the header names %d columns; maxColumns allows %d"
                .formatted(source, parser.count, dialect.maxColumns));
      }
      if (isRow) {
        one.bytes = buffer;
        one.width = parser.count;
        one.rows = 1;
        one.starts = new int[] {at};
        one.ends = new int[] {parser.end};
        one.fieldEnds = Arrays.copyOf(parser.fieldEnds, parser.count);
      }
      lines += lineEnds(at, next);
      at = next;
      if (isRow) {
        return names(one);
      }
    }
    return List.of();
  }

  private static List<String> names(RowBatch header) {
    List<String> names = new ArrayList<>();
    Field field = new Field();
    for (int i = 0; i < header.width; i++) {
      header.field(0, i, field);
      names.add(
          field.isNull
              ? "_c" + i
              : new String(field.bytes, field.offset, field.length, StandardCharsets.UTF_8));
    }
    return ColumnNames.unique(names);
  }

  /** An empty batch for rows of {@code width} fields. */
  public RowBatch newBatch(int width) {
    return new RowBatch(dialect, width);
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
