package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class RaceTest {
  private static final String WRITES = "echo h > $1; echo 1 >> $1";

  @TempDir private Path dir;

  @Test
  void contendersTakeTurnsAfterTheirPreparationAndAWarmUp() throws IOException {
    Path diary = dir.resolve("diary");
    String notes = "echo $0 >> " + diary + "; ";

    List<Result> results =
        race(
            List.of(
                contender("a", notes.replace("$0", "prepare"), notes + WRITES),
                contender("b", "", notes + WRITES)),
            2,
            true);

    assertThat(Files.readAllLines(diary)).containsExactly("prepare", "a", "b", "a", "b", "a", "b");
    assertThat(results).allMatch(result -> result.failure() == null);
    assertThat(results.get(0).digests()).hasSize(1).isEqualTo(results.get(1).digests());
  }

  @Test
  void whoeverFailsOnceTakesNoFurtherPart() throws IOException {
    Path diary = dir.resolve("diary");
    String notes = "echo $0 >> " + diary + "; ";

    List<Result> results =
        race(
            List.of(
                contender("a", "", notes + "exit 3"),
                contender("b", "", notes + WRITES),
                contender("c", "exit 4", notes + WRITES)),
            2,
            false);

    assertThat(Files.readAllLines(diary)).containsExactly("a", "b", "b");
    assertThat(results.get(0).failure()).startsWith("failed, exit code 3, see ");
    assertThat(results.get(1).failure()).isNull();
    assertThat(results.get(2).failure()).startsWith("cannot be prepared, exit code 4, see ");
  }

  @Test
  void successWithoutAnOutputOfThisRunIsAFailure() throws IOException {
    Files.writeString(dir.resolve("a.csv"), "of an earlier run\n");

    List<Result> results = race(List.of(contender("a", "", "true")), 1, false);

    assertThat(results.get(0).failure()).startsWith("left no output, see ");
  }

  private List<Result> race(List<Contender> contenders, int rounds, boolean warmUp)
      throws IOException {
    Work work = new Work("work", "A work", contenders, Work.Output.ROWS_BELOW_HEADERS);
    return new Race(work, new Meter.ProcFiles(), dir).run(rounds, warmUp);
  }

  /** A contender that is a shell script, with its name as $0 and its output as $1. */
  private Contender contender(String name, String preparation, String script) {
    Path output = dir.resolve(name + ".csv");
    List<String> prepare =
        preparation.isEmpty() ? List.of() : List.of("sh", "-c", preparation, name);
    List<String> command = List.of("sh", "-c", script, name, output.toString());
    return new Contender(name, name, prepare, command, output);
  }
}
