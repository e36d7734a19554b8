package quern.drivers.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
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
    List<Finding> findings = new ArrayList<>();
    FutureTask<List<Finding>> task = new FutureTask<>(check::run);
    Thread thread = new Thread(task, "doctor: " + what);
    thread.setDaemon(true); // one that hangs must not hold up the end
    thread.start();
    try {
      findings.addAll(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      findings.add(
          Finding.fault(what, e.getCause() == null ? e : e.getCause(), "--verbose shows the log"));
    } catch (TimeoutException e) {
      findings.add(
          Finding.fault(
              what,
              "no answer within " + Numbers.duration(limit.toMillis()),
              "see whether a disk, a network or a server hangs; --verbose shows the log"));
    } finally {
      task.cancel(true);
    }
    findings.forEach(sink);
    return findings.stream().noneMatch(finding -> finding.level() == Level.FAULT);
  }

  /** Says of each that it was not checked. */
  void skip(String why, String... whats) {
    for (String what : whats) {
      sink.accept(Finding.notChecked(what, why));
    }
  }
}
