package quern.drivers;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the end of a job.
 *
 * <p>A client of YARN asks the application master it first found, for as long as that answers. One
 * whose NodeManager has died is replaced, and yet may answer for many minutes that the job is
 * running, while its successor has brought the job to its end. So the ResourceManager is asked anew
 * now and then.
 */
final class JobWatch<T> {
  private static final long DOUBT_MILLIS = 10_000;

  private final Ended<T> ended;
  private final Search<T> search;
  private final long pollMillis;
  private final long doubtMillis;

  /**
   * @param search finds the job anew
   * @param pollMillis between two questions
   * @param doubtMillis between two searches
   */
  JobWatch(Ended<T> ended, Search<T> search, long pollMillis, long doubtMillis) {
    this.ended = ended;
    this.search = search;
    this.pollMillis = pollMillis;
    this.doubtMillis = doubtMillis;
  }

  /** Tells whether a job has ended. */
  interface Ended<T> {
    boolean test(T job) throws IOException, InterruptedException;
  }

  /** Finds the job that was submitted as {@code job}; null when there is no such way. */
  interface Search<T> {
    @Nullable T find(T job) throws IOException, InterruptedException;
  }

  /** Waits for the end of {@code job}; returns it as it is to be asked about that. */
  static Job await(Job job) throws IOException, InterruptedException {
    long poll = Job.getCompletionPollInterval(job.getConfiguration());
    return new JobWatch<>(Job::isComplete, JobWatch::find, poll, DOUBT_MILLIS).awaitEnd(job);
  }

  private static @Nullable Job find(Job job) throws IOException, InterruptedException {
    String framework = job.getConfiguration().get(MRConfig.FRAMEWORK_NAME);
    if (!MRConfig.YARN_FRAMEWORK_NAME.equals(framework)) {
      return null;
    }
    Job found = new Cluster(job.getConfiguration()).getJob(job.getJobID());
    if (found != null) {
      // It knows what its file says, which may be gone by now.
      found.getConfiguration().set(MRConfig.FRAMEWORK_NAME, framework);
    }
    return found;
  }

  T awaitEnd(T job) throws IOException, InterruptedException {
    long asked = System.nanoTime();
    while (!ended.test(job)) {
      Thread.sleep(pollMillis);
      if (System.nanoTime() - asked >= TimeUnit.MILLISECONDS.toNanos(doubtMillis)) {
        @Nullable T found = findEnded(job);
        if (found != null) {
          return found;
        }
        asked = System.nanoTime();
      }
    }
    return job;
  }

  private @Nullable T findEnded(T job) throws InterruptedException {
    try {
      @Nullable T found = search.find(job);
      return found != null && ended.test(found) ? found : null;
    } catch (IOException e) {
      return null; // the one that is being asked still answers
    }
  }
}
