package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** The {@code count} command: one number, and nothing left behind. */
class CountTest {
  private final List<List<@Nullable String>> people = People.rows(2000, 4);

  @TempDir private Path scratch;
  private Path input;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
  }

  private Jobs.Result count(long splitBytes, Object... args) {
    List<String> all = new ArrayList<>(List.of("count"));
    all.addAll(Jobs.splitsOf(splitBytes));
    all.addAll(List.of("-D", "hadoop.tmp.dir=" + scratch.resolve("tmp")));
    for (Object arg : args) {
      all.add(arg.toString());
    }
    return Jobs.run(all);
  }

  @ParameterizedTest
  @ValueSource(longs = {700, 5000, 1 << 20})
  void eachRowIsCountedOnceWhateverTheSplits(long splitBytes) throws IOException {
    Jobs.Result result = count(splitBytes, input);

    assertThat(result.ok().out()).isEqualTo("2000\n");
    assertThat(result.err()).contains("read      2,000 rows").doesNotContain("wrote");
    assertThat(Jobs.names(scratch.resolve("tmp"))).noneMatch(name -> name.contains("count"));
  }

  @Test
  void rowsForWhichTheConditionIsNotTrueAreNotCounted() {
    int expected = People.where(people, People.olderThan(18)).size();

    assertThat(count(3000, input, "--where", "age > 18", "--quiet"))
        .isEqualTo(new Jobs.Result(Exit.DONE, expected + "\n", ""));
  }

  @Test
  void severalInputsAreAddedUpAndJsonTellsMore() throws IOException {
    People.write(scratch.resolve("more.csv"), People.rows(30, 1));

    Jobs.Result result = count(9000, scratch.resolve("*.csv"), "--json");

    assertThat(result.ok().out())
        .contains("\"rows\" : 2030", "\"files\" : 2", "\"malformedRows\" : 0");
  }

  @ParameterizedTest
  @CsvSource({"permissive,3", "drop,2"})
  void malformedRowsCountAsTheModeSays(String mode, int rows) throws IOException {
    Files.writeString(input, "a,b\n1,2\n3\n5,6\n");

    Jobs.Result result = count(1 << 20, input, "--mode", mode);

    assertThat(result.ok().out()).isEqualTo(rows + "\n");
    assertThat(result.err()).contains("malformed 1 row");
  }

  @Test
  void failfastPrintsNoNumber() throws IOException {
    Files.writeString(input, "a,b\n1,2\n3\n");

    Jobs.Result result = count(1 << 20, input, "--mode", "failfast");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void noRowsAreNought() throws IOException {
    Files.writeString(input, "a,b\n");

    assertThat(count(1 << 20, input).ok().out()).isEqualTo("0\n");
  }

  @Test
  void aMistakeInTheConditionOrTheInputIsTold() {
    assertThat(count(9000, input, "--where", "agee > 1").err()).contains("did you mean 'age'?");
    assertThat(count(9000, scratch.resolve("no*.csv")).err()).contains("no file matches");
    assertThat(count(9000, scratch.resolve("none")).exit()).isEqualTo(Exit.USAGE);
  }
}
