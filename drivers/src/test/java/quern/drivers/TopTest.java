package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** The commands {@code top} and {@code distinct}, which keep the first rows of each group. */
class TopTest {
  private static final Comparator<List<@Nullable String>> BY_ID =
      Comparator.comparing(row -> Integer.parseInt("" + row.get(0)));
  private static final Comparator<List<@Nullable String>> RICHEST =
      Comparator.comparing(
          row -> row.get(4),
          Comparator.nullsLast(
              Comparator.<String, Double>comparing(Double::parseDouble).reversed()));
  private static final Comparator<List<@Nullable String>> YOUNGEST =
      Comparator.comparing(
          row -> row.get(2), Comparator.nullsLast(Comparator.comparing(Integer::parseInt)));

  private final List<List<@Nullable String>> people = People.rows(3000, 13);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result run(Object... words) {
    List<String> args = new ArrayList<>(Jobs.splitsOf(16 << 10));
    for (Object word : words) {
      args.add(word.toString());
    }
    args.add(0, args.remove(4));
    return Jobs.run(args);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 2999, 5000, 70000})
  void theLargestAreThoseOfAllRowsInOrder(int most) throws IOException {
    run("top", most, input, output, "--by", "income").ok();

    assertThat(Jobs.allRows(output, People.HEADER))
        .isEqualTo(people.stream().sorted(RICHEST.thenComparing(BY_ID)).limit(most).toList());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "3, 4", "200, 3"})
  void eachGroupHasItsSmallest(int most, int partitions) throws IOException {
    run(
            "top",
            most,
            input,
            output,
            "--by",
            "age, id",
            "--smallest",
            "--per",
            "city",
            "--partitions",
            partitions)
        .ok();

    Map<String, List<List<@Nullable String>>> found = new LinkedHashMap<>();
    for (List<@Nullable String> row : Jobs.allRows(output, People.HEADER)) {
      found
          .computeIfAbsent(Objects.requireNonNullElse(row.get(3), ""), city -> new ArrayList<>())
          .add(row);
    }
    Map<String, List<List<@Nullable String>>> expected =
        people.stream()
            .sorted(YOUNGEST.thenComparing(BY_ID))
            .collect(
                Collectors.groupingBy(
                    row -> Objects.requireNonNullElse(row.get(3), ""),
                    TreeMap::new,
                    Collectors.collectingAndThen(
                        Collectors.toList(),
                        rows -> rows.subList(0, Math.min(most, rows.size())))));
    assertThat(found).isEqualTo(expected);
    if (partitions == 1) {
      assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
    }
  }

  @ParameterizedTest
  @CsvSource({"'age, id desc', --smallest", "'age asc, id', ''"})
  void eachColumnMayHaveItsOwnDirection(String by, String option) throws IOException {
    List<Object> args = new ArrayList<>(List.of("top", 500, input, output, "--by", by));
    if (!option.isEmpty()) {
      args.add(option);
    }
    run(args.toArray()).ok();

    assertThat(Jobs.allRows(output, People.HEADER))
        .isEqualTo(
            people.stream().sorted(YOUNGEST.thenComparing(BY_ID.reversed())).limit(500).toList());
  }

  @Test
  void rowsAreChosenBeforeAndColumnsAfter() throws IOException {
    run(
            "top",
            2,
            input,
            output,
            "--by",
            "age * 2",
            "--where",
            "city = 'Oslo'",
            "--select",
            "id, age + 1 as next")
        .ok();

    List<List<String>> expected =
        people.stream()
            .filter(row -> "Oslo".equals(row.get(3)) && row.get(2) != null)
            .sorted(YOUNGEST.reversed().thenComparing(BY_ID))
            .limit(2)
            .map(row -> List.of("" + row.get(0), "" + (Integer.parseInt("" + row.get(2)) + 1)))
            .toList();
    assertThat(Jobs.allRows(output, "id,next")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "5"})
  void aRowThatIsThereTwiceIsWrittenOnce(int partitions) throws IOException {
    List<List<@Nullable String>> twice = new ArrayList<>(people);
    twice.addAll(people.subList(500, 2500));
    Path other = People.write(scratch.resolve("also.csv"), people.subList(0, 100));
    People.write(input, twice);

    run("distinct", input, other, output, "--partitions", partitions).ok();

    assertThat(Jobs.parts(output)).hasSize(partitions);
    assertThat(Jobs.allRows(output, People.HEADER).stream().sorted(BY_ID).toList())
        .isEqualTo(people);
  }

  @Test
  void rowsAreTheSameAsTheyAreWritten() throws IOException {
    Files.writeString(input, "a,b\n1,\n01,\n1,\"\"\n\"1\",\n1.0,x\n1,\n");

    run("distinct", input, output).ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0)).lines())
        .containsExactlyInAnyOrder("a,b", "1,", "01,", "1,\"\"", "1.0,x");
  }

  @Test
  void whatIsWrittenOfRowsIsWrittenOnce() throws IOException {
    run("distinct", input, output, "--select", "city, age % 10 as digit", "--partitions", 2).ok();

    assertThat(Jobs.allRows(output, "city,digit"))
        .containsExactlyInAnyOrderElementsOf(
            people.stream()
                .map(
                    row ->
                        Arrays.asList(
                            row.get(3),
                            row.get(2) == null
                                ? null
                                : "" + Integer.parseInt("" + row.get(2)) % 10))
                .distinct()
                .toList());
  }

  @ParameterizedTest
  @CsvSource({"1", "3"})
  void oneRowForEachValueIsTheFirst(int partitions) throws IOException {
    run("distinct", input, output, "--by", "city, age", "--partitions", partitions).ok();

    Map<String, List<@Nullable String>> first = new LinkedHashMap<>();
    people.forEach(row -> first.putIfAbsent(row.get(3) + "/" + row.get(2), row));
    assertThat(Jobs.allRows(output, People.HEADER).stream().sorted(BY_ID).toList())
        .isEqualTo(List.copyOf(first.values()));
    Jobs.run("verify", output).ok();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "top 0 IN OUT --by id | say how many rows",
        "top x IN OUT --by id | x",
        "top 3 IN OUT | --by",
        "top 3 IN OUT --by idd | did you mean 'id'?",
        "top 3 IN OUT --by id --per ctiy | did you mean 'city'?",
        "top 3 IN OUT --by id --partitions 2 | for more, say --per",
        "top 3 OUT --by id | INPUT… OUTPUT",
        "distinct IN OUT --by ctiy | did you mean 'city'?",
        "distinct IN OUT --partitions 0 | at least 1",
      })
  void whatCannotBeIsAUsageErrorAndNothingIsLeft(String line, String message) {
    List<String> args =
        List.of(line.replace("IN", "" + input).replace("OUT", "" + output).split(" ", -1));

    Jobs.Result result = Jobs.run(args);

    assertThat(result.err()).contains(message);
    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(output).doesNotExist();
  }
}
