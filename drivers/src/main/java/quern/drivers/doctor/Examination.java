package quern.drivers.doctor;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import quern.cluster.Bounded;
import quern.drivers.Numbers;

/** Runs checks one after another, each no longer than it may; hands on what they find. */
final class Examination {
  /** What a check that asks nobody may take: only a disk that hangs makes it longer. */
  static final Duration HERE = Duration.ofSeconds(20);

  /** A check. */
  @FunctionalInterface
  interface Check {
    List<Finding> run() throws Exception;
  }

  private final Consumer<Finding> sink;
  private final Set<String> told = new HashSet<>();

  Examination(Consumer<Finding> sink) {
    this.sink = sink;
  }

  /**
   * Runs a check.
   *
   * @param what names it where it fails or takes too long
   * @return whether it found no fault
   */
  boolean run(String what, Duration limit, Check check) throws InterruptedException {
    List<Finding> findings = find(what, limit, check);
    for (Finding finding : findings) {
      told.add(finding.what());
      sink.accept(finding);
    }
    return findings.stream().noneMatch(finding -> finding.level() == Level.FAULT);
  }

  private static List<Finding> find(String what, Duration limit, Check check)
      throws InterruptedException {
    try {
      return Bounded.call("doctor: " + what, limit, check::run);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return List.of(Finding.fault(what, cause, "--verbose shows the log"));
    } catch (TimeoutException e) {
      return List.of(
          Finding.fault(
              what,
              "no answer within " + Numbers.duration(limit.toMillis()),
              "see whether a disk, a network or a server hangs; --verbose shows the log"));
    }
  }

  /** Says of each of which nothing was said that it was not checked. */
  void skip(String why, List<String> whats) {
    for (String what : whats) {
      if (told.add(what)) {
        sink.accept(Finding.notChecked(what, why));
      }
    }
  }
}
