package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
class MeterTest {
  /** Busy for half a second of CPU time or more, one process below the one that is started. */
  private static final String BUSY = "(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done); true";

  @TempDir private Path dir;
  private Path log = Path.of("");

  static Stream<Meter> meters() {
    return Stream.of(new Meter.GnuTime(), new Meter.ProcFiles());
  }

  @BeforeEach
  void log() {
    log = dir.resolve("log");
  }

  @ParameterizedTest
  @MethodSource("meters")
  void whatChildrenUseIsCounted(Meter meter) throws IOException {
    Usage usage = run(meter, BUSY, Map.of());

    assertThat(usage.exitCode()).isZero();
    assertThat(usage.cpuSeconds()).isGreaterThan(0.05);
    assertThat(usage.wallSeconds()).isGreaterThan(usage.cpuSeconds() - 0.1);
    assertThat(usage.peakBytes()).isBetween(3e5, 5e7);
  }

  @ParameterizedTest
  @MethodSource("meters")
  void waitingTakesTimeButNoCpu(Meter meter) throws IOException {
    Usage usage = run(meter, "sleep 0.5", Map.of());

    assertThat(usage.wallSeconds()).isGreaterThan(0.5);
    assertThat(usage.cpuSeconds()).isCloseTo(0, within(0.1));
  }

  @ParameterizedTest
  @MethodSource("meters")
  void aFailureIsAnExitCodeAndStillMeasured(Meter meter) throws IOException {
    Usage usage = run(meter, "echo $WHAT; echo went wrong >&2; exit 3", Map.of("WHAT", "it"));

    assertThat(usage.exitCode()).isEqualTo(3);
    assertThat(Files.readAllLines(log)).containsExactly("it", "went wrong");
  }

  private Usage run(Meter meter, String script, Map<String, String> environment)
      throws IOException {
    assumeThat(!(meter instanceof Meter.GnuTime) || Files.isExecutable(Meter.GnuTime.PROGRAM))
        .isTrue();
    return meter.run(List.of("sh", "-c", script), environment, log);
  }
}
