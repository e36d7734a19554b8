package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quoted fields of megabytes that look like rows: no split within can tell, and all come right. */
class CsvFooledGuessTest {
  private static final long SPLIT = 128 << 10;

  @TempDir private Path scratch;

  /** Ordinary rows, and now and then one whose second field looks like very many of them. */
  private Path fooling(int traps, int trapBytes, List<List<@Nullable String>> rows)
      throws IOException {
    StringBuilder text = new StringBuilder("id,text,n\n");
    int id = 0;
    for (int trap = 0; trap <= traps; trap++) {
      for (int i = 0; i < 10_000; i++) {
        text.append(id).append(",ordinary,").append(id % 7).append('\n');
        rows.add(List.of(Integer.toString(id), "ordinary", Integer.toString(id % 7)));
        id++;
      }
      if (trap < traps) {
        StringBuilder inner = new StringBuilder("\n");
        for (int i = 0; inner.length() < trapBytes; i++) {
          inner.append(900_000 + i).append(",\"\"trapped\"\",").append(i % 5).append('\n');
        }
        String field = inner.toString();
        text.append(id).append(",\"").append(field).append("\",3\n");
        rows.add(List.of(Integer.toString(id), field.replace("\"\"", "\""), "3"));
        id++;
      }
    }
    return Files.writeString(scratch.resolve("fooling.csv"), text);
  }

  private void comesOutRight(int traps, int trapBytes, Object... options) throws IOException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    Path input = fooling(traps, trapBytes, rows);
    Path output = scratch.resolve("out");
    List<Object> args = new ArrayList<>(List.of(input, output, "--where", "n in (3, 4)"));
    args.addAll(List.of(options));

    Jobs.Result result = Jobs.csv(SPLIT, args.toArray()).ok();

    assertThat(result.err()).contains("with 1 run more than one");
    List<List<@Nullable String>> expected =
        People.where(rows, row -> "3".equals(row.get(2)) || "4".equals(row.get(2)));
    List<List<@Nullable String>> found = Jobs.allRows(output, "id,text,n");
    assertThat(found.size()).isEqualTo(expected.size());
    assertThat(found.equals(expected)).as("all rows as in the file").isTrue();
    assertThat(Jobs.manifest(output).counts()).containsEntry("rowsIn", (long) rows.size());
  }

  @Test
  void aFieldOfSeveralMegabytesThatLooksLikeRowsTakesExactlyOneRunMore() throws IOException {
    comesOutRight(1, 3 << 20);
  }

  @Test
  void severalSuchFieldsInOneFileTakeExactlyOneRunMore() throws IOException {
    comesOutRight(4, 600_000);
  }

  @Test
  void modeFailfastIsDecidedOnTheRowsThereAreAndNotOnThoseAWrongGuessSaw() throws IOException {
    comesOutRight(2, 600_000, "--mode", "failfast");
  }

  @Test
  void nothingOfTheFirstRunIsLeftWhenRowsAreMoved() throws IOException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    Path input = fooling(2, 600_000, rows);
    Path output = scratch.resolve("out");

    Jobs.Result result =
        Jobs.csv(SPLIT, input, output, "--partitions", "3", "--partition-by", "range:id").ok();

    assertThat(result.err()).contains("with 1 run more than one");
    List<List<@Nullable String>> found = Jobs.allRows(output, "id,text,n");
    found.sort((a, b) -> Integer.compare(Integer.parseInt(a.get(0)), Integer.parseInt(b.get(0))));
    assertThat(found.equals(rows)).as("all rows as in the file").isTrue();
    assertThat(Jobs.names(scratch)).containsExactly("fooling.csv", "out");
  }
}
