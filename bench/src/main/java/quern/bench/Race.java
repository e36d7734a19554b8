package quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lets the contenders of a work take turns, A B C A B C …, and measures them.
 *
 * @param logs an existing directory for what each contender prints
 */
record Race(Work work, Meter meter, Path logs) {
  /** One JDK for all. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  /**
   * Runs every contender once a round; one that fails takes no further part.
   *
   * @param warmUp whether a round that is not measured comes first
   */
  List<Result> run(int rounds, boolean warmUp) throws IOException {
    List<Result> results = work.contenders().stream().map(Result::new).toList();
    for (Result result : results) {
      prepare(result);
    }
    for (int round = warmUp ? 0 : 1; round <= rounds; round++) {
      for (Result result : results) {
        if (result.failure() == null) {
          String turn = "round %d of %d".formatted(round, rounds);
          run(result, turn, round > 0);
        }
      }
    }
    return results;
  }

  private void prepare(Result result) throws IOException {
    Contender contender = result.contender();
    if (!contender.preparation().isEmpty()) {
      Usage usage = meter.run(contender.preparation(), ENVIRONMENT, log(contender));
      if (usage.exitCode() != 0) {
        result.fail("cannot be prepared, exit code " + usage.exitCode() + seeLog(contender));
      }
    }
  }

  private void run(Result result, String turn, boolean counts) throws IOException {
    Contender contender = result.contender();
    delete(contender.output());
    settle();
    Usage usage = meter.run(contender.command(), ENVIRONMENT, log(contender));
    System.err.println(
        String.format(
            Locale.ROOT,
            "%s, %s: exit code %d, %.2f s wall, %.2f s CPU, %.0f MB",
            turn,
            contender.name(),
            usage.exitCode(),
            usage.wallSeconds(),
            usage.cpuSeconds(),
            usage.peakBytes() / 1e6));
    if (usage.exitCode() != 0) {
      result.fail("failed, exit code " + usage.exitCode() + seeLog(contender));
    } else if (!Files.exists(contender.output())) {
      result.fail("left no output" + seeLog(contender));
    } else {
      if (work.sameOutput()) {
        digest(result);
      }
      if (counts) {
        result.add(usage);
      }
    }
  }

  private void digest(Result result) {
    try {
      Path output = result.contender().output();
      result.add(
          work.output() == Work.Output.ANSWERS
              ? RowDigest.ofAnswers(output)
              : RowDigest.of(output, work.output() == Work.Output.ROWS_BELOW_HEADERS));
    } catch (IOException e) {
      result.fail("left an output that cannot be read: " + e.getMessage());
    }
  }

  private Path log(Contender contender) {
    return logs.resolve(work.name() + "-" + contender.name() + ".log");
  }

  private String seeLog(Contender contender) {
    return ", see " + log(contender);
  }

  /** Has the system write out what earlier runs left to write, so that no run pays for another. */
  private static void settle() throws IOException {
    try {
      new ProcessBuilder("sync").start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted between two runs", e);
    }
  }

  private static void delete(Path output) throws IOException {
    if (!Files.exists(output)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(output)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
