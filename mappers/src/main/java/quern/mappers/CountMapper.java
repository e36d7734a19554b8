package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.TaskPage;
import quern.records.csv.RowBatch;

/**
 * Counts the rows that {@code quern.where} keeps. The count is on the task's page, and so in the
 * job's manifest; nothing is written.
 */
public final class CountMapper extends Mapper<NullWritable, RowBatch, NullWritable, RowBlock> {
  /** The count, as pages and manifest have it. */
  public static final String ROWS = "rowsCounted";

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    RowWriter writer = new RowWriter(context.getConfiguration());
    long count = 0;
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        count += writer.keeps(batch, row) ? 1 : 0;
      }
    }
    TaskPage page = QuernCommitter.page(context);
    page.count(ROWS, count);
    writer.report(page);
  }
}
