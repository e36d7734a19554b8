package quern.flows.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Shortest job first, which makes the mean time to completion small; among steps that take about as
 * long, the one with the longest chain of steps behind it. A step that was overtaken {@link
 * #MOST_OVERTAKEN} times goes before all others, so that none starves.
 */
public final class Sjf implements Policy {
  /** How many steps that became ready later may start before one. */
  public static final int MOST_OVERTAKEN = 50;

  /** Predictions that differ by less than this factor are as good as equal. */
  private static final double ABOUT = Math.log(1.25);

  private static final Comparator<Ready> AGED = Comparator.comparingLong(Ready::arrival);

  private static final Comparator<Ready> ORDER =
      Comparator.comparing(Ready::priority)
          .thenComparingInt(ready -> magnitude(ready.predicted()))
          .thenComparing(Comparator.comparingLong(Ready::tail).reversed())
          .thenComparingLong(Ready::arrival);

  private final int jobs;

  /**
   * A policy.
   *
   * @param jobs how many steps run at once
   */
  public Sjf(int jobs) {
    this.jobs = jobs;
  }

  private static int magnitude(long millis) {
    return (int) (Math.log((double) Math.max(1, millis)) / ABOUT);
  }

  @Override
  public String name() {
    return "sjf";
  }

  @Override
  public Optional<Ready> next(List<Ready> ready, Room room) {
    if (room.running() >= jobs) {
      return Optional.empty();
    }
    Optional<Ready> aged =
        ready.stream().filter(one -> one.overtaken() >= MOST_OVERTAKEN).min(AGED);
    return aged.isPresent() ? aged : ready.stream().min(ORDER);
  }
}
