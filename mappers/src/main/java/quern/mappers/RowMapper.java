package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.RowBatch;

/**
 * Filters and projects rows where they are read: for jobs in which no row has to move. Its settings
 * are those of {@code --where} and {@code --select}; its output goes to {@link
 * quern.records.commit.RowBlockOutputFormat}. Counters count rows.
 */
public final class RowMapper extends Mapper<NullWritable, RowBatch, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    RowWriter writer = new RowWriter(context.getConfiguration());
    if (writer.hasDirectories()) {
      write(new DirectoryBlocks(writer, (none, block) -> hand(block, context)), writer, context);
      return;
    }
    RowBlock block = new RowBlock();
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        if (writer.keeps(batch, row)) {
          writer.append(batch, row, block);
        }
      }
      if (block.isFull()) {
        hand(block, context);
      }
    }
    if (block.rows() > 0) {
      hand(block, context);
    }
    writer.report(QuernCommitter.page(context));
  }

  private static void write(DirectoryBlocks blocks, RowWriter writer, Context context)
      throws IOException, InterruptedException {
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        if (writer.keeps(batch, row)) {
          blocks.append(batch, row, 0);
        }
      }
    }
    blocks.handOnAll();
    writer.report(QuernCommitter.page(context));
  }

  private static void hand(RowBlock block, Context context)
      throws IOException, InterruptedException {
    RowBlockOutputFormat.write(context, block);
    block.clear();
  }
}
