package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

/** The {@code aggregate} command, as jobs with many splits; functions are in the model's test. */
class AggregateTest {
  private final List<List<@Nullable String>> people = People.rows(3000, 11);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result aggregate(Object... options) {
    List<String> args = new ArrayList<>(List.of("aggregate", input.toString(), output.toString()));
    args.addAll(Jobs.splitsOf(16 << 10));
    for (Object option : options) {
      args.add(option.toString());
    }
    return Jobs.run(args);
  }

  private Map<String, List<List<@Nullable String>>> byCity() {
    return people.stream()
        .collect(
            Collectors.groupingBy(
                row -> Objects.requireNonNullElse(row.get(3), ""),
                TreeMap::new,
                Collectors.toList()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void eachGroupIsInOnePartWithWhatItsRowsComeTo(int partitions) throws IOException {
    aggregate(
            "--by",
            "city",
            "--agg",
            "count(*), sum(age) as years, max(name)",
            "--partitions",
            partitions)
        .ok();

    assertThat(Jobs.parts(output)).hasSize(partitions);
    List<List<@Nullable String>> rows = Jobs.allRows(output, "city,count(*),years,max(name)");
    assertThat(rows).hasSize(byCity().size());
    Set<String> seen = new HashSet<>();
    for (List<@Nullable String> row : rows) {
      String city = Objects.requireNonNullElse(row.get(0), "");
      List<List<@Nullable String>> group = Objects.requireNonNull(byCity().get(city));
      long years =
          group.stream()
              .filter(p -> p.get(2) != null)
              .mapToLong(p -> Long.parseLong(p.get(2)))
              .sum();
      String name = group.stream().map(p -> "" + p.get(1)).max(Comparator.naturalOrder()).get();
      assertThat(seen.add(city)).isTrue();
      assertThat(row.subList(1, 4)).containsExactly("" + group.size(), "" + years, name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void detailsOfAGroupMeetInItsPart(int partitions) throws IOException {
    aggregate(
            "--by",
            "city",
            "--agg",
            "count(distinct age) as ages, string_agg(cast(id as string), '+') as ids",
            "--partitions",
            partitions)
        .ok();

    List<List<@Nullable String>> rows = Jobs.allRows(output, "city,ages,ids");
    assertThat(rows).hasSize(byCity().size());
    for (List<@Nullable String> row : rows) {
      List<List<@Nullable String>> group =
          Objects.requireNonNull(byCity().get(Objects.requireNonNullElse(row.get(0), "")));
      long ages = group.stream().map(p -> p.get(2)).filter(Objects::nonNull).distinct().count();
      String ids = group.stream().map(p -> "" + p.get(0)).collect(Collectors.joining("+"));
      assertThat(row.subList(1, 3)).containsExactly("" + ages, ids);
    }
  }

  @Test
  void rowsAreFilteredBeforeAndGroupsAfter() throws IOException {
    aggregate(
            "--by",
            "age / 10 * 10 - age % 10 as x",
            "--where",
            "age is not null",
            "--agg",
            "count(*) * 2 as twice",
            "--having",
            "count(*) > 40 and x < 50.0")
        .ok();

    Map<Double, Long> counts =
        people.stream()
            .filter(p -> p.get(2) != null)
            .map(p -> Long.parseLong(p.get(2)))
            .collect(Collectors.groupingBy(a -> a / 10.0 * 10 - a % 10, Collectors.counting()));
    List<List<String>> expected =
        new TreeMap<>(counts)
            .entrySet().stream()
                .filter(e -> e.getValue() > 40 && e.getKey() < 50)
                .map(e -> List.of("" + e.getKey(), "" + 2 * e.getValue()))
                .toList();
    assertThat(expected).isNotEmpty();
    assertThat(Jobs.allRows(output, "x,twice")).isEqualTo(expected);
  }

  @Test
  void withoutGroupsThereIsOneRowEvenOfNoRows() throws IOException {
    Files.writeString(input, "id,name,age\n");

    aggregate(
            "--agg",
            "count(*), sum(age), count(distinct name), avg(age)",
            "--schema",
            "id long, name string, age long")
        .ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0)))
        .isEqualTo("count(*),sum(age),count(distinct name),avg(age)\n0,,0,\n");
  }

  @Test
  void groupsOfNoRowsAreNone() throws IOException {
    Files.writeString(input, "id,name,age\n");

    aggregate("--by", "name", "--agg", "count(*)", "--partitions", 2).ok();

    assertThat(Jobs.allRows(output, "name,count(*)")).isEmpty();
  }

  @Test
  void theJobIsProvedAndItsColumnsAreTyped() throws IOException {
    String said = aggregate("--by", "city", "--agg", "avg(age) as mean").ok().err();

    assertThat(said).doesNotContain("not proved");
    assertThat(Jobs.manifest(output).toString()).contains("city string, mean double");
    Jobs.run("verify", output).ok();
  }

  @Test
  void aSumBeyondALongIsAnErrorThatNamesTheGroup() throws IOException {
    Files.writeString(input, "g,x\na,1\nb,9223372036854775807\nb,1\n");

    Jobs.Result result = aggregate("--by", "g", "--agg", "sum(x)");

    assertThat(result.exit()).isEqualTo(Exit.FAILED);
    assertThat(result.err())
        .contains("sum(x) of the group g=b: 9223372036854775808 is more than a long can hold")
        .contains("cast(… as decimal)");
    assertThat(output.resolve("_SUCCESS")).doesNotExist();
  }

  @Test
  void aSumThatIsBeyondALongOnTheWayOnlyIsRight() throws IOException {
    Files.writeString(input, "x\n9223372036854775807\n5\n-6\n");

    aggregate("--agg", "sum(x), sum(cast(x as decimal)) as exact").ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0)))
        .endsWith("\n9223372036854775806,9223372036854775806\n");
  }

  @Test
  void dialectAndFormatsOfTheOutputAreThoseAskedFor() throws IOException {
    Files.writeString(input, "g;d\na;2024-02-01\na;2024-03-05\n");

    aggregate(
            "--sep",
            ";",
            "--by",
            "g",
            "--agg",
            "max(d) as last",
            "--having",
            "last > '2024-01-01'",
            "--out-sep",
            "|",
            "--out-date-format",
            "dd.MM.yyyy")
        .ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0))).isEqualTo("g|last\na|05.03.2024\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cty | count(*) | did you mean 'city'?",
        "city | sum(name) | sum takes a number; column 'name' is a string",
        "city | age | column 'age' may differ within a group",
        "city | sum(count(*)) | an aggregate cannot be taken of another",
        "city | sum(distinct age) | 'distinct' is for count only",
        "city | * | name what is to be taken over the rows",
        "city | string_agg(name) | two arguments, as in string_agg(name, ', ')",
        "city | approx_quantile(age, 2) | a number from 0 to 1",
        "city | count(*), count(*) as \"count(*)\" | two output columns are called 'count(*)'",
        "count(*) | count(*) | is taken over many rows",
        "city | median(age) | no function is called 'median'",
        "city | lower(distinct name) | 'distinct' stands in aggregates only",
      })
  void whatCannotBeIsAUsageErrorAndNothingIsLeft(String by, String list, String message) {
    Jobs.Result result = aggregate("--by", by, "--agg", list);

    assertThat(result.err()).contains(message);
    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(output).doesNotExist();
  }

  @Test
  void partsOfOneRowAreAUsageError() {
    assertThat(aggregate("--agg", "count(*)", "--partitions", 2).err())
        .contains("without --by there is one row");
    assertThat(aggregate("--by", "city").err()).contains("--agg");
  }
}
