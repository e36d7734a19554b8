package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.conf.Settings;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.RowBatch;

/**
 * Draws each row that {@code quern.where} keeps with the probability {@code quern.sample.fraction},
 * by its {@link RowDraw}, and writes what {@code quern.select} makes of it.
 */
public final class FractionMapper extends Mapper<NullWritable, RowBatch, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    double fraction = Double.parseDouble(Settings.SAMPLE_FRACTION.get(conf));
    RowDraw draw = new RowDraw(Settings.JOB_SEED.get(conf));
    RowWriter writer = new RowWriter(conf);
    RowBlock block = new RowBlock();
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        // The 53 bits that a double holds, as a number from 0 to below 1.
        if ((draw.of(batch, row) >>> 11) * 0x1p-53 < fraction && writer.keeps(batch, row)) {
          writer.append(batch, row, block);
        }
      }
      if (block.isFull()) {
        RowBlockOutputFormat.write(context, block);
        block.clear();
      }
    }
    if (block.rows() > 0) {
      RowBlockOutputFormat.write(context, block);
    }
    writer.report(QuernCommitter.page(context));
  }
}
