package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.aggregate.Aggregation;
import quern.records.aggregate.GroupOutput;
import quern.records.commit.QuernCommitter;
import quern.records.csv.RowBatch;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;
import quern.records.sql.Predicate;

/**
 * Filters rows and aggregates them by group, as {@code quern.group.by} and {@code
 * quern.group.aggregates} say, in a table that takes up to half of {@code
 * mapreduce.task.io.sort.mb}; hands on the states of the groups.
 */
public final class GroupMapper extends Mapper<NullWritable, RowBatch, RawKey, RawBytes> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    Aggregation aggregation = Aggregation.of(conf);
    String condition = Settings.WHERE.get(conf);
    @Nullable Predicate where =
        condition.isEmpty() ? null : aggregation.expressions().where(condition);
    RawWriter out = new RawWriter(context);
    RawKey key = new RawKey();
    RawBytes value = new RawBytes();
    GroupOutput groups =
        new GroupOutput(
            aggregation,
            context.getTaskAttemptID().getTaskID().getId(),
            Aggregation.tableBytes(conf),
            (keyBytes, valueBytes) -> {
              key.set(keyBytes.array(), 0, keyBytes.length());
              value.set(valueBytes.array(), 0, valueBytes.length());
              out.write(key, value);
            });
    int[] chosen = new int[0];
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      chosen = chosen.length < rows ? new int[rows] : chosen;
      int count = 0;
      for (int row = 0; row < rows; row++) {
        if (where == null || where.test(batch, row)) {
          chosen[count++] = row;
        }
      }
      groups.add(batch, chosen, count);
    }
    groups.finish();
    aggregation.expressions().misfits().counts().forEach(QuernCommitter.page(context)::misfits);
  }
}
