package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.aggregate.Aggregation;
import quern.records.aggregate.GroupInput;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.Dialect;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/** Merges the states of each group and writes the group's row, in the order of the groups. */
public final class GroupReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    Aggregation aggregation = Aggregation.of(conf);
    GroupInput group = new GroupInput(aggregation, Dialect.read(conf, Dialect.OUT));
    RawInput records = RawShuffle.input(context);
    RowBlock block = new RowBlock();
    if (aggregation.isOfAllRows()) {
      group.beginOfAllRows();
    }
    while (records.next()) {
      byte[] key = records.keyBytes();
      int from = records.keyFrom();
      int length = records.keyLength();
      if (!group.isOpen() || !group.isOfGroup(key, from, length)) {
        end(group, block, context);
        group.begin(key, from, length);
      }
      group.take(records);
    }
    end(group, block, context);
    if (block.rows() > 0) {
      RowBlockOutputFormat.write(context, block);
    }
  }

  private static void end(GroupInput group, RowBlock block, Context context)
      throws IOException, InterruptedException {
    if (group.isOpen()) {
      group.end(block);
      if (block.isFull()) {
        RowBlockOutputFormat.write(context, block);
        block.clear();
      }
    }
  }
}
