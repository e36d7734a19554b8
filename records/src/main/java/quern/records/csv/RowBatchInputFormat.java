package quern.records.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.commit.Tiling;

/**
 * Reads CSV files in batches of rows, for mappers that want them so; counters count rows. A job
 * that uses it must commit with {@link quern.records.commit.QuernCommitter}, which proves the
 * splits.
 */
public final class RowBatchInputFormat extends FileInputFormat<NullWritable, RowBatch> {
  private static final PathFilter VISIBLE =
      path -> !path.getName().startsWith("_") && !path.getName().startsWith(".");

  /**
   * Says in {@code conf} how the input is to be read.
   *
   * @param reference the file whose header gave the schema's names; empty when none did
   */
  public static void configure(
      Configuration conf, Dialect dialect, Schema schema, String reference) {
    configure(conf, InputSide.LEFT, dialect, schema, reference);
  }

  /**
   * Likewise, for one input of a job with two: the rows of a batch are all of one of them, {@link
   * RowBatch#side}. The right one's paths are set by {@link #setRightPaths}.
   */
  public static void configure(
      Configuration conf, InputSide side, Dialect dialect, Schema schema, String reference) {
    CsvInput.configure(conf, side, dialect, schema, reference);
  }

  /**
   * Has a job read a second input besides that of {@link FileInputFormat}.
   *
   * @param paths as {@link FileInputFormat#INPUT_DIR} has them
   */
  public static void setRightPaths(Configuration conf, String paths) {
    Settings.CSV_RIGHT_PATHS.set(conf, paths);
  }

  /**
   * Says in {@code conf} where the first rows of some splits start, for a job that is run again.
   */
  public static void know(Configuration conf, List<Tiling.Start> starts) {
    CsvInput.know(conf, starts);
  }

  /** Also files and directories whose names start with _ or ., where they are inputs themselves. */
  @Override
  protected List<FileStatus> listStatus(JobContext context) throws IOException {
    Path[] inputs = getInputPaths(context);
    if (Arrays.stream(inputs).allMatch(VISIBLE::accept)) {
      return super.listStatus(context);
    }
    List<FileStatus> files = new ArrayList<>();
    for (Path input : inputs) {
      FileSystem fs = input.getFileSystem(context.getConfiguration());
      FileStatus[] named = VISIBLE.accept(input) ? null : fs.globStatus(input);
      if (named == null || named.length == 0) {
        Job one = Job.getInstance(context.getConfiguration());
        setInputPaths(one, input);
        files.addAll(super.listStatus(one));
        continue;
      }
      for (FileStatus found : named) {
        if (found.isDirectory()) {
          list(fs, found.getPath(), getInputDirRecursive(context), files);
        } else {
          files.add(found);
        }
      }
    }
    return files;
  }

  private static void list(FileSystem fs, Path directory, boolean recursive, List<FileStatus> to)
      throws IOException {
    for (FileStatus file : fs.listStatus(directory, VISIBLE)) {
      if (file.isFile()) {
        to.add(file);
      } else if (recursive) {
        list(fs, file.getPath(), true, to);
      }
    }
  }

  @Override
  public List<InputSplit> getSplits(JobContext context) throws IOException {
    String right = Settings.CSV_RIGHT_PATHS.get(context.getConfiguration());
    List<CsvSplit> splits = new ArrayList<>();
    if (right.isEmpty() || !context.getConfiguration().get(INPUT_DIR, "").isEmpty()) {
      splits.addAll(plan(this, context, InputSide.LEFT, true));
    }
    if (!right.isEmpty()) {
      Job job = Job.getInstance(context.getConfiguration());
      job.getConfiguration().set(INPUT_DIR, right);
      job.getCredentials().addAll(context.getCredentials());
      splits.addAll(plan(this, job, InputSide.RIGHT, true));
      context.getCredentials().mergeAll(job.getCredentials()); // tokens of its file systems
    }
    return SplitPlan.shared(splits);
  }

  @Override
  public RecordReader<NullWritable, RowBatch> createRecordReader(
      InputSplit split, TaskAttemptContext context) {
    return new RowBatchReader((CsvSplit) split, context.getConfiguration(), true, false);
  }

  static List<InputSplit> splits(RowBatchInputFormat format, JobContext context, boolean proved)
      throws IOException {
    return SplitPlan.shared(plan(format, context, InputSide.LEFT, proved));
  }

  /**
   * Reads files from the first to the last row, for a task that needs them besides its split.
   *
   * @param side the input that they are written as
   * @param paths the files
   * @param context the task's, whose page is told what was read, as of a split; null when another
   *     task tells that
   */
  public static RecordReader<NullWritable, RowBatch> wholeFiles(
      Configuration conf, InputSide side, List<String> paths, @Nullable TaskAttemptContext context)
      throws IOException {
    SplitPlan plan = new SplitPlan(conf, CsvInput.of(conf, side), true);
    for (String path : paths) {
      Path file = new Path(path);
      plan.add(file.getFileSystem(conf).getFileStatus(file), Long.MAX_VALUE / 4);
    }
    CsvSplit all = SplitPlan.together(side, plan.splits());
    RowBatchReader reader = new RowBatchReader(all, conf, false, true);
    if (context != null) {
      reader.initialize(all, context);
    }
    return reader;
  }

  private static List<CsvSplit> plan(
      RowBatchInputFormat format, JobContext context, InputSide side, boolean proved)
      throws IOException {
    Configuration conf = context.getConfiguration();
    SplitPlan plan = new SplitPlan(conf, CsvInput.of(conf, side), proved);
    long least = Math.max(1, getMinSplitSize(context));
    long most = getMaxSplitSize(context);
    for (var file : InputOrder.sorted(format.listStatus(context), getInputPaths(context))) {
      if (file.isDirectory()) {
        continue; // a folder within an input; those are passed over unless asked for
      }
      long splitSize = format.computeSplitSize(file.getBlockSize(), least, most);
      plan.add(file, splitSize);
    }
    return plan.splits();
  }
}
