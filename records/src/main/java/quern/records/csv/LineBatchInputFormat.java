package quern.records.csv;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;

/**
 * Reads text in runs of whole lines; else as {@link TextBatchInputFormat}, which also configures
 * it. A longer line than {@code quern.csv.max-row-bytes} ends the job.
 */
public final class LineBatchInputFormat extends InputFormat<NullWritable, TextBatch> {
  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    return new RowBatchInputFormat().getSplits(context);
  }

  @Override
  public RecordReader<NullWritable, TextBatch> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new TextBatchReader((CsvSplit) split, context.getConfiguration(), true);
  }
}
