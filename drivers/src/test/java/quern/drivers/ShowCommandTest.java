package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  @TempDir private Path scratch;

  @Test
  void numbersStandRightAndWideCharactersAreMeasured() throws IOException {
    Path file = file("a.csv", "id,name,x\n1,山田,y\n-20,e\u0301a,\n3,👩‍👩‍👧,z\n");

    assertThat(Cli.run("show", file.toString()).out())
        .isEqualTo(
            """
              id  name    x
            long  string  string
            ────  ──────  ──────
               1  山田    y
             -20  e\u0301a      null
               3  👩‍👩‍👧      z
            """);
  }

  @Test
  void dataCannotCommandTheTerminal() throws IOException {
    Path file = file("a.csv", "a\n\"x\u001b[31m\ny\u202e\tz\"\n");

    assertThat(Cli.onTerminal(80, "show", file.toString()).out())
        .contains("x\\x1b[31m\\ny\\u202e\\tz");
  }

  @Test
  void onATerminalTheWidestCellsAreCutAndNothingElse() throws IOException {
    Path file = file("a.csv", "id,text\n1," + "long ".repeat(50) + "\n");

    Cli.Result narrow = Cli.onTerminal(40, "show", file.toString());
    Cli.Result piped = Cli.run("show", file.toString());

    assertThat(narrow.out().lines()).allMatch(line -> TextWidth.of(line) <= 40);
    assertThat(narrow.out()).contains("   1  long long").contains("…");
    assertThat(piped.out()).contains("long ".repeat(49) + "long").doesNotContain("…");
  }

  @Test
  void columnsWithoutRoomAreLeftOutOfTheMiddleAndCounted() throws IOException {
    StringBuilder text = new StringBuilder("first");
    for (int i = 0; i < 50; i++) {
      text.append(",column").append(i);
    }
    Path file = file("a.csv", text + ",last\n" + "v,".repeat(51) + "v\n");

    Cli.Result result = Cli.onTerminal(60, "show", file.toString());

    assertThat(result.out().lines()).allMatch(line -> TextWidth.of(line) <= 60);
    assertThat(result.out()).startsWith("first ").contains("  …  ").contains("  last\n");
    assertThat(result.err()).contains(" of 52 columns are not shown");
  }

  @Test
  void nullIsDimOnATerminal() throws IOException {
    Path file = file("a.csv", "a,b\n1,\n");

    assertThat(Cli.onTerminal(80, "show", file.toString()).out())
        .contains("\u001b[2mnull\u001b[0m");
    assertThat(Cli.run("show", file.toString()).out()).endsWith("   1  null\n");
  }

  @Test
  void filesOfADirectoryFollowOneAnotherAndHiddenOnesAreNotRead() throws IOException {
    file("part-2.csv", "b,a\n2,x\n");
    file("part-1.csv", "a,b\ny,1\n");
    file("_hidden", "zzz\n");
    file(".hidden.csv", "zzz\n");
    file("empty.csv", "");

    Cli.Result result = Cli.run("show", scratch.toString());

    assertThat(result.out().lines().skip(3)).containsExactly("y          1", "x          2");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void rowsBeyondTheLimitAreToldOf() throws IOException {
    Path file = file("a.csv", "a\n1\n2\n3\n");

    assertThat(Cli.run("show", "-n", "2", file.toString()).err()).contains("there are more rows");
    assertThat(Cli.run("show", "-n", "3", file.toString()).err()).isEmpty();
    assertThat(Cli.run("show", "-n", "2", "--quiet", file.toString()).err()).isEmpty();
  }

  @Test
  void compressedAndTranscodedFilesAreRead() throws IOException {
    Path zipped = scratch.resolve("a.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write("a\nzipped\n".getBytes(StandardCharsets.UTF_8));
    }
    Path latin =
        Files.write(scratch.resolve("l.csv"), "a\nJosé\n".getBytes(StandardCharsets.ISO_8859_1));
    Path wide = Files.write(scratch.resolve("w.csv"), "a\n日本\n".getBytes(StandardCharsets.UTF_16));

    assertThat(Cli.run("show", zipped.toString()).out()).contains("\nzipped\n");
    assertThat(Cli.run("show", "--encoding", "latin1", latin.toString()).out())
        .contains("\nJosé\n");
    assertThat(Cli.run("show", "--encoding", "UTF-16", wide.toString()).out()).contains("\n日本\n");
    assertThat(Cli.run("show", wide.toString()).err()).contains("--encoding UTF-16");
  }

  @Test
  void withoutHeaderColumnsAreNumbered() throws IOException {
    Path file = file("a.csv", "1;x\n2;y\n");

    assertThat(Cli.run("show", "--no-header", "--sep", ";", file.toString()).out())
        .startsWith(" _c0  _c1\nlong  string\n");
  }

  @Test
  void aMalformedRowIsKeptLeftOutOrRefused() throws IOException {
    Path file = file("a.csv", "a,b\n1,2\n3\n5,6\n");

    assertThat(Cli.run("show", file.toString()).out()).contains("   3  null");
    assertThat(Cli.run("show", "--mode", "drop", file.toString()).out().lines()).hasSize(5);
    Cli.Result refused = Cli.run("show", "--mode", "failfast", file.toString());
    assertThat(refused.err()).contains("the row at byte 8 is malformed: fewer fields");
    assertThat(refused.exit()).isEqualTo(3);
  }

  @Test
  void jsonHasAnObjectALineWithTypedValues() throws IOException {
    Path file = file("a.csv", "id,x,ok,t\n1,2.5,true,\"a\nb\"\n,NaN,,\n");

    assertThat(Cli.run("show", "--json", file.toString()).out())
        .isEqualTo(
            """
            {"id":1,"x":2.5,"ok":true,"t":"a\\nb"}
            {"id":null,"x":"NaN","ok":null,"t":null}
            """);
  }

  @Test
  void anEmptyInputNeedsASchema() throws IOException {
    Path file = file("a.csv", "");

    Cli.Result result = Cli.run("show", file.toString());

    assertThat(result.err()).contains("there is no row in the input", "--schema names them");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void aNameThatStandsTwiceGetsItsPosition() throws IOException {
    assertThat(Cli.run("show", file("a.csv", "a,b,a\n1,2,3\n").toString()).out())
        .startsWith("  a0     b    a2\n");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(scratch.resolve(name), text);
  }
}
