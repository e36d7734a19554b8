package quern.flows.schedule;

import java.util.List;
import java.util.Optional;

/** Chooses which step starts next. Keeps nothing between two questions. */
public interface Policy {
  /** Its name on the command line. */
  String name();

  /**
   * The step to start now; nothing to wait until something ends or the room changes. Where nothing
   * runs, a policy chooses something.
   *
   * @param ready at least one step
   */
  Optional<Ready> next(List<Ready> ready, Room room);
}
