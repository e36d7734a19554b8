package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullInferenceTest {
  private static final int ROWS = 2_500_000;

  @TempDir private Path scratch;

  @Test
  void largeInputsAreLookedAtByAJobThatLeavesNothing() throws IOException {
    Path file = scratch.resolve("large.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("n,text,late\n");
      for (int i = 0; i < ROWS; i++) {
        out.write(i + ",\"in quotes,\nand more text\"," + (i == ROWS - 7 ? "x" : "1") + "\n");
      }
    }
    Path tmp = scratch.resolve("tmp");

    Cli.Result result =
        Cli.run("schema", "--infer", "full", "-D", "hadoop.tmp.dir=" + tmp, file.toString());

    assertThat(result.out())
        .contains("n       long        0  all 2,500,000\n")
        .contains("late    string      0  2,499,999 of 2,500,000 are long\n");
    assertThat(result.err()).isEqualTo("looked at all 2,500,000 rows\n");
    try (var left = Files.list(tmp)) {
      assertThat(left.filter(path -> path.getFileName().toString().startsWith("quern"))).isEmpty();
    }
  }
}
