package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDigestTest {
  @TempDir private Path dir;
  private int files;

  @Test
  void theOrderOfRowsAndTheirSpreadOverPartFilesDoNotCount() throws IOException {
    Path parts = Files.createDirectory(dir.resolve("parts"));
    Files.writeString(parts.resolve("part-00000"), "a,b\n3,z\n1,x\n");
    Files.writeString(parts.resolve("part-00001"), "a,b\n");
    Files.writeString(parts.resolve("part-00002"), "");
    Files.writeString(parts.resolve("part-00003.csv"), "a,b\n2,y");
    Files.writeString(parts.resolve("_SUCCESS"), "x\ny\n");
    Files.writeString(parts.resolve(".part-00000.crc"), "x\ny\n");

    assertThat(RowDigest.of(parts, true)).isEqualTo(digest("a,b\n1,x\n2,y\n3,z\n"));
    assertThat(RowDigest.of(parts, true).rows()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `"x",y`,          `x,y`
          `"a ""b"" c",1`,  `"a ""b"" c","1"`
          `"",1`,           `,1`
          12.50,            12.5
          -12.00,           -12
          100.0,            100
          """)
  void spellingsOfAValueDoNotCount(String one, String other) throws IOException {
    assertThat(digest("h\n" + one + "\n")).isEqualTo(digest("h\n" + other + "\r\n"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          `x,y`,      `y,x`
          `x,y`,      `xy,`
          `"x,y"`,    `x,y`
          `"a ""b"`,  `"a b"`
          12.05,      12.5
          100,        1
          1.2.0,      1.2
          .50,        .5
          v1.50,      v1.5
          """)
  void valuesCount(String one, String other) throws IOException {
    assertThat(digest("h\n" + one + "\n")).isNotEqualTo(digest("h\n" + other + "\n"));
  }

  @Test
  void aRowThatIsThereTwiceCountsTwice() throws IOException {
    assertThat(digest("h\n1\n2\n2\n3\n3\n")).isNotEqualTo(digest("h\n1\n"));
    assertThat(digest("h\n1\n2\n2\n")).isNotEqualTo(digest("h\n2\n1\n1\n"));
  }

  @Test
  void aLineEndWithinQuotesEndsNoRow() throws IOException {
    RowDigest digest = digest("h\n\"1\r\n2\"\n3\n");

    assertThat(digest.rows()).isEqualTo(2);
    assertThat(digest).isNotEqualTo(digest("h\n\"1\n2\"\n3\n"));
  }

  @Test
  void rowsLongerThanABufferAreReadWhole() throws IOException {
    String text = "x".repeat(3 << 20);

    assertThat(digest("h\n" + text + ",1\n")).isEqualTo(digest("h\n\"" + text + "\",\"1\"\n"));
  }

  @Test
  void aFileThatEndsWithinQuotesIsRefused() {
    assertThatThrownBy(() -> digest("h\n\"1\n"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("ends within quotes");
  }

  @Test
  void answersAreComparedByTheFirstDigitsOfTheirDecimalNumbers() throws IOException {
    Path one = Files.createDirectories(dir.resolve("one/q1"));
    Files.writeString(one.resolve("part-0.csv"), "h\n5.3234821165E8,1.5,7\n");
    Files.writeString(Files.createDirectories(dir.resolve("one/q1-step")).resolve("p"), "h\n9\n");
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.writeString(other.resolve("q1.csv"), "h\n532348211.6499993,1.50000000001,7\n");

    assertThat(RowDigest.ofAnswers(dir.resolve("one")))
        .isEqualTo(RowDigest.ofAnswers(other))
        .extracting(RowDigest::rows)
        .isEqualTo(1L);
    Files.writeString(other.resolve("q1.csv"), "h\n532348221.6499993,1.50000000001,7\n");
    assertThat(RowDigest.ofAnswers(dir.resolve("one"))).isNotEqualTo(RowDigest.ofAnswers(other));
  }

  private RowDigest digest(String csv) throws IOException {
    return RowDigest.of(Files.writeString(dir.resolve(files++ + ".csv"), csv), true);
  }
}
