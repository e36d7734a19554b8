package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static quern.drivers.People.olderThan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;
import quern.records.commit.Manifest;
import quern.records.commit.Part;
import quern.records.commit.RowHash;
import quern.records.commit.TaskPage;

/** The {@code csv} command without a shuffle: rows are filtered and written where they are read. */
class CsvJobTest {
  private static final long SPLIT = 8 << 10;

  private final List<List<@Nullable String>> people = People.rows(600, 1);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  @Test
  void whereKeepsTheRowsForWhichTheConditionIsTrueInTheOrderOfTheInput() throws IOException {
    Jobs.csv(SPLIT, input, output, "--where", "age > 18").ok();

    assertThat(Jobs.parts(output)).hasSizeGreaterThan(2);
    assertThat(Jobs.allRows(output, People.HEADER))
        .isEqualTo(People.where(people, olderThan(18)))
        .hasSizeGreaterThan(300);
  }

  @Test
  void withoutConditionsTheOutputHasTheBytesOfTheInput() throws IOException {
    Jobs.csv(SPLIT, input, output, "--out-header", "false").ok();

    StringBuilder text = new StringBuilder(People.HEADER).append('\n');
    for (Path part : Jobs.parts(output)) {
      text.append(Files.readString(part));
    }
    assertThat(text.toString()).isEqualTo(Files.readString(input));
  }

  @Test
  void withoutAQuoteAQuoteIsAnyCharacter() throws IOException {
    Files.writeString(input, "a,b\n\"1,2\n3,4\"\n");

    Jobs.csv(SPLIT, input, output, "--quote", "", "--out-quote", "").ok();

    assertThat(Jobs.parts(output)).hasSize(1);
    assertThat(Jobs.parts(output).get(0)).hasContent("a,b\n\"1,2\n3,4\"\n");
  }

  @Test
  void filesAndFoldersWithHiddenNamesAreReadWhereTheyAreNamed() throws IOException {
    Path folder = Files.createDirectories(scratch.resolve("_in/more")).getParent();
    Path file = Files.writeString(scratch.resolve(".a[1].csv"), "a\n1\n");
    Path plain = Files.writeString(scratch.resolve("plain.csv"), "a\n2\n");
    Files.writeString(folder.resolve("b.csv"), "a\n3\n");
    Files.writeString(folder.resolve("_c.csv"), "a\n4\n");
    Files.writeString(folder.resolve("more/d.csv"), "a\n5\n");

    String[] paths = {file.toString(), plain.toString(), folder.toString(), output.toString()};
    Cli.Result result = Cli.run("csv", paths[0], paths[1], paths[2], paths[3], "--quiet");

    assertThat(result.err()).isEmpty();
    assertThat(Jobs.parts(output)).hasSize(1);
    assertThat(Jobs.parts(output).get(0)).hasContent("a\n1\n2\n3\n");
  }

  @Test
  void selectComputesReordersAndRenames() throws IOException {
    Jobs.csv(
            SPLIT,
            input,
            output,
            "--where",
            "age between 30 and 40 or city = 'Köln'",
            "--select",
            "comment, id, age + 1 as next, income / 2 as half, city")
        .ok();

    List<List<@Nullable String>> expected = new ArrayList<>();
    for (List<@Nullable String> row : people) {
      String age = row.get(2);
      boolean ofAge = age != null && Integer.parseInt(age) >= 30 && Integer.parseInt(age) <= 40;
      if (ofAge || "Köln".equals(row.get(3))) {
        String income = row.get(4);
        expected.add(
            Arrays.asList(
                row.get(5),
                row.get(0),
                age == null ? null : Integer.parseInt(age) + 1 + "",
                income == null ? null : Double.parseDouble(income) / 2 + "",
                row.get(3)));
      }
    }
    assertThat(Jobs.allRows(output, "comment,id,next,half,city")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"none,.csv", "snappy,.csv.snappy", "gzip,.csv.gz", "zstd,.csv.zst"})
  void aCodecCompressesThePartsAndNamesThem(String codec, String extension) throws IOException {
    Jobs.csv(SPLIT, input, output, "--codec", codec, "--where", "age > 18").ok();

    for (Path part : Jobs.parts(output)) {
      assertThat(part.getFileName().toString()).matches("part-m-\\d{5}\\..*").endsWith(extension);
    }
    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(People.where(people, olderThan(18)));
  }

