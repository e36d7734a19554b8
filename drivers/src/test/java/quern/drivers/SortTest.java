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
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** The {@code sort} command: all rows, in order within parts and over them. */
class SortTest {
  private static final Comparator<List<@Nullable String>> BY_ID =
      Comparator.comparing(row -> Integer.parseInt("" + row.get(0)));
  private static final Comparator<@Nullable String> TEXT =
      Comparator.nullsFirst(Comparator.naturalOrder());
  private static final Comparator<@Nullable String> NUMBER_LAST =
      Comparator.nullsLast(Comparator.<String, Double>comparing(Double::parseDouble).reversed());

  private final List<List<@Nullable String>> people = People.rows(2000, 5);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result sort(Object... options) {
    List<String> args = new ArrayList<>(List.of("sort", input.toString(), output.toString()));
    args.addAll(Jobs.splitsOf(16 << 10));
    for (Object option : options) {
      args.add(option.toString());
    }
    return Jobs.run(args);
  }

  private static List<List<@Nullable String>> byId(List<List<@Nullable String>> rows) {
    return rows.stream().sorted(BY_ID).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void partsAreInOrderAndSoAreTheirRowsAndNoneIsLost(int partitions) throws IOException {
    sort("--by", "city, income desc nulls last", "--partitions", partitions).ok();

    assertThat(Jobs.parts(output)).hasSize(partitions);
    List<List<@Nullable String>> rows = Jobs.allRows(output, People.HEADER);
    assertThat(byId(rows)).isEqualTo(people);
    Comparator<List<@Nullable String>> city = Comparator.comparing(row -> row.get(3), TEXT);
    assertThat(rows).isSortedAccordingTo(city.thenComparing(row -> row.get(4), NUMBER_LAST));
  }

  @Test
  void numbersAreSortedAsNumbers() throws IOException {
    sort("--by", "id desc", "--partitions", 3).ok();

    assertThat(Jobs.allRows(output, People.HEADER)).isSortedAccordingTo(BY_ID.reversed());
  }

  @Test
  void theColumnOfTheOrderNeedNotBeWritten() throws IOException {
    sort("--by", "id desc", "--select", "id / 10 as tens, name", "--where", "id < 50").ok();

    List<List<@Nullable String>> rows = Jobs.allRows(output, "tens,name");
    assertThat(rows).hasSize(50);
    assertThat(rows.get(0).get(1)).isEqualTo(people.get(49).get(1));
    assertThat(rows.get(49).get(1)).isEqualTo(people.get(0).get(1));
  }

  @Test
  void partsHaveAboutEqualManyRows() throws IOException {
    sort("--by", "name, id", "--partitions", 4).ok();

    for (Path part : Jobs.parts(output)) {
      assertThat(Jobs.rows(part, People.HEADER)).hasSizeBetween(400, 600);
    }
  }

  @Test
  void rowsOfOtherLineEndsAndDialectsAreWrittenAsAsked() throws IOException {
    Files.writeString(input, "id;name\r\n2;b\r\n10;\"x;y\"\r\n1;\r\n");

    sort("--by", "id", "--sep", ";", "--out-sep", "|").ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0))).isEqualTo("id|name\n1|\n2|b\n10|x;y\n");
  }

  @Test
  void anEmptyInputGivesPartsWithAHeaderOnly() throws IOException {
    Files.writeString(input, "id,name\n");

    sort("--by", "id", "--partitions", 2).ok();

    assertThat(Jobs.parts(output)).hasSize(2);
    assertThat(Jobs.allRows(output, "id,name")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cty | did you mean 'city'?",
        "'city, city' | names column 'city' twice",
        "'city down' | expected asc or desc",
      })
  void anOrderThatCannotBeIsAUsageErrorAndNothingIsLeft(String by, String message) {
    Jobs.Result result = sort("--by", by);

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(output).doesNotExist();
  }

  @Test
  void theOrderMustBeSaid() {
    assertThat(sort().err()).contains("--by");
    assertThat(sort().exit()).isEqualTo(Exit.USAGE);
    assertThat(sort("--by", "id", "--partitions", 0).err()).contains("at least 1");
  }
}
