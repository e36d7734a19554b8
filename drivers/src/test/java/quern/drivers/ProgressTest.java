package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quern.drivers.Progress.State;

class ProgressTest {
  private static final State HALF = new State("map", 0.5, 1_234_567, 84_000_000);

  @Test
  void aLineSaysHowFarHowFastAndHowLong() {
    assertThat(Progress.line(HALF, 4000, false))
        .isEqualTo("map     50%  1,234,567 rows  21.0 MB/s  0:04 left");
    assertThat(Progress.line(HALF, 4000, true)).contains("████████████░░░░░░░░░░░░  50%");
    assertThat(TextWidth.of(Progress.line(HALF, 4000, true))).isLessThan(80);
  }

  @Test
  void theTimeLeftIsNotToldBeforeItCanBeKnown() {
    assertThat(Progress.line(HALF, 500, false)).doesNotContain("left");
    assertThat(Progress.line(new State("map", 0, 0, 0), 9000, true)).doesNotContain("left");
  }

  @Test
  void onATerminalTheLineIsRedrawnAndWiped() throws InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session = Cli.session(true, Map.of("COLUMNS", "40"), new ByteArrayOutputStream(), err);

    try (Progress progress = Progress.of(() -> HALF, 10, false, session)) {
      assertThat(progress).isNotNull();
      while (err.size() == 0) {
        Thread.sleep(5);
      }
    }

    assertThat(err.toString(UTF_8)).startsWith("\r\u001b[Kmap ").endsWith("\r\u001b[K");
    assertThat(TextWidth.of(err.toString(UTF_8).split("\u001b\\[K", -1)[1].replace("\r", "")))
        .isLessThan(40);
  }

  @Test
  void aShortJobSaysNothingElsewhere() throws InterruptedException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session = Cli.session(false, Map.of(), new ByteArrayOutputStream(), err);

    try (Progress progress = Progress.of(() -> HALF, 10, false, session)) {
      assertThat(progress).isNotNull();
      Thread.sleep(100);
    }

    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void aPhaseIsNotDoneBecauseOneOfItsTasksIs() {
    Progress.Settled local = new Progress.Settled(true);

    assertThat(local.of(0.25, 1)).isEqualTo(0.25);
    assertThat(local.of(1, 2)).isEqualTo(0.25);
    assertThat(local.of(0.5, 3)).isEqualTo(0.5);
    assertThat(local.of(1, 4)).isEqualTo(0.5);
    assertThat(local.of(1, 700_000_000)).isEqualTo(1);
    assertThat(new Progress.Settled(false).of(1, 1)).isEqualTo(1);
  }
}