  @Test
  void theOutputCanBeReadAsInputWhateverItsCodec() throws IOException {
    Path again = scratch.resolve("again");
    Jobs.csv(SPLIT, input, output, "--codec", "snappy").ok();
    Jobs.csv(SPLIT, output, again).ok();

    assertThat(Jobs.allRows(again, People.HEADER)).isEqualTo(people);
  }

  @Test
  void theManifestSaysWhatThePartsHold() throws IOException {
    Jobs.csv(SPLIT, input, output, "--where", "age > 18", "--codec", "gzip", "-D", "a.b=c").ok();

    Manifest manifest = Jobs.manifest(output);
    assertThat(manifest.command()).endsWith(" -D a.b=c");
    assertThat(manifest.codec()).isEqualTo("gzip");
    assertThat(manifest.schema().names()).containsExactly(People.HEADER.split(","));
    assertThat(manifest.schema().toString()).contains("age long").contains("income double");
    assertThat(manifest.command()).startsWith("quern csv ").contains("age > 18");
    assertThat(manifest.counts())
        .containsEntry(TaskPage.ROWS_IN, 600L)
        .containsEntry(TaskPage.ROWS_OUT, (long) People.where(people, olderThan(18)).size());
    assertThat(manifest.inputs()).hasSize(1);
    assertThat(manifest.inputs().get(0).length()).isEqualTo(Files.size(input));
    assertThat(manifest.parts().stream().map(Part::name).toList())
        .isEqualTo(Jobs.parts(output).stream().map(part -> part.getFileName().toString()).toList());
    for (Part part : manifest.parts()) {
      Path file = output.resolve(part.name());
      assertThat(part.bytes()).isEqualTo(Files.size(file));
      assertThat(part.rows()).isEqualTo(Jobs.rows(file, People.HEADER).size());
      assertThat(part.hash()).isEqualTo(hash(Jobs.text(file)));
    }
  }

  /** The sum of the rows' hashes: line ends in quotes belong to their row. */
  private static String hash(String text) {
    RowHash hash = new RowHash();
    boolean quoted = false;
    int start = text.indexOf('\n') + 1;
    for (int i = start; i < text.length(); i++) {
      quoted ^= text.charAt(i) == '"';
      if (text.charAt(i) == '\n' && !quoted) {
        byte[] row = text.substring(start, i).getBytes(UTF_8);
        hash.add(row, 0, row.length);
        start = i + 1;
      }
    }
    return hash.toString();
  }

  @Test
  void aPartWithoutRowsStillHasItsHeader() throws IOException {
    Jobs.csv(SPLIT, input, output, "--where", "id < 10").ok();

    assertThat(Jobs.parts(output)).hasSizeGreaterThan(2);
    assertThat(Jobs.allRows(output, People.HEADER)).hasSize(10);
  }

