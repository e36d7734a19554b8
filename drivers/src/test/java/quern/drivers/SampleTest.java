package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.commit.TaskPage;

/** The {@code sample} command: as many as asked for, from anywhere, and the same ones each time. */
class SampleTest {
  private final List<List<@Nullable String>> people = People.rows(3000, 6);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result sample(long splitBytes, Object... options) {
    List<String> args = new ArrayList<>(List.of("sample", input.toString(), output.toString()));
    args.addAll(Jobs.splitsOf(splitBytes));
    args.add("--overwrite");
    for (Object option : options) {
      args.add(option.toString());
    }
    return Jobs.run(args);
  }

  private List<List<@Nullable String>> drawn(long splitBytes, Object... options)
      throws IOException {
    sample(splitBytes, options).ok();
    List<List<@Nullable String>> rows = Jobs.allRows(output, People.HEADER);
    assertThat(people).containsAll(rows);
    assertThat(new HashSet<>(rows)).as("no row twice").hasSameSizeAs(rows);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 0.9})
  void aFractionIsAboutThatManyOfTheRowsInTheirOrder(double fraction) throws IOException {
    List<List<@Nullable String>> rows = drawn(20_000, "--fraction", fraction);

    double deviation = Math.sqrt(3000 * fraction * (1 - fraction));
    assertThat((double) rows.size())
        .isBetween(3000 * fraction - 5 * deviation, 3000 * fraction + 5 * deviation);
    assertThat(rows).isEqualTo(people.stream().filter(new HashSet<>(rows)::contains).toList());
  }

  @ParameterizedTest
  @CsvSource({"--fraction,0.2", "--rows,100"})
  void theSameRowsAreDrawnWhateverTheSplitsAndOthersWithAnotherSeed(String how, String much)
      throws IOException {
    List<List<@Nullable String>> once = drawn(3000, how, much, "--seed", 5);

    assertThat(drawn(70_000, how, much, "--seed", 5)).isEqualTo(once);
    assertThat(drawn(70_000, how, much, "--seed", 6)).isNotEqualTo(once);
  }

  @Test
  void noneAndAllAreFractionsToo() throws IOException {
    assertThat(drawn(20_000, "--fraction", 0)).isEmpty();
    assertThat(drawn(20_000, "--fraction", 1)).isEqualTo(people);
  }

  @Test
  void rowsAreExactlySoManyOrAllThereAre() throws IOException {
    assertThat(drawn(9000, "--rows", 1)).hasSize(1);
    assertThat(drawn(9000, "--rows", 2999)).hasSize(2999);
    assertThat(drawn(9000, "--rows", 5_000_000)).hasSize(3000);
    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.RECORDS_SHUFFLED, 3000L);
  }

  @Test
  void fewRowsMoveWhenFewAreDrawn() throws IOException {
    drawn(20_000, "--rows", 10);

    assertThat(Jobs.manifest(output).counts().get(TaskPage.RECORDS_SHUFFLED)).isLessThan(1000);
  }

  @Test
  void whatIsDrawnIsFromAllOverTheInput() throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (List<@Nullable String> row : drawn(20_000, "--rows", 400)) {
      ids.add(Integer.valueOf("" + row.get(0)));
    }

    for (int from = 0; from < 3000; from += 500) {
      int low = from;
      assertThat(ids.stream().filter(id -> id >= low && id < low + 500).count())
          .isBetween(30L, 110L);
    }
    assertThat(ids).isNotEqualTo(ids.stream().sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void ofEachGroupAsManyAreDrawnAndNullIsOne(int partitions) throws IOException {
    List<List<@Nullable String>> rows =
        drawn(9000, "--rows", 7, "--per", "city, age", "--partitions", partitions);

    assertThat(counts(rows))
        .isEqualTo(
            counts(people).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> Math.min(7, e.getValue()))));
    assertThat(Jobs.parts(output)).hasSize(partitions);
    for (Path part : Jobs.parts(output)) {
      for (Path other : Jobs.parts(output)) {
        if (!part.equals(other)) {
          assertThat(counts(Jobs.rows(part, People.HEADER)).keySet())
              .doesNotContainAnyElementsOf(counts(Jobs.rows(other, People.HEADER)).keySet());
        }
      }
    }
  }

  private static Map<String, Long> counts(List<List<@Nullable String>> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(row -> row.get(3) + "/" + row.get(2), Collectors.counting()));
  }

  @Test
  void onlyRowsThatMeetTheConditionAreDrawnFromAndTheListIsWritten() throws IOException {
    sample(9000, "--rows", 50, "--where", "age > 70", "--select", "age, id", "--per", "age").ok();

    assertThat(Jobs.allRows(output, "age,id"))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(Integer.parseInt("" + row.get(0))).isGreaterThan(70));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                          | either --fraction F or --rows N",
        "--fraction 0.1 --rows 3   | either --fraction F or --rows N",
        "--fraction 1.5            | expected 0 to 1",
        "--fraction NaN            | expected 0 to 1",
        "--rows 0                  | expected at least 1",
        "--fraction 0.1 --per city | --per goes with --rows",
        "--rows 3 --per cty        | did you mean 'city'?",
        "--rows 3 --partitions 2   | --partitions goes with --per",
        "--rows 3 --where agee=1   | did you mean 'age'?",
      })
  void aMistakeIsToldAndNothingIsLeft(@Nullable String options, String message) {
    Object[] words = options == null ? new Object[0] : options.split(" ", -1);

    Jobs.Result result = sample(9000, words);

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(output).doesNotExist();
  }

  @Test
  void ofNoRowsNoneIsDrawn() throws IOException {
    Files.writeString(input, People.HEADER + "\n");

    assertThat(drawn(9000, "--rows", 3)).isEmpty();
    assertThat(drawn(9000, "--fraction", 0.5)).isEmpty();
  }
}
