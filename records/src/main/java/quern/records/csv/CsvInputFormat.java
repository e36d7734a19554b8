package quern.records.csv;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import quern.records.Schema;
import quern.records.commit.QuernCommitterFactory;

/**
 * Reads CSV files row by row, for any job: the key is the row's offset in its file, the value the
 * row. Files are split at any byte where the job's committer proves the splits ({@link #prove}),
 * and else only when the dialect has no quotes, so that no row is ever silently wrong.
 */
public final class CsvInputFormat extends InputFormat<LongWritable, Row> {
  private final RowBatchInputFormat batches = new RowBatchInputFormat();

  /**
   * Says how the job's input is to be read; its paths are {@link
   * org.apache.hadoop.mapreduce.lib.input.FileInputFormat}'s.
   */
  public static void configure(Job job, Dialect dialect, Schema schema) {
    CsvInput.configure(job.getConfiguration(), InputSide.LEFT, dialect, schema, "");
    job.setInputFormatClass(CsvInputFormat.class);
  }

  /** Has the job's file output committed by the committer that proves the splits. */
  public static void prove(Job job) {
    job.getConfiguration()
        .set(
            PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS,
            QuernCommitterFactory.class.getName());
  }

  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    Configuration conf = context.getConfiguration();
    boolean proved =
        QuernCommitterFactory.class
            .getName()
            .equals(conf.get(PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS));
    return RowBatchInputFormat.splits(batches, context, proved);
  }

  @Override
  public RecordReader<LongWritable, Row> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new RowRecordReader((CsvSplit) split, context);
  }

  /** Goes through the rows of batches. */
  private static final class RowRecordReader extends RecordReader<LongWritable, Row> {
    private final RecordReader<NullWritable, RowBatch> batches;
    private final LongWritable offset = new LongWritable();
    private final Row row;
    private int index;
    private int rows;

    RowRecordReader(CsvSplit split, TaskAttemptContext context) {
      batches = new RowBatchReader(split, context.getConfiguration(), false, false);
      row = new Row(CsvInput.of(context.getConfiguration(), InputSide.LEFT).schema());
    }

    @Override
    public void initialize(InputSplit split, TaskAttemptContext context)
        throws IOException, InterruptedException {
      batches.initialize(split, context);
    }

    @Override
    public boolean nextKeyValue() throws IOException, InterruptedException {
      if (++index >= rows) {
        if (!batches.nextKeyValue()) {
          return false;
        }
        rows = batches.getCurrentValue().rows();
        index = 0;
      }
      RowBatch batch = batches.getCurrentValue();
      offset.set(batch.offset(index));
      row.set(batch, index);
      return true;
    }

    @Override
    public LongWritable getCurrentKey() {
      return offset;
    }

    @Override
    public Row getCurrentValue() {
      return row;
    }

    @Override
    public float getProgress() throws IOException, InterruptedException {
      return batches.getProgress();
    }

    @Override
    public void close() throws IOException {
      batches.close();
    }
  }
}
