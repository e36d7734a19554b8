package quern.flows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import quern.records.Exit;
import quern.records.QuernException;

/** What is wrong with a flow, gathered so that all of it is told at once. */
public final class Problems {
  private record Problem(Mark mark, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  /** Adds one. */
  public void add(Mark mark, String message) {
    problems.add(new Problem(mark, message));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * Ends here if there are problems.
   *
   * @throws QuernException with {@link Exit#USAGE} that tells them in the order of the file
   */
  public void throwIfAny() throws QuernException {
    if (!problems.isEmpty()) {
      throw new QuernException(
          Exit.USAGE,
          problems.stream()
              .sorted((a, b) -> a.mark.compareTo(b.mark))
              .map(problem -> problem.mark + problem.message)
              .distinct()
              .collect(Collectors.joining("\n")));
    }
  }
}
