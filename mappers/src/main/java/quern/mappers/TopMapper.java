package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.records.aggregate.Aggregation;
import quern.records.aggregate.TopOutput;
import quern.records.commit.QuernCommitter;
import quern.records.csv.RowBatch;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;

/**
 * Filters and projects rows, and hands on those that may be among the first of their group, as
 * {@code quern.group.by}, {@code quern.top.by} and {@code quern.group.rows} say.
 */
public final class TopMapper extends Mapper<NullWritable, RowBatch, RawKey, RawBytes> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    RowWriter writer = new RowWriter(conf);
    RawWriter out = new RawWriter(context);
    RawKey key = new RawKey();
    RawBytes value = new RawBytes();
    TopOutput top =
        new TopOutput(
            conf,
            writer.expressions(),
            Aggregation.tableBytes(conf),
            writer::append,
            (keyBytes, valueBytes) -> {
              key.set(keyBytes.array(), 0, keyBytes.length());
              value.set(valueBytes.array(), 0, valueBytes.length());
              out.write(key, value);
            });
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        if (writer.keeps(batch, row)) {
          top.add(batch, row);
        }
      }
    }
    top.finish();
    writer.report(QuernCommitter.page(context));
  }
}
