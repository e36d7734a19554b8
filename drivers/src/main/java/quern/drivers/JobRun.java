package quern.drivers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.FailurePage;
import quern.records.commit.JobOutput;
import quern.records.commit.Manifest;
import quern.records.csv.RowBatchInputFormat;

/**
 * Runs a job into an output directory that has been claimed: submits it, watches it, runs it again
 * with the starts that are known when the splits of a first run did not meet, and finds out why it
 * failed.
 */
final class JobRun {
  /**
   * One re-run puts right every wrong guess but those behind a wrong guess in the same file; beyond
   * this many, guessing is not worth while.
   */
  private static final int MOST_RERUNS = 3;

  private static final int MOST_POLLS = 100;
  private static final int POLL_MILLIS = 100;

  private final JobOutput output;
  private final long bytes;
  private final boolean quiet;
  private final Session session;
  private volatile @Nullable Job running;
  private volatile boolean leaves;
  private volatile boolean finished;

  /**
   * @param bytes the length of the input, for the speed
   */
  JobRun(JobOutput output, long bytes, boolean quiet, Session session) {
    this.output = output;
    this.bytes = bytes;
    this.quiet = quiet;
    this.session = session;
  }

  /** Makes the job, once for each time it is run: sets its classes and what they need. */
  interface Wiring {
    /**
     * Makes the job.
     *
     * @param work the directory the job works in, for files that its tasks need
     */
    Job wire(Configuration conf, Path work) throws IOException;
  }

  /**
   * What a run came to.
   *
   * @param manifest what was published
   * @param reruns how often the job was run again because splits had started at a wrong guess
   * @param millis wall time from the first submission on
   * @param locality where the map tasks of the run that succeeded were
   */
  record Outcome(Manifest manifest, int reruns, long millis, Locality locality) {}

  /**
   * Runs the job.
   *
   * @throws QuernException with the reason and exit code that the job left, when it failed; nothing
   *     is then left of it
   */
  Outcome run(Configuration conf, Wiring wiring) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    leaves = Settings.INTERRUPT_LEAVES.get(conf) && !RunOptions.isLocal(conf);
    Thread atExit = new Thread(this::abandon, "quern-interrupted");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      for (int reruns = 0; ; reruns++) {
        Job job = runOnce(conf, wiring);
        if (job.isSuccessful()) {
          finished = true;
          Manifest manifest =
              output
                  .manifest()
                  .orElseThrow(() -> new IOException(output.target() + ": no manifest is there"));
          long millis = (System.nanoTime() - begin) / 1_000_000;
          return new Outcome(manifest, reruns, millis, Locality.of(job));
        }
        prepareRerun(conf, reruns);
      }
    } finally {
      if (!finished) {
        finished = true;
        if (output.discard()) {
          session
              .err()
              .println("quern: the output was complete and stays, in spite of what follows");
        }
      }
      removeHook(atExit);
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook at work: this must not hide what else there is to tell.
    }
  }

  private Job runOnce(Configuration conf, Wiring wiring) throws IOException, InterruptedException {
    output.configure(conf);
    Job job = wiring.wire(conf, output.workDirectory());
    if (!MRConfig.LOCAL_FRAMEWORK_NAME.equals(conf.get(MRConfig.FRAMEWORK_NAME))) {
      job.setJarByClass(JobRun.class);
    }
    FlowTags.mark(job.getConfiguration());
    try {
      running = null;
      job.submit();
      // Before, it cannot be killed; and without the lock, what is submitted later does nothing.
      running = job;
      Progress progress = Progress.of(job, bytes, quiet, session);
      try {
        job = JobWatch.await(job);
        running = job;
      } catch (InterruptedException | InterruptedIOException e) {
        kill(job); // Nobody waits for it, as when the step of a flow takes too long.
        throw e;
      } finally {
        progress.close();
      }
    } catch (ClassNotFoundException e) {
      throw new IOException(e);
    }
    return job;
  }

  /** Reads why the job failed: either there are starts to run it again with, or this throws. */
  private void prepareRerun(Configuration conf, int reruns)
      throws IOException, InterruptedException {
    if (finished) {
      throw new InterruptedException("interrupted; nothing is left of the job");
    }
    Optional<FailurePage> page = output.failure();
    if (page.isEmpty()) {
      throw new QuernException(Exit.FAILED, Diagnostics.of(requireNonNull(running)));
    }
    FailurePage failure = page.get();
    if (failure.exit() != Exit.RETRY_WITH_STARTS || reruns == MOST_RERUNS) {
      throw new QuernException(failure.exit(), failure.message());
    }
    if (!quiet) {
      session
          .err()
          .println(
              "Some splits started inside quotes and were read wrong; running again with "
                  + failure.starts().size()
                  + " start(s) now known.");
    }
    RowBatchInputFormat.know(conf, failure.starts());
    output.reset();
  }

  private static void kill(Job job) throws IOException, InterruptedException {
    boolean interrupted = Thread.interrupted(); // Else no server can be asked.
    job.killJob();
    // An application master that is committing must be done before anything is removed.
    for (int i = 0; i < MOST_POLLS && !job.isComplete(); i++) {
      Thread.sleep(POLL_MILLIS);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** At Ctrl-C: ends the job and leaves nothing behind, unless it is to go on by itself. */
  private void abandon() {
    if (finished) {
      return;
    }
    finished = true;
    Job job = running;
    if (job != null && leaves) {
      session
          .err()
          .println(
              "quern: interrupted; %s goes on on YARN, and publishes %s when it succeeds"
                  .formatted(job.getJobID(), output.target()));
      return;
    }
    try {
      if (job != null) {
        kill(job);
      }
      output.discard();
    } catch (IOException | InterruptedException | RuntimeException e) {
      session.err().println("quern: interrupted; could not clean up " + output.target() + ": " + e);
    }
  }
}
