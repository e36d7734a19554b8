package quern.records.commit;

import java.io.IOException;
import java.util.Base64;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.security.TokenCache;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;

/**
 * Writes blocks of rows as they are, after a header, through the codec that {@link
 * FileOutputFormat#setOutputCompressorClass} names. Each task writes one part, also one without
 * rows, and registers it in its page; or one in each directory that blocks name, where the job has
 * such ({@code quern.output.directories}).
 */
public final class RowBlockOutputFormat extends FileOutputFormat<NullWritable, RowBlock> {
  private @Nullable QuernCommitter committer;

  /** Sets the bytes that each part begins with, line end included. */
  public static void setHeader(Configuration conf, byte[] header) {
    // The XML of a job's configuration cannot hold each byte, nor blanks at a value's end.
    Settings.OUTPUT_HEADER.set(conf, Base64.getEncoder().encodeToString(header));
  }

  /**
   * Hands a block to the output of {@code context}. The framework counts a record for each call;
   * this makes the counter count rows.
   */
  public static void write(
      TaskInputOutputContext<?, ?, NullWritable, RowBlock> context, RowBlock block)
      throws IOException, InterruptedException {
    context.write(NullWritable.get(), block);
    TaskCounter which =
        context.getTaskAttemptID().getTaskType() == TaskType.MAP
            ? TaskCounter.MAP_OUTPUT_RECORDS
            : TaskCounter.REDUCE_OUTPUT_RECORDS;
    context.getCounter(which).increment(block.rows() - 1);
  }

  /** The one committer of this instance, as its record writer and the framework both need it. */
  @Override
  public synchronized QuernCommitter getOutputCommitter(TaskAttemptContext context)
      throws IOException {
    if (committer == null) {
      committer = new QuernCommitter(getOutputPath(context), context);
    }
    return committer;
  }

  /** Accepts the directory that {@link JobOutput} has made; without one, it must not exist. */
  @Override
  public void checkOutputSpecs(JobContext job) throws IOException {
    Configuration conf = job.getConfiguration();
    if (Settings.COMMIT_OWNER.get(conf).isEmpty()) {
      super.checkOutputSpecs(job);
      return;
    }
    String rejects = Settings.REJECTS_DIR.get(conf);
    Path output = getOutputPath(job);
    Path[] directories =
        rejects.isEmpty() ? new Path[] {output} : new Path[] {output, new Path(rejects)};
    TokenCache.obtainTokensForNamenodes(job.getCredentials(), directories, conf);
  }

  @Override
  public RecordWriter<NullWritable, RowBlock> getRecordWriter(TaskAttemptContext context)
      throws IOException {
    Configuration conf = context.getConfiguration();
    String extension = Settings.OUTPUT_EXTENSION.get(conf);
    CompressionCodec codec = null;
    if (getCompressOutput(context)) {
      codec =
          ReflectionUtils.newInstance(getOutputCompressorClass(context, DefaultCodec.class), conf);
      extension += codec.getDefaultExtension();
    }
    QuernCommitter task = getOutputCommitter(context);
    String name = getUniqueFile(context, getOutputName(context), "");
    return new PartWriter(task.page(), task.getWorkPath(), name, extension, codec, conf);
  }
}
