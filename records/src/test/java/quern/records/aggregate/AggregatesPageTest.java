package quern.records.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AggregatesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "aggregates.md");

  @Test
  void thePageHasEveryAggregateAndNoOther() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.matches("\\| `[a-z_]+\\(.*")) {
        Matcher name =
            Pattern.compile("`([a-z_]+)(?:\\([^`]*)?`").matcher(line.split(" \\| ", -1)[0]);
        while (name.find()) {
          named.add(name.group(1));
        }
      }
    }

    assertThat(named).containsExactlyInAnyOrderElementsOf(AggregateFunctions.NAMES);
  }
}
