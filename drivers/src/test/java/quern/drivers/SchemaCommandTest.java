package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCommandTest {
  @TempDir private Path scratch;

  @Test
  void saysTheTypesAndHowSureTheyAre() throws IOException {
    Path file =
        file(
            """
            id,big,x,day,at,ok,none,zip
            1,123456789012345678901,1,2024-01-31,2024-01-31T12:00:00Z,true,,1
            2,5,1e3,,2024-01-31,FALSE,,2
            3,5,.5,2024-02-29,2024-01-31 12:00,true,,x
            """);

    Cli.Result result = Cli.run("schema", file.toString());

    assertThat(result.out())
        .isEqualTo(
            """
            column  type       nulls  how sure
            ──────  ─────────  ─────  ────────────────
            id      long           0  all 3
            big     decimal        0  all 3
            x       double         0  all 3
            day     date           1  all 2
            at      timestamp      0  all 3
            ok      boolean        0  all 3
            none    string         3  no values
            zip     string         0  2 of 3 are long
            """
                .replace("────────────────", "───────────────"));
    assertThat(result.err()).isEqualTo("looked at all 3 rows\n");
  }

  @Test
  void aColumnDeclaredIsToldWhenValuesDoNotFit() throws IOException {
    assertThat(Cli.run("schema", "--schema", "b long", file("a,b\n1,x\n2,3\n").toString()).out())
        .contains("b       long      0  1 of 2 do not fit");
  }

  @Test
  void aSampleSaysWhatItIs() throws IOException {
    StringBuilder text = new StringBuilder("n,pad\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(",some more text to fill the line\n");
    }
    Path file = file(text.toString());

    Cli.Result sample = Cli.run("schema", file.toString());
    Cli.Result full = Cli.run("schema", "--infer", "full", file.toString());

    assertThat(sample.out()).contains("n       long ");
    assertThat(sample.err()).containsPattern("looked at [0-9,]+ rows of about 200,000; --infer");
    assertThat(full.err()).isEqualTo("looked at all 200,000 rows\n");
  }

  @Test
  void nothingIsLookedAtWithoutInference() throws IOException {
    assertThat(Cli.run("schema", "--infer", "none", file("a\n1\n").toString()).out())
        .contains("a       string         not looked at");
  }

  @Test
  void jsonHasTheCounts() throws IOException {
    assertThat(Cli.run("schema", "--json", file("a\n1\nx\n").toString()).out())
        .contains("\"schema\" : \"a string\"", "\"rowsLookedAt\" : 2", "\"long\" : 1");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(scratch.resolve("in.csv"), text);
  }
}
