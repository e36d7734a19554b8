package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
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
    Path file = new Path(path);
    FileSystem fs = file.getFileSystem(conf);
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    try (RowReader reader = new RowReader(dialect, maxRowBytes)) {
      if (codec == null) {
        open(reader, fs, file, from);
      } else {
        reader.openStart(codec.createInputStream(fs.open(file)), path, Long.MAX_VALUE);
      }
      return read(reader, maxRows, consumer);
    }
  }

  private void open(RowReader reader, FileSystem fs, Path file, long from) throws IOException {
    FSDataInputStream in = fs.open(file);
    if (from == 0) {
      reader.openStart(in, file.toString(), Long.MAX_VALUE);
      return;
    }
    in.seek(RowReader.lookBack(from));
    reader.openGuess(in, file.toString(), from, Long.MAX_VALUE, width);
  }

  private long read(RowReader reader, long maxRows, KeyConsumer consumer) throws IOException {
    KeyEncoder encoder = keys.get();
    ByteBuilder key = new ByteBuilder(64);
    RowBatch batch = reader.newBatch(width);
    long first = -1;
    long rows = 0;
    while (rows < maxRows && reader.read(batch)) {
      int count = (int) Math.min(batch.rows(), maxRows - rows);
      for (int row = 0; row < count; row++) {
        key.clear();
        encoder.encode(batch, row, key);
        consumer.accept(key.array(), 0, key.length());
      }
      rows += count;
      first = first < 0 ? batch.offset(0) : first;
      if (rows == maxRows) {
        return (count < batch.rows() ? batch.offset(count) : reader.next()) - first;
      }
    }
    return first < 0 ? 0 : reader.next() - first;
  }
}
