package quern.drivers.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** Waits for what must come about. */
final class Waiting {
  private static final long POLL_MILLIS = 50;

  private Waiting() {}

  /** What is waited for. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /**
   * Waits for {@code condition}.
   *
   * @param what what is told if it does not come about
   */
  static void until(Duration limit, Supplier<String> what, Condition condition) throws Exception {
    Instant end = Instant.now().plus(limit);
    while (!condition.holds()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what.get());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
