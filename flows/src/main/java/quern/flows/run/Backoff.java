package quern.flows.run;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long to wait before a step is tried again: twice as long each time, up to a limit, and a
 * random part of it, so that steps that failed together do not all come back together.
 *
 * @param first before the second try
 * @param most before any
 */
public record Backoff(Duration first, Duration most) {
  /** From a second to five minutes. */
  public static final Backoff USUAL = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  /**
   * The wait before another try, in milliseconds.
   *
   * @param failures how many tries have failed, from 1
   */
  long millis(int failures, SplittableRandom random) {
    long whole =
        (long)
            Math.min(
                (double) most.toMillis(), (double) first.toMillis() * Math.pow(2, failures - 1.0));
    return whole / 2 + (whole < 2 ? 0 : random.nextLong(whole / 2 + 1));
  }
}
