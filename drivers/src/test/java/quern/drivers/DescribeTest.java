package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Exit;

/** The {@code describe} command. */
class DescribeTest {
  private final List<List<@Nullable String>> people = People.rows(3000, 17);

  @TempDir private Path scratch;
  private Path input;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
  }

  /** The facts of each column, by its name. */
  private static Map<String, Map<String, String>> facts(String json) throws IOException {
    Map<String, Map<String, String>> columns = new LinkedHashMap<>();
    Map<String, String> column = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      String name = "";
      while (parser.nextToken() != null) {
        if (parser.currentToken().isScalarValue()) {
          String value = parser.getText();
          if (name.equals("name")) {
            column = new LinkedHashMap<>();
            columns.put(value, column);
          }
          column.put(name, value);
        } else if (parser.currentName() != null) {
          name = parser.currentName();
        }
      }
    }
    return columns;
  }

  @Test
  void eachColumnIsToldFromAllRows() throws IOException {
    Jobs.Result result =
        Jobs.run(
            "describe",
            input,
            "--json",
            "-D",
            "mapreduce.input.fileinputformat.split.minsize=1",
            "-D",
            "mapreduce.input.fileinputformat.split.maxsize=16384");

    Map<String, Map<String, String>> facts = facts(result.ok().out());
    assertThat(facts.keySet()).containsExactly("id", "name", "age", "city", "income", "comment");
    long[] ages =
        people.stream()
            .map(p -> p.get(2))
            .filter(Objects::nonNull)
            .mapToLong(Long::parseLong)
            .sorted()
            .toArray();
    Map<String, String> age = Objects.requireNonNull(facts.get("age"));
    assertThat(age)
        .containsEntry("type", "long")
        .containsEntry("nulls", "" + (3000 - ages.length))
        .containsEntry("distinct", "80")
        .containsEntry("min", "" + ages[0])
        .containsEntry("max", "" + ages[ages.length - 1]);
    double median = Double.parseDouble("" + age.get("median"));
    assertThat(median)
        .isBetween(ages[(int) (ages.length * .48)] - .1, ages[(int) (ages.length * .52)] + .1);
    Map<String, String> city = Objects.requireNonNull(facts.get("city"));
    long ulm = people.stream().filter(p -> "Ulm".equals(p.get(3))).count();
    assertThat(city)
        .containsEntry("min", "Köln")
        .containsEntry("max", "Ulm")
        .containsEntry("mean", "null");
    assertThat(city.get("top")).matches(".* \\(\\d+\\), .* \\(\\d+\\), .* \\(\\d+\\)");
    assertThat(ulm).isPositive();
  }

  @Test
  void aTableHasALineForEachColumnAndNothingIsLeft() {
    Jobs.Result result = Jobs.run("describe", input, "--where", "city = 'Oslo'").ok();

    assertThat(result.out().lines()).hasSize(2 + 6);
    assertThat(result.out()).containsPattern("city +string +0 +1 +Oslo");
    assertThat(Jobs.names(scratch)).containsExactly("people.csv");
  }

  @Test
  void anInputWithoutRowsHasNothingButZeros() throws IOException {
    Files.writeString(input, "id,name\n");

    assertThat(Jobs.run("describe", input, "--schema", "id long, name string").ok().out())
        .containsPattern("id +long +0 +0");
  }

  @Test
  void whatCannotBeIsAUsageError() {
    Jobs.Result result = Jobs.run("describe", input, "--where", "ctiy = 'Oslo'");

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("did you mean 'city'?");
  }
}
