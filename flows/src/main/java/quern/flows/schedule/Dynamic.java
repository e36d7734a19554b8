package quern.flows.schedule;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Fills what room there is, and starts what has the longest chain of steps behind it: list
 * scheduling by critical path, which is never longer than Graham's bound (Bounds on multiprocessing
 * timing anomalies, 1969), work / capacity + (1 - 1 / capacity) · critical path, when steps take
 * one place each or as many as they can get.
 */
public final class Dynamic implements Policy {
  private static final Comparator<Ready> ORDER =
      Comparator.comparing(Ready::priority)
          .thenComparing(Comparator.comparingLong(Ready::tail).reversed())
          .thenComparingLong(Ready::arrival);

  @Override
  public String name() {
    return "dynamic";
  }

  @Override
  public Optional<Ready> next(List<Ready> ready, Room room) {
    return ready.stream().filter(one -> fits(one, room)).min(ORDER);
  }

  /** Tasks that wait already would only wait with more company. */
  private static boolean fits(Ready ready, Room room) {
    return room.running() == 0
        || (room.pending() == 0 && room.cores() > 0 && room.megabytes() >= ready.megabytes());
  }
}
