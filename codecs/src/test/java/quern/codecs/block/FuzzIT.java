package quern.codecs.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Has Jazzer look for bytes that do harm, guided by the branches that they take: each target for as
 * many seconds as the property says (0: not at all), in a process of its own, two at a time. What
 * it finds it leaves in {@code target/fuzz}, with what it has learned, from which the next run goes
 * on.
 */
class FuzzIT {
  private static final int AT_ONCE = 2;
  private static final long SECONDS = Long.getLong("quern.fuzz.seconds", 0);

  private static final Map<FuzzTarget, Future<String>> FINDINGS = new EnumMap<>(FuzzTarget.class);
  private static final ExecutorService FUZZERS = Executors.newFixedThreadPool(AT_ONCE);

  @BeforeAll
  static void startAll() {
    for (FuzzTarget target : FuzzTarget.values()) {
      FINDINGS.put(target, FUZZERS.submit(() -> fuzz(target)));
    }
  }

  @AfterAll
  static void stopAll() {
    FUZZERS.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void noBytesDoHarm(FuzzTarget target) throws Exception {
    assumeThat(SECONDS).as("quern.fuzz.seconds").isPositive();

    String executions = requireNonNull(FINDINGS.get(target)).get();

    System.out.println(target + ": " + executions);
  }

  private static String fuzz(FuzzTarget target) throws Exception {
    if (SECONDS <= 0) {
      return "not run";
    }
    Path home = Files.createDirectories(Path.of("target", "fuzz", target.name()));
    Path corpus = Files.createDirectories(home.resolve("corpus").toAbsolutePath());
    writeSeeds(target, corpus);
    Path log = home.resolve("log");

    Process fuzzer = start(target, home, corpus, log.toFile());
    try {
      // It ends by itself; started on a busy machine it may be late.
      boolean ended = fuzzer.waitFor(SECONDS + 600, TimeUnit.SECONDS);
      assertThat(ended).as("it ends").isTrue();
    } finally {
      fuzzer.destroyForcibly();
    }

    String text = Files.readString(log, UTF_8);
    assertThat(fuzzer.exitValue()).as("%s: see %s%n%s", target, log, end(text)).isZero();
    return executions(text);
  }

  private static void writeSeeds(FuzzTarget target, Path corpus) throws IOException {
    int i = 0;
    for (byte[] seed : target.seeds()) {
      Files.write(corpus.resolve("seed-" + i++), seed);
    }
  }

  private static Process start(FuzzTarget target, Path home, Path corpus, File log)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzEntry.class.getName(),
            "--target_args=" + target,
            "--instrumentation_includes=quern.codecs.**:io.airlift.compress.**",
            // Its hooks look for harm that these targets cannot do, such as starting processes.
            "--disabled_hooks=.*",
            "-max_total_time=" + SECONDS,
            "-timeout=30",
            "-rss_limit_mb=1500",
            "-print_final_stats=1",
            corpus.toString());
    return new ProcessBuilder(command)
        .directory(home.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }

  private static String executions(String log) {
    return log.lines()
        .filter(line -> line.contains("number_of_executed_units"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1) + " inputs")
        .findFirst()
        .orElse("no figures");
  }

  private static String end(String log) {
    return log.substring(Math.max(0, log.length() - 4000));
  }
}