  @Test
  void theOutputIsWrittenInTheDialectAskedFor() throws IOException {
    Jobs.csv(
            SPLIT,
            input,
            output,
            "--out-sep",
            ";",
            "--out-quote",
            "'",
            "--out-escape",
            "\\",
            "--out-null-value",
            "NULL",
            "--out-line-sep",
            "\\r\\n")
        .ok();

    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(';')
            .setQuote('\'')
            .setEscape('\\')
            .setNullString("NULL")
            .setRecordSeparator("\r\n")
            .get();
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      List<List<@Nullable String>> found = Jobs.parse(Jobs.text(part), format);
      assertThat(found.get(0)).containsExactly(People.HEADER.split(","));
      rows.addAll(found.subList(1, found.size()));
    }
    assertThat(rows).isEqualTo(people);
  }

  @Test
  void aValueThatLooksLikeTheOutputsNullIsQuoted() throws IOException {
    Path file = Files.writeString(scratch.resolve("na.csv"), "a,b\nNA,\n\"\",x\n");
    Jobs.run("csv", file, output, "--out-null-value", "NA").ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0))).isEqualTo("a,b\n\"NA\",NA\n\"\",x\n");
  }

  @Test
  void existingOutputIsRefusedAndLeftAlone() throws IOException {
    Jobs.run("csv", input, output, "--where", "id = 1").ok();
    List<String> before = Jobs.names(output);

    Jobs.Result result = Jobs.run("csv", input, output);

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("existing output").contains("--overwrite");
    assertThat(Jobs.names(output)).isEqualTo(before);
    assertThat(Jobs.allRows(output, People.HEADER)).hasSize(1);
  }

  @Test
  void overwriteReplacesTheOutputAndLeavesNothingElseBehind() throws IOException {
    Jobs.csv(SPLIT, input, output).ok();
    Jobs.run("csv", input, output, "--where", "id < 2", "--overwrite", "--codec", "gzip").ok();

    assertThat(Jobs.parts(output)).hasSize(1);
    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(people.subList(0, 2));
    assertThat(Jobs.names(output))
        .filteredOn(name -> !name.endsWith(".crc"))
        .containsExactly("_SUCCESS", "_quern.json", "part-m-00000.csv.gz");
    assertThat(Jobs.names(scratch)).containsExactly("out", "people.csv");
  }

  @Test
  void aFailingJobLeavesTheOutputItWasToOverwriteAsItWas() throws IOException {
    Jobs.run("csv", input, output, "--where", "id < 2").ok();
    Map<String, String> before = contents(output);
    Path bad = Files.writeString(scratch.resolve("bad.csv"), "a,b\n1,2\n3\n");

    Jobs.Result result = Jobs.run("csv", bad, output, "--overwrite", "--mode", "failfast");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(contents(output)).isEqualTo(before);
    assertThat(Jobs.names(scratch)).containsExactly("bad.csv", "out", "people.csv");
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new java.util.TreeMap<>();
    for (String name : Jobs.names(directory)) {
      contents.put(name, Files.readString(directory.resolve(name), ISO_8859_1));
    }
    return contents;
  }

  @Test
  void overwriteDoesNotReplaceWhatIsNoOutput() throws IOException {
    Files.createDirectory(output);
    Files.writeString(output.resolve("thesis.txt"), "years of work");

    Jobs.Result result = Jobs.run("csv", input, output, "--overwrite");

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(Files.readString(output.resolve("thesis.txt"))).isEqualTo("years of work");
  }

  @Test
  void showPrintsTheFirstRowsOfTheOutput() {
    Jobs.Result result =
        Jobs.csv(SPLIT, input, output, "--where", "id >= 7", "--select", "id, name", "--show=3")
            .ok();

    assertThat(result.out().lines().filter(line -> line.contains("name ")).toList()).hasSize(3);
    assertThat(result.out()).contains(people.get(7).get(1)).contains(people.get(9).get(1));
  }

  @Test
  void theSummaryCountsRowsAndBytesInAndOut() throws IOException {
    Jobs.Result result = Jobs.csv(SPLIT, input, output, "--where", "age > 18", "--json").ok();

    long kept = People.where(people, olderThan(18)).size();
    assertThat(result.out())
        .contains("\"rowsIn\" : 600")
        .contains("\"rowsOut\" : " + kept)
        .contains("\"bytesIn\" : " + Files.size(input))
        .contains("\"reruns\" : 0");
  }

  @Test
  void aDollarSignInAConditionIsNoVariable() throws IOException {
    Path file = Files.writeString(scratch.resolve("d.csv"), "a,b\n${user.name},1\nx,2\n");
    Jobs.run("csv", file, output, "--where", "a = '${user.name}'").ok();

    assertThat(Jobs.allRows(output, "a,b")).containsExactly(List.of("${user.name}", "1"));
  }

  @Test
  void aControlCharacterCanSeparateFields() throws IOException {
    Path file = Files.writeString(scratch.resolve("d.csv"), "a\001b\n1\001x\n2\001y\n");
    Jobs.run("csv", file, output, "--sep", "\001", "--where", "a = 2").ok();

    assertThat(Jobs.allRows(output, "a,b")).containsExactly(List.of("2", "y"));
  }

  @Test
  void spacesCanSeparateFieldsAndStandForNull() throws IOException {
    Path file = Files.writeString(scratch.resolve("d.csv"), "a b\n1 x\n2 y\n");
    Jobs.run("csv", file, output, "--sep", " ", "--out-null-value", " ").ok();

    assertThat(Jobs.allRows(output, "a,b")).containsExactly(List.of("1", "x"), List.of("2", "y"));
  }
}
