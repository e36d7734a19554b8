package quern.flows.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quern.flows.Priority;

/** The steps that could start, and how often each was overtaken. Not for several threads. */
public final class Waiting {
  private final Policy policy;
  private final List<Ready> ready = new ArrayList<>();
  private long arrivals;

  /** Nothing is waiting yet. */
  public Waiting(Policy policy) {
    this.policy = policy;
  }

  /** Adds a step; the parameters are those of {@link Ready}. */
  public void add(
      String name, int number, Priority priority, long predicted, long tail, long megabytes) {
    ready.add(new Ready(name, number, priority, predicted, tail, megabytes, arrivals++, 0));
  }

  /** Whether no step is waiting. */
  public boolean isEmpty() {
    return ready.isEmpty();
  }

  /** Takes out the step that starts now, if one does. */
  public Optional<Ready> next(Room room) {
    if (ready.isEmpty()) {
      return Optional.empty();
    }
    Optional<Ready> chosen = policy.next(List.copyOf(ready), room);
    chosen.ifPresent(
        one -> {
          ready.remove(one);
          ready.replaceAll(other -> other.arrival() < one.arrival() ? overtaken(other) : other);
        });
    return chosen;
  }

  private static Ready overtaken(Ready one) {
    return new Ready(
        one.name(),
        one.number(),
        one.priority(),
        one.predicted(),
        one.tail(),
        one.megabytes(),
        one.arrival(),
        one.overtaken() + 1);
  }
}
