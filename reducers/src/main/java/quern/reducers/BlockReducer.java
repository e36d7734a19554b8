package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.TaskCounter;
import quern.records.commit.BlockKey;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;

/** Writes the blocks of a partition as they arrive. Counters count rows. */
public final class BlockReducer extends Reducer<BlockKey, RowBlock, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Counter read = context.getCounter(TaskCounter.REDUCE_INPUT_RECORDS);
    while (context.nextKey()) {
      for (RowBlock block : context.getValues()) {
        // The framework counts one record a block.
        read.increment(block.rows() - 1);
        RowBlockOutputFormat.write(context, block);
      }
    }
  }
}
