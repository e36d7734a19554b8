package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Schema;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.Malformed;
import quern.records.csv.Mode;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.csv.SplitText;
import quern.records.keys.KeyEncoder;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;

/**
 * Keys of the rows of CSV files that the job keeps. At a place within a file the reader guesses
 * where a row starts; a wrong guess makes a few keys odd, which a sample can bear.
 */
public final class CsvRowSource implements RowSource {
  private static final long WINDOW = Sampler.PLACE_BYTES;
  private static final int FEW_ROWS = 4;

  private final CsvFiles files;
  private final Dialect dialect;
  private final Schema schema;
  private final String reference;
  private final int maxRowBytes;

  /** Reused from place to place, for their buffers; closing a reader closes its file only. */
  private final ThreadLocal<RowReader> readers;

  private final ThreadLocal<KeyEncoder> encoders;

  /** What the job keeps of the rows: parts are to be even after its filter. */
  private final ThreadLocal<Predicate> conditions;

  private final boolean rejects;
  private final Map<String, FileStatus> byPath = new HashMap<>();
  private final List<Sampler.Input> inputs = new ArrayList<>();

  /** Headers of files that are read from within. */
  private final Map<String, List<String>> headers = new ConcurrentHashMap<>();

  /**
   * @param reference the file the schema's names are from, for messages
   * @param keys makes an encoder for one thread; misfits need not be counted, for the job does that
   */
  public CsvRowSource(
      Configuration conf,
      CsvFiles files,
      Dialect dialect,
      Schema schema,
      String reference,
      Supplier<KeyEncoder> keys) {
    this.files = requireNonNull(files, "files is null");
    this.dialect = requireNonNull(dialect, "dialect is null");
    this.schema = requireNonNull(schema, "schema is null");
    this.reference = requireNonNull(reference, "reference is null");
    this.maxRowBytes = Settings.CSV_MAX_ROW_BYTES.get(conf);
    this.readers = ThreadLocal.withInitial(() -> new RowReader(dialect, maxRowBytes));
    this.encoders = ThreadLocal.withInitial(keys);
    String where = Settings.WHERE.get(conf);
    this.conditions =
        ThreadLocal.withInitial(
            () -> new Expressions(schema, dialect).where(where.isEmpty() ? "true" : where));
    this.rejects = !Settings.REJECTS_DIR.get(conf).isEmpty();
    for (FileStatus file : files.files()) {
      String path = file.getPath().toString();
      byPath.put(path, file);
      inputs.add(new Sampler.Input(path, file.getLen(), files.isSplittable(file, dialect)));
    }
  }

  /** The files, for {@link Sampler#sample}. */
  public List<Sampler.Input> inputs() {
    return List.copyOf(inputs);
  }

  @Override
  public long sample(String path, long from, long maxRows, KeyConsumer consumer)
      throws IOException {
    FileStatus file = requireNonNull(byPath.get(path), "no such input");
    if (from > 0) {
      return place(file, from, maxRows, consumer);
    }
    try (RowReader reader = readers.get()) {
      reader.openStart(files.open(file, dialect), path, Long.MAX_VALUE);
      List<String> header = reader.header();
      if (header != null && header.isEmpty()) {
        return 0;
      }
      return read(reader, batch(reader, header, path), Long.MAX_VALUE, maxRows, consumer);
    }
  }

  private RowBatch batch(RowReader reader, @Nullable List<String> header, String path)
      throws IOException {
    return files.newBatch(reader, schema, reference, header, path);
  }

  private @Nullable List<String> header(FileStatus file) throws IOException {
    if (!dialect.hasHeader()) {
      return null;
    }
    String path = file.getPath().toString();
    List<String> known = headers.get(path);
    if (known != null) {
      return known;
    }
    try (RowReader reader = readers.get()) {
      reader.openStart(files.open(file, dialect), path, Long.MAX_VALUE);
      List<String> header = requireNonNull(reader.header(), "header is null");
      headers.put(path, header);
      return header;
    }
  }

  /** Reads in a window, and in a wider one where it shows too few rows to know one by. */
  private long place(FileStatus file, long from, long maxRows, KeyConsumer consumer)
      throws IOException {
    String path = file.getPath().toString();
    List<String> header = header(file);
    int width = header == null ? schema.size() - files.directories().size() : header.size();
    for (long window = WINDOW; ; window *= 32) {
      List<byte[]> seen = new ArrayList<>();
      boolean cut;
      long taken;
      try (SplitText text = files.openSplit(file, dialect);
          RowReader reader = readers.get()) {
        SplitText.Place place = text.at(from);
        long base = place.base();
        Window limited = new Window(place.read(base), window);
        reader.openGuess(limited, path, base, place.start(), Long.MAX_VALUE, width);
        taken =
            read(
                reader,
                batch(reader, header, path),
                base + window,
                maxRows,
                (b, offset, length) -> seen.add(Arrays.copyOfRange(b, offset, offset + length)));
        cut = limited.left == 0;
      }
      if (!cut || seen.size() >= Math.min(maxRows, FEW_ROWS) || window > 2L * maxRowBytes) {
        seen.forEach(key -> consumer.accept(key, 0, key.length));
        return taken;
      }
    }
  }

  /**
   * @param end a row that reaches to here may be cut off, and is not taken
   */
  private long read(RowReader reader, RowBatch batch, long end, long maxRows, KeyConsumer consumer)
      throws IOException {
    KeyEncoder encoder = encoders.get();
    Predicate condition = conditions.get();
    ByteBuilder key = new ByteBuilder(64);
    long first = -1;
    long rows = 0;
    while (reader.read(batch)) {
      first = first < 0 ? batch.offset(0) : first;
      for (int row = 0; row < batch.rows(); row++) {
        long start = batch.offset(row);
        if (rows++ == maxRows || start + batch.end(row) - batch.start(row) >= end) {
          return start - first;
        }
        if (isLeftOut(batch.malformed(row)) || !condition.test(batch, row)) {
          continue;
        }
        key.clear();
        encoder.encode(batch, row, key);
        consumer.accept(key.array(), 0, key.length());
      }
    }
    return first < 0 ? 0 : reader.next() - first;
  }

  private boolean isLeftOut(@Nullable Malformed malformed) {
    return malformed != null
        && (rejects || dialect.mode() != Mode.PERMISSIVE || malformed == Malformed.ROW_TOO_LONG);
  }

  /** The first bytes of a stream. */
  private static final class Window extends FilterInputStream {
    private long left;

    Window(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (left == 0) {
        return -1;
      }
      int n = super.read(b, off, (int) Math.min(len, left));
      left -= Math.max(n, 0);
      return n;
    }
  }
}
