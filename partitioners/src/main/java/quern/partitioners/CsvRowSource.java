package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import quern.records.ByteBuilder;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.keys.KeyEncoder;

/**
 * Keys of the rows of CSV files. At a place within a file the reader guesses where a row starts; a
 * wrong guess makes a few keys odd, which a sample can bear.
 */
public final class CsvRowSource implements RowSource {
  private static final long WINDOW = Sampler.PLACE_BYTES;
  private static final int FEW_ROWS = 4;

  private final Configuration conf;
  private final Dialect dialect;
  private final int maxRowBytes;
  private final int width;
  private final Supplier<KeyEncoder> keys;

  /**
   * @param width how many fields a row has
   * @param keys makes an encoder for one thread; misfits need not be counted, for the job does that
   */
  public CsvRowSource(
      Configuration conf, Dialect dialect, int maxRowBytes, int width, Supplier<KeyEncoder> keys) {
    this.conf = requireNonNull(conf, "conf is null");
    this.dialect = requireNonNull(dialect, "dialect is null");
    this.maxRowBytes = maxRowBytes;
    this.width = width;
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public long sample(String path, long from, long maxRows, KeyConsumer consumer)
      throws IOException {
    if (from > 0) {
      return place(new Path(path), from, maxRows, consumer);
    }
    Path file = new Path(path);
    InputStream in = file.getFileSystem(conf).open(file);
    try (RowReader reader = new RowReader(dialect, maxRowBytes)) {
      CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
      in = codec == null ? in : codec.createInputStream(in);
      reader.openStart(in, path, Long.MAX_VALUE);
      return read(reader, Long.MAX_VALUE, maxRows, consumer);
    } finally {
      in.close();
    }
  }

  /** Reads in a window, and in a wider one where it shows too few rows to know one by. */
  private long place(Path file, long from, long maxRows, KeyConsumer consumer) throws IOException {
    for (long window = WINDOW; ; window *= 32) {
      List<byte[]> seen = new ArrayList<>();
      long begin = RowReader.lookBack(from);
      boolean cut;
      long taken;
      try (FSDataInputStream in = file.getFileSystem(conf).open(file);
          RowReader reader = new RowReader(dialect, maxRowBytes)) {
        in.seek(begin);
        Window limited = new Window(in, window);
        reader.openGuess(limited, file.toString(), from, Long.MAX_VALUE, width);
        taken =
            read(
                reader,
                begin + window,
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
  private long read(RowReader reader, long end, long maxRows, KeyConsumer consumer)
      throws IOException {
    KeyEncoder encoder = keys.get();
    ByteBuilder key = new ByteBuilder(64);
    RowBatch batch = reader.newBatch(width);
    long first = -1;
    long rows = 0;
    while (reader.read(batch)) {
      first = first < 0 ? batch.offset(0) : first;
      for (int row = 0; row < batch.rows(); row++) {
        long start = batch.offset(row);
        if (rows++ == maxRows || start + batch.end(row) - batch.start(row) >= end) {
          return start - first;
        }
        key.clear();
        encoder.encode(batch, row, key);
        consumer.accept(key.array(), 0, key.length());
      }
    }
    return first < 0 ? 0 : reader.next() - first;
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
