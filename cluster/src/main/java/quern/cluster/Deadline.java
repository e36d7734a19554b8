package quern.cluster;

import java.time.Duration;

/** A moment up to which to wait; told by a clock that nobody sets. */
final class Deadline {
  /** Short, since what is waited for is often there at once; long enough to cost nothing. */
  private static final long PAUSE_MS = 50;

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration limit) {
    return new Deadline(System.nanoTime() + limit.toNanos());
  }

  boolean isOver() {
    return System.nanoTime() - end >= 0;
  }

  /** Waits a moment before the next look. */
  void pause() throws InterruptedException {
    Thread.sleep(PAUSE_MS);
  }
}
