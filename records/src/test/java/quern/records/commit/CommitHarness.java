package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** Plays a job's life against the committer, as the runners do, one call at a time. */
final class CommitHarness {
  static final JobID JOB = new JobID("202501010000", 7);

  private final Configuration conf;

  CommitHarness(Configuration conf, int maps, int reduces) {
    this.conf = new Configuration(conf);
    this.conf.setInt(MRJobConfig.NUM_MAPS, maps);
    this.conf.setInt(MRJobConfig.NUM_REDUCES, reduces);
    this.conf.setInt(MRJobConfig.APPLICATION_ATTEMPT_ID, 1);
  }

  Configuration conf() {
    return conf;
  }

  /** The next application attempt of the same job. */
  CommitHarness nextApplicationAttempt() {
    CommitHarness next = new CommitHarness(conf, 0, 0);
    next.conf.setInt(MRJobConfig.NUM_MAPS, conf.getInt(MRJobConfig.NUM_MAPS, 0));
    next.conf.setInt(MRJobConfig.NUM_REDUCES, conf.getInt(MRJobConfig.NUM_REDUCES, 0));
    next.conf.setInt(
        MRJobConfig.APPLICATION_ATTEMPT_ID, conf.getInt(MRJobConfig.APPLICATION_ATTEMPT_ID, 0) + 1);
    return next;
  }

  JobContext job() {
    return new JobContextImpl(conf, JOB);
  }

  TaskAttemptContext attempt(TaskType type, int task, int attempt) {
    // Attempts of a later application attempt count from a thousand times that.
    int id = 1000 * (conf.getInt(MRJobConfig.APPLICATION_ATTEMPT_ID, 1) - 1) + attempt;
    return new TaskAttemptContextImpl(conf, new TaskAttemptID(new TaskID(JOB, type, task), id));
  }

  /** The committer as the application master makes it. */
  QuernCommitter committer() throws IOException {
    return new RowBlockOutputFormat().getOutputCommitter(attempt(TaskType.MAP, 0, 0));
  }

  void setUp() throws IOException {
    committer().setupJob(job());
  }

  void commit() throws IOException {
    committer().commitJob(job());
  }

  /** What a task does before it commits. */
  interface Work {
    void run(TaskPage page, RecordWriter<NullWritable, RowBlock> writer)
        throws IOException, InterruptedException;
  }

  /** Runs an attempt up to its commit. */
  void run(TaskType type, int task, int attempt, Work work) throws Exception {
    prepare(type, task, attempt, work).run();
  }

  /** Runs an attempt up to, but not including, its commit, which the returned call does. */
  IoRunnable prepare(TaskType type, int task, int attempt, Work work) throws Exception {
    TaskAttemptContext context = attempt(type, task, attempt);
    RowBlockOutputFormat format = new RowBlockOutputFormat();
    QuernCommitter committer = format.getOutputCommitter(context);
    committer.setupTask(context);
    boolean writes = type == TaskType.REDUCE || conf.getInt(MRJobConfig.NUM_REDUCES, 0) == 0;
    RecordWriter<NullWritable, RowBlock> writer = writes ? format.getRecordWriter(context) : null;
    work.run(committer.page(), writer);
    if (writer != null) {
      writer.close(context);
    }
    return () -> {
      if (committer.needsTaskCommit(context)) {
        committer.commitTask(context);
      }
    };
  }

  void recover(TaskType type, int task) throws IOException {
    committer().recoverTask(attempt(type, task, 0));
  }

  interface IoRunnable {
    void run() throws IOException;
  }

  static RowBlock block(String... rows) {
    RowBlock block = new RowBlock();
    for (String row : rows) {
      int start = block.bytes().length();
      block.bytes().append(row).append('\n');
      block.endRow(start, 1);
    }
    return block;
  }

  static void reject(TaskPage page, String file, long offset, long line, String row)
      throws IOException {
    byte[] bytes = row.getBytes(UTF_8);
    page.malformed(file, offset, line, "too few", bytes, 0, bytes.length);
    page.rejects().write(file, offset, line, "too few", bytes, 0, bytes.length);
  }

  /** The text of each file below {@code directory}, without the manifests' and checksums'. */
  static Map<String, String> tree(FileSystem fs, Path directory) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    for (FileStatus file : Tree.files(fs, directory)) {
      String name = Tree.relative(directory, file.getPath());
      if (!file.getPath().getName().equals(Manifest.NAME) && !name.endsWith(".crc")) {
        tree.put(name, text(fs, file.getPath()));
      }
    }
    return tree;
  }

  static String text(FileSystem fs, Path file) throws IOException {
    try (var in = fs.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  static List<String> names(FileSystem fs, Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus entry : Tree.entries(fs, directory)) {
      names.add(entry.getPath().getName());
    }
    names.removeIf(name -> name.endsWith(".crc"));
    names.sort(null);
    return names;
  }
}
