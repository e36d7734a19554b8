package quern.records.csv;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import quern.records.Schema;

/**
 * Reads text in runs of words; counters count lines. Files are split as those of CSV are, by the
 * line: a split has the lines that begin in it. A job that uses it must commit with {@link
 * quern.records.commit.QuernCommitter}, which proves that the splits meet.
 */
public final class TextBatchInputFormat extends InputFormat<NullWritable, TextBatch> {
  private static final Dialect LINES =
      Dialect.RFC_4180.with(CsvOption.QUOTE, "").with(CsvOption.HEADER, "false");

  /** Says in {@code conf} that the input is text. */
  public static void configure(Configuration conf) {
    CsvInput.configure(conf, InputSide.LEFT, LINES, Schema.parse("line string"), "");
  }

  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    return new RowBatchInputFormat().getSplits(context);
  }

  @Override
  public RecordReader<NullWritable, TextBatch> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new TextBatchReader((CsvSplit) split, context.getConfiguration(), false);
  }
}
