package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;
import quern.records.commit.TaskPage;

/** What {@code sort} does with rows that its order does not tell apart. */
class SortOrderTest {
  private static final Comparator<List<@Nullable String>> BY_CITY =
      Comparator.comparing(row -> row.get(3), Comparator.nullsFirst(Comparator.naturalOrder()));
  private static final Comparator<List<@Nullable String>> BY_AGE =
      Comparator.comparing(
          row -> row.get(2),
          Comparator.nullsFirst(Comparator.<String>comparingInt(Integer::parseInt)));

  private final List<List<@Nullable String>> people = new ArrayList<>();

  @TempDir private Path scratch;
  private Path inputs;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    inputs = Files.createDirectories(scratch.resolve("in"));
    for (int i = 0; i < 5; i++) {
      List<List<@Nullable String>> some = People.rows(i == 2 ? 3000 : 200, i);
      People.write(inputs.resolve("f" + i + ".csv"), some);
      people.addAll(some);
    }
    output = scratch.resolve("out");
  }

  private Jobs.Result sort(long splitBytes, Object... options) {
    List<String> args = new ArrayList<>(List.of("sort", inputs.toString(), output.toString()));
    args.addAll(Jobs.splitsOf(splitBytes));
    for (Object option : options) {
      args.add(option.toString());
    }
    return Jobs.run(args);
  }

  private List<List<@Nullable String>> sorted(Comparator<List<@Nullable String>> order) {
    return people.stream().sorted(order).toList();
  }

  private List<Integer> sizes() throws IOException {
    List<Integer> sizes = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      sizes.add(Jobs.rows(part, People.HEADER).size());
    }
    return sizes;
  }

  @ParameterizedTest
  @CsvSource({"2000,1", "9000,3", "50000,4", "10000000,2"})
  void stableKeepsTheOrderOfTheInputAmongEqualRows(long splitBytes, int partitions)
      throws IOException {
    sort(splitBytes, "--by", "city", "--stable", "--partitions", partitions).ok();

    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(sorted(BY_CITY));
    assertThat(Jobs.manifest(output).counts())
        .containsEntry(TaskPage.RECORDS_SHUFFLED, (long) people.size());
  }

  @ParameterizedTest
  @CsvSource({
    "quern.shuffle.SortCollector,1",
    "org.apache.hadoop.mapred.MapTask$MapOutputBuffer,1"
  })
  void stableIsSoWhoeverSortsAndHoweverOftenItSpills(String collector, int megabytes)
      throws IOException {
    sort(
            30_000,
            "--by",
            "city desc",
            "--stable",
            "-D",
            "mapreduce.job.map.output.collector.class=" + collector,
            "-D",
            "mapreduce.task.io.sort.factor=2",
            "-D",
            "mapreduce.task.io.sort.mb=" + megabytes)
        .ok();

    Comparator<List<@Nullable String>> last =
        Comparator.comparing(
            row -> row.get(3), Comparator.nullsLast(Comparator.<String>reverseOrder()));
    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(sorted(last));
  }

  @ParameterizedTest
  @CsvSource({"1500,4", "9000,4", "9000,9", "10000000,3"})
  void withTiesSplitPartsAreEvenAndAllIsInOrder(long splitBytes, int partitions)
      throws IOException {
    sort(splitBytes, "--by", "city", "--split-ties", "--partitions", partitions).ok();

    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(sorted(BY_CITY));
    int mean = people.size() / partitions;
    assertThat(sizes())
        .hasSize(partitions)
        .allSatisfy(size -> assertThat(size).isBetween(mean * 6 / 10, mean * 14 / 10));
  }

  @Test
  void oneValueAloneGoesOverAllPartsWithTiesSplitAndIntoOneWithout() throws IOException {
    sort(5000, "--by", "city", "--where", "city = 'Oslo'", "--split-ties", "--partitions", 3).ok();
    long rows = people.stream().filter(row -> "Oslo".equals(row.get(3))).count();
    assertThat(sizes()).allSatisfy(size -> assertThat((long) size).isBetween(rows / 4, rows / 2));

    sort(5000, "--by", "city", "--where", "city = 'Oslo'", "--partitions", 3, "--overwrite").ok();
    assertThat(sizes()).contains((int) rows);
  }

  @Test
  void aSecondaryOrderKeepsEqualRowsTogetherAndInOrder() throws IOException {
    sort(9000, "--by", "city", "--secondary", "age", "--stable", "--partitions", 4).ok();

    assertThat(Jobs.allRows(output, People.HEADER))
        .isEqualTo(sorted(BY_CITY.thenComparing(BY_AGE)));
    List<String> cities = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      Jobs.rows(part, People.HEADER).stream()
          .map(row -> "" + row.get(3))
          .distinct()
          .forEach(cities::add);
    }
    assertThat(cities).as("a city is in one part").doesNotHaveDuplicates().hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--by city --secondary agee               | did you mean 'age'?",
        "--by city --secondary city               | names column 'city' twice",
        "--by city --secondary age --split-ties   | give all columns in --by",
      })
  void aMistakeIsTold(String options, String message) {
    Jobs.Result result = sort(9000, (Object[]) options.split(" ", -1));

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(output).doesNotExist();
  }
}
