package quern.records.commit;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a job's output once it is proved, and can be killed at any point of it.
 *
 * <p>Tasks commit as {@link FileOutputCommitter} algorithm 1 has it, whatever the configuration
 * says: an attempt's files become the task's by one rename. Besides, each task leaves a {@link
 * TaskPage} in {@code <output>/_temporary/quern}, outside the directory of the application attempt:
 * a map task that is recovered after a restart of the application master is not asked to bring its
 * files along, and its page must not be lost.
 *
 * <p>The job commit takes these steps; the application master may die within or between any of
 * them, and the next one begins at the first again:
 *
 * <ol>
 *   <li><b>Prove.</b> Read all pages, judge, see that all parts are there. Changes nothing.
 *   <li><b>Move parts</b> from the tasks' directories into the work directory. A part is in one of
 *       the two, as a rename has it; one found in the work directory has been moved. Should tasks
 *       have run anew, their newer part replaces the moved one, and parts that no page names go.
 *   <li><b>Write rejects</b> into a sibling of their directory, from scratch each time: the tasks'
 *       files stay.
 *   <li><b>Manifest</b>, by one rename. From here on the pages are not needed: a work directory, or
 *       a target, with this run's manifest makes the steps before be skipped.
 *   <li><b>Publish rejects</b> by rename, see {@link Place#publish}.
 *   <li><b>{@code _SUCCESS}</b>, an empty file, and then {@code _temporary} goes.
 *   <li><b>Publish output</b>: nothing to do where it was built in place; else by rename.
 *   <li><b>Clean up</b> what stood at both before: until here a client can put it back.
 *   <li><b>Unlock.</b>
 * </ol>
 *
 * <p>The work directory is the target itself, in which {@code _temporary} and the lack of {@code
 * _SUCCESS} tell that it is not complete, or with {@code --overwrite} a hidden sibling of it.
 */
public final class QuernCommitter extends FileOutputCommitter {
  private static final int ALGORITHM = 1;

  /** The page of a task by its configuration, of which an attempt has one instance. */
  private static final Map<Configuration, WeakReference<TaskPage>> PAGES =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final TaskPage page;

  /**
   * A committer for a task attempt, or for a job when {@code context} is that of any task of it.
   *
   * @param output the work directory, or null for a job without one
   */
  public QuernCommitter(@Nullable Path output, TaskAttemptContext context) throws IOException {
    super(output, withAlgorithm(context));
    String attempt = context.getTaskAttemptID().toString();
    String task = context.getTaskAttemptID().getTaskID().toString();
    Path work = getOutputPath();
    page =
        work == null
            ? TaskPage.detached()
            : new TaskPage(
                task, attempt, new TaskPage.Home(pages(work), context.getConfiguration()));
    PAGES.putIfAbsent(context.getConfiguration(), new WeakReference<>(page));
  }

  private static TaskAttemptContext withAlgorithm(TaskAttemptContext context) {
    JobConf conf = new JobConf(context.getConfiguration());
    conf.setInt(FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, ALGORITHM);
    return new TaskAttemptContextImpl(conf, context.getTaskAttemptID());
  }

  /**
   * The page of the task attempt that {@code context} belongs to; when the job's committer is
   * another, one that nobody reads. To be called once by each part, and kept.
   */
  public static TaskPage page(TaskAttemptContext context) {
    return context instanceof TaskInputOutputContext<?, ?, ?, ?> task
            && task.getOutputCommitter() instanceof QuernCommitter committer
        ? committer.page()
        : TaskPage.detached();
  }

  /**
   * The page of a task attempt for a part that is given no context, such as a collector; when the
   * job's committer is another, one that nobody reads.
   *
   * @param task the attempt's configuration: the very instance that its committer was made with
   */
  public static TaskPage page(Configuration task, TaskAttemptID attempt) {
    WeakReference<TaskPage> found = PAGES.get(task);
    TaskPage page = found == null ? null : found.get();
    return page != null && page.attempt().equals(attempt.toString()) ? page : TaskPage.detached();
  }

  /** What a task does. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws IOException, InterruptedException;
  }

  /**
   * Does a task's work; whatever ends it is left in the task's page for the client, which the
   * runners tell nothing but that a task failed.
   */
  public static void run(TaskAttemptContext context, Work work)
      throws IOException, InterruptedException {
    try {
      work.run();
    } catch (IOException | RuntimeException | Error e) {
      throw page(context).fail(e);
    }
  }

  /** The page of this committer's task attempt. */
  public TaskPage page() {
    return page;
  }

  /** The directory of the pages and side files of a job that works in {@code work}. */
  static Path pages(Path work) {
    return new Path(new Path(work, PENDING_DIR_NAME), "quern");
  }

  @Override
  public boolean isCommitJobRepeatable(JobContext context) {
    return true;
  }

  @Override
  public void setupJob(JobContext context) throws IOException {
    if (hasOutputPath()) {
      JobCommit commit = new JobCommit(this, context);
      commit.requireLock();
      commit.requireFreeRejects();
      // A restart after the end must not leave a directory in what is complete.
      if (!commit.isDecided()) {
        super.setupJob(context);
      }
    }
  }

  /** True also for a map task with reducers: its page is its output. */
  @Override
  public boolean needsTaskCommit(TaskAttemptContext context) {
    return hasOutputPath();
  }

  /**
   * Writes the page and then makes the attempt's files those of the task. The files that no writer
   * has registered are listed, so that the page names all there are.
   */
  @Override
  public void commitTask(TaskAttemptContext context) throws IOException {
    if (!hasOutputPath()) {
      return;
    }
    Path directory = getTaskAttemptPath(context);
    FileSystem fs = directory.getFileSystem(context.getConfiguration());
    List<FileStatus> files = Tree.files(fs, directory);
    register(directory, files);
    page.write();
    if (!files.isEmpty()) {
      super.commitTask(context);
    }
  }

  private void register(Path directory, List<FileStatus> files) throws IOException {
    Map<String, Long> registered = new HashMap<>();
    page.parts().forEach(part -> registered.put(part.name(), part.bytes()));
    for (FileStatus file : files) {
      String name = Tree.relative(directory, file.getPath());
      Long bytes = registered.remove(name);
      if (bytes == null) {
        page.part(Part.foreign(name, file.getLen()));
      } else if (bytes != file.getLen()) {
        throw new IOException(
            "%s: expected %d bytes, as its writer counted, found %d"
                .formatted(file.getPath(), bytes, file.getLen()));
      }
    }
    if (!registered.isEmpty()) {
      throw new IOException(
          "%s: expected the files %s, found none".formatted(directory, registered.keySet()));
    }
  }

  @Override
  public void abortTask(TaskAttemptContext context) throws IOException {
    if (hasOutputPath()) {
      page.discard();
      super.abortTask(context);
    }
  }

  /**
   * Brings a finished task's files over from the application attempt before.
   *
   * @throws IOException when its page or one of its parts is not there; the task is then run again
   */
  @Override
  public void recoverTask(TaskAttemptContext context) throws IOException {
    if (!hasOutputPath()) {
      return;
    }
    JobCommit commit = new JobCommit(this, context);
    if (!commit.isDecided()) {
      super.recoverTask(context);
      commit.requireOutput(context.getTaskAttemptID().getTaskID());
    }
  }

  @Override
  public void commitJob(JobContext context) throws IOException {
    if (hasOutputPath()) {
      new JobCommit(this, context).run();
    }
  }

  /** Removes all temporary data but the reason of the failure, which the client takes along. */
  @Override
  public void abortJob(JobContext context, JobStatus.State state) throws IOException {
    if (hasOutputPath()) {
      new JobCommit(this, context).abort();
    }
  }
}
