package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FunctionsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "expressions.md");

  /** When this fails, the rows it misses are the ones to put into the page, with a description. */
  @Test
  void thePageHasEveryFunctionWithItsOtherNamesAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.matches("\\| `.*\\) → .*"))
            .map(line -> line.substring(0, line.indexOf('|', line.indexOf('|', 1) + 1)).trim())
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Functions.all().stream().map(FunctionsPageTest::row).toList());
  }

  private static String row(SqlFunction function) {
    String aliases =
        function.aliases().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
    return "| `%s` | %s".formatted(function.signature(), aliases).trim();
  }
}
