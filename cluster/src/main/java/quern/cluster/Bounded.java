package quern.cluster;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.security.UserGroupInformation;

/** Work that is given up when it takes too long: some calls of Hadoop's clients know no end. */
public final class Bounded {
  /** What a probe may take beyond its limit: a call that is under way, and tidying up. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** How long work that was given up is waited for, so that it can tidy up. */
  private static final long TIDY_MS = 2000;

  private Bounded() {}

  /**
   * Does the work in a thread of its own, and interrupts that when the time is over or when the
   * caller is interrupted.
   *
   * @param name of the thread
   */
  public static <T> T call(String name, Duration limit, Callable<T> work)
      throws ExecutionException, TimeoutException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true); // what cannot be interrupted must not hold up the process's end
    thread.start();
    boolean done = false;
    try {
      T result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      done = true;
      return result;
    } catch (ExecutionException e) {
      done = true;
      throw e;
    } finally {
      if (!done) {
        task.cancel(true);
        thread.join(TIDY_MS);
      }
    }
  }

  /** Does the work of a probe as the current user. */
  static <T> T probe(String what, Duration limit, PrivilegedExceptionAction<T> work)
      throws IOException, InterruptedException {
    UserGroupInformation user = UserGroupInformation.getCurrentUser();
    try {
      return call("probe of " + what, limit.plus(GRACE), () -> user.doAs(work));
    } catch (TimeoutException e) {
      throw new ProbeException(
          what + " has not answered within " + limit.plus(GRACE).toSeconds() + " s",
          "see its log; it accepts connections, but nothing more",
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw new IOException(ProbeException.reason(e), e);
    }
  }
}
