package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Schema;
import quern.records.commit.QuernCommitter;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyEncoder;
import quern.records.keys.SortColumn;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;

/**
 * Filters and projects rows and hands each on, with its line end, under a key whose bytes have the
 * order that {@code quern.sort.by} asks for; with {@code quern.sort.stable} the row's {@link
 * RowPosition} follows, so that rows of equal keys stay in the order of the input.
 */
public final class SortMapper extends Mapper<NullWritable, RowBatch, RawKey, RawBytes> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    RowWriter writer = new RowWriter(conf);
    Schema schema = Schema.parse(Settings.CSV_SCHEMA.get(conf));
    KeyEncoder keys =
        new KeyEncoder(
            schema,
            SortColumn.parse(Settings.SORT_BY.get(conf), schema),
            Dialect.read(conf, Dialect.IN).formats(),
            writer.misfits());
    @Nullable RowPosition position =
        Settings.SORT_STABLE.get(conf) ? new RowPosition(context) : null;
    RawWriter out = new RawWriter(context);
    ByteBuilder keyBytes = new ByteBuilder(64);
    ByteBuilder rowBytes = new ByteBuilder(256);
    RawKey key = new RawKey();
    RawBytes row = new RawBytes();
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      if (position != null) {
        position.enter(batch);
      }
      for (int i = 0; i < rows; i++) {
        if (writer.keeps(batch, i)) {
          keyBytes.clear();
          keys.encode(batch, i, keyBytes);
          if (position != null) {
            position.append(keyBytes);
          }
          key.set(keyBytes.array(), 0, keyBytes.length());
          rowBytes.clear();
          writer.append(batch, i, rowBytes);
          row.set(rowBytes.array(), 0, rowBytes.length());
          out.write(key, row);
        }
        if (position != null) {
          position.advance();
        }
      }
    }
    writer.report(QuernCommitter.page(context));
  }
}
