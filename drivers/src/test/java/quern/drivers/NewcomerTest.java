package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import quern.codecs.Codecs;

/** What somebody meets who types things to see what happens. */
class NewcomerTest {
  @Test
  void helpOnHelpIsTheFrontPage() {
    assertThat(Cli.run("help", "help")).isEqualTo(Cli.run());
  }

  @Test
  void theHelpOfOutputsNamesEveryCodec() {
    assertThat(Codecs.all())
        .allSatisfy(codec -> assertThat(Cli.run("help", "csv").out()).contains(codec.name()));
  }

  @Test
  void aLimitThatIsNoneIsRefusedBeforeTheJobRuns() {
    Cli.Result result =
        Cli.run("csv", "../examples/people.csv", "target/newcomer", "--max-rejects", "few");

    assertThat(result.err())
        .isEqualTo(
            "quern: --max-rejects: expected a number of rows or a percentage, like 100 or 0.5%,"
                + " found \"few\"\n");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void anErrorThatIsOnlyAPathGetsItsWords() {
    assertThat(told(new NoSuchFileException("/none/x")))
        .contains("/none/x: there is no such file or directory");
    assertThat(told(new AccessDeniedException("/root/x"))).contains("/root/x: permission denied");
  }

  private static String told(Exception failure) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Failures.report(failure, false, new PrintStream(err, true, StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }
}
