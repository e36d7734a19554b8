package quern.flows.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** First come, first served: by priority, then in the order in which steps become ready. */
public final class Fifo implements Policy {
  private static final Comparator<Ready> ORDER =
      Comparator.comparing(Ready::priority).thenComparingLong(Ready::arrival);

  private final int jobs;

  /**
   * A policy.
   *
   * @param jobs how many steps run at once
   */
  public Fifo(int jobs) {
    this.jobs = jobs;
  }

  @Override
  public String name() {
    return "fifo";
  }

  @Override
  public Optional<Ready> next(List<Ready> ready, Room room) {
    return room.running() < jobs ? ready.stream().min(ORDER) : Optional.empty();
  }
}
