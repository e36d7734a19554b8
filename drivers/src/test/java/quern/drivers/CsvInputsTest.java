package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.Codec;
import quern.codecs.Codecs;
import quern.records.Exit;

/** Every way a CSV file may be written, through the whole job, whole and in splits of any size. */
class CsvInputsTest {
  @TempDir private Path scratch;

  private Path output() {
    return scratch.resolve("out");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(scratch.resolve(name), text);
  }

  /** Files of three columns that hold every case of RFC 4180. */
  static Stream<String> files() {
    String wide = "x".repeat(90);
    return Stream.of(
        "a,b,c\n1,2,3\n4,5,6\n",
        "a,b,c\n1,2,3\n4,5,6",
        "a,b,c\r\n1,2,3\r\n4,5,6\r\n",
        "a,b,c\r1,2,3\r4,5,6",
        "\ufeffa,b,c\n1,2,3\n",
        "\ufeff\"a\",\"b\",c\n1,2,3\n",
        "a,b,c\n",
        "a,b,c",
        "a,b,c\n1,\"two, three\",4\n5,\"6 \"\"seven\"\" 8\",9\n",
        "a,b,c\n1,\"line\nbreak\",3\n4,\"crlf\r\nbreak\",6\n7,\"cr\rbreak\",9\n",
        "a,b,c\r\n1,\"line\nbreak\",3\r\n4,\"\",\r\n,,\r\n",
        "a,b,c\n,,\n\"\",\"\",\"\"\n,\"\",\n",
        "a,b,c\n\"\"\"\",\"\"\"\"\"\",\"a\"\"\"\n\"\"\"b\",c,d\n",
        "a,b,c\n1,2,3\n\n\n4,5,6\n\n",
        "ä,b,\"c\nd\"\nä,ö,ü\n日本,\"語,\n語\",😀\n",
        "a,b,c\n" + wide + "," + wide + ",1\n1,2,3\n" + wide + ",\"" + wide + "\n\",z\n",
        "a,b,c\n1,2,\"" + "\n".repeat(90) + "\"\n" + "4,5,6\n".repeat(5),
        "a,b,c\n\"" + "1,2,3\n".repeat(30) + "\",2,3\n4,5,6\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyCaseIsReadRightWholeAndInSplitsOfAnySize(String text) throws IOException {
    Path input = file("in.csv", text);
    String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
    List<List<@Nullable String>> expected = new ArrayList<>();
    for (List<@Nullable String> row : Jobs.parse(plain, Jobs.RFC_4180)) {
      if (row.size() > 1) {
        expected.add(row);
      }
    }
    for (int split : new int[] {1 << 20, 31, 7}) {
      Jobs.csv(split, input, output(), "--overwrite", "--infer", "none", "--out-header", "false")
          .ok();
      StringBuilder found = new StringBuilder();
      for (Path part : Jobs.parts(output())) {
        found.append(Jobs.text(part));
      }
      assertThat(Jobs.parse(found.toString(), Jobs.RFC_4180))
          .as("in splits of %d bytes", split)
          .isEqualTo(expected.subList(1, expected.size()));
    }
    assertThat(Jobs.manifest(output()).schema().names()).isEqualTo(expected.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip", "zstd", "bzip2", "lz4", "deflate"})
  void compressedFilesAreReadWhole(String name) throws IOException {
    List<List<@Nullable String>> people = People.rows(500, 3);
    Codec codec = Codecs.forName(name).orElseThrow();
    Path input = scratch.resolve("people.csv" + codec.extension());
    compress(codec, People.text(people, "\n"), input);

    Jobs.csv(4096, input, output(), "--where", "age > 18").ok();

    assertThat(Jobs.parts(output())).hasSize(1);
    assertThat(Jobs.allRows(output(), People.HEADER))
        .isEqualTo(People.where(people, People.olderThan(18)));
  }

  private static void compress(Codec codec, String text, Path file) throws IOException {
    CompressionCodec type = ReflectionUtils.newInstance(codec.type(), new Configuration());
    try (OutputStream out = type.createOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  @Test
  void aDamagedFileFailsTheJobAndIsNamed() throws IOException {
    for (String name : List.of("gzip", "zstd", "snappy", "bzip2")) {
      Codec codec = Codecs.forName(name).orElseThrow();
      Path whole = scratch.resolve("whole" + codec.extension());
      compress(codec, People.text(People.rows(3000, 4), "\n"), whole);
      byte[] bytes = Files.readAllBytes(whole);
      Path cut = scratch.resolve("cut.csv" + codec.extension());
      Files.write(cut, Arrays.copyOf(bytes, bytes.length * 2 / 3));

      Jobs.Result result = Jobs.run("csv", cut, output(), "--infer", "none");

      assertThat(result.exit()).as("%s: %s", name, result.err()).isEqualTo(Exit.FAILED);
      assertThat(result.err()).contains("cannot read file:" + cut);
      assertThat(output()).doesNotExist();
    }
  }

  @Test
  void anEmptyCompressedFileAmongOthersHasNoRows() throws IOException {
    compress(Codecs.forName("gzip").orElseThrow(), "", scratch.resolve("a.csv.gz"));
    compress(Codecs.forName("gzip").orElseThrow(), "x,y\n1,2\n", scratch.resolve("b.csv.gz"));
    Files.writeString(scratch.resolve("c.csv"), "\ufeff");
    Files.writeString(scratch.resolve("d.csv"), "\n\n");
    Files.writeString(scratch.resolve("e.csv"), "");

    Jobs.run("csv", scratch + "/*.csv*", output()).ok();

    assertThat(Jobs.allRows(output(), "x,y")).containsExactly(List.of("1", "2"));
  }

  @Test
  void anEmptyFileAloneIsRefusedUnlessASchemaNamesItsColumns() throws IOException {
    Path input = file("empty.csv", "");

    Jobs.Result refused = Jobs.run("csv", input, output());
    assertThat(refused.exit()).isEqualTo(Exit.USAGE);
    assertThat(refused.err()).contains("nothing tells the columns").contains("empty.csv");

    Jobs.run("csv", input, output(), "--no-header", "--schema", "a long, b string").ok();
    assertThat(Jobs.allRows(output(), "a,b")).isEmpty();
  }

  @Test
  void hundredsOfTinyFilesTakeFewTasksAndKeepTheirOrder() throws IOException {
    Path many = Files.createDirectory(scratch.resolve("many"));
    List<List<@Nullable String>> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      // The columns change places now and then.
      String text = i % 3 == 0 ? "n,m\n" + i + ",é\n" : "m,n\né," + i + "\n";
      Files.writeString(many.resolve("f%03d.csv".formatted(i)), text);
      expected.add(List.of(Integer.toString(i), "é"));
    }
    Jobs.run("csv", many, output()).ok();

    assertThat(Jobs.parts(output())).hasSize(1);
    assertThat(Jobs.allRows(output(), "n,m")).isEqualTo(expected);
    assertThat(Jobs.manifest(output()).inputs()).hasSize(400);

    Jobs.csv(1200, many, output(), "--overwrite").ok();
    assertThat(Jobs.parts(output())).hasSizeBetween(4, 8);
    assertThat(Jobs.allRows(output(), "n,m")).isEqualTo(expected);
  }

  @Test
  void rowsKeepTheOrderOfTheirFilesHoweverLargeTheseAre() throws IOException {
    Path many = Files.createDirectory(scratch.resolve("many"));
    List<List<@Nullable String>> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      StringBuilder text = new StringBuilder("n,x\n");
      for (int j = 0; j < (i % 4 == 1 ? 2000 : 1); j++) {
        text.append(i).append(",").append(j).append('\n');
        expected.add(List.of(Integer.toString(i), Integer.toString(j)));
      }
      Files.writeString(many.resolve("f%02d.csv".formatted(i)), text);
    }
    Jobs.csv(4096, many, output()).ok();

    assertThat(Jobs.allRows(output(), "n,x").equals(expected)).isTrue();
  }

  @Test
  void inputsAreReadInTheOrderGiven() throws IOException {
    Path b = file("b.csv", "n\n1\n");
    Path a = file("a.csv", "n\n2\n");

    Jobs.run("csv", b, a, output()).ok();

    assertThat(Jobs.allRows(output(), "n")).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void filesWithTheirColumnsInAnotherOrderAreReadByName() throws IOException {
    Path first = file("first.csv", "a,b,c\n1,2,3\n");
    Path second = file("second.csv", "c,a,b\n\"6,6\",4,5\n" + "9,7,8\n".repeat(40));

    Jobs.csv(50, first, second, output(), "--where", "a >= 4").ok();

    List<List<@Nullable String>> rows = Jobs.allRows(output(), "a,b,c");
    assertThat(rows).hasSize(41);
    assertThat(rows.get(0)).containsExactly("4", "5", "6,6");
    assertThat(rows.get(40)).containsExactly("7", "8", "9");
  }

  @Test
  void filesWithOtherColumnsAreAnErrorThatNamesBoth() throws IOException {
    Path first = file("first.csv", "a,b,c\n1,2,3\n");
    Path second = file("second.csv", "a,b,d\n4,5,6\n");

    Jobs.Result result = Jobs.run("csv", first, second, output());

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err())
        .contains("first.csv has a, b, c")
        .contains("second.csv has a, b, d")
        .contains("missing in the second: c")
        .contains("only in the second: d");
    assertThat(output()).doesNotExist();
  }

  @Test
  void otherColumnsAreFoundInTheJobWhenTheClientSampledOtherFiles() throws IOException {
    List<Object> args = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      args.add(file("f" + i + ".csv", i == 4 ? "a,x\n1,2\n" : "a,b\n1,2\n"));
    }
    args.addAll(List.of(output(), "--infer", "none"));

    Jobs.Result result = Jobs.csv(1 << 20, args.toArray());

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("f0.csv has a, b").contains("f4.csv has a, x");
    assertThat(output()).doesNotExist();
  }

  @Test
  void latinOneIsRead() throws IOException {
    Path input = Files.write(scratch.resolve("l.csv"), "n,ö\n1,Äpfel\n2,Öl\n".getBytes(ISO_8859_1));

    Jobs.csv(5, input, output(), "--encoding", "ISO-8859-1", "--where", "ö like 'Ö%'").ok();

    assertThat(Jobs.allRows(output(), "n,ö")).containsExactly(List.of("2", "Öl"));
  }

  @Test
  void utf16IsReadWithItsByteOrderMarkAndWithout() throws IOException {
    String text = "n,word\n1,\"日,\n本\"\n2,😀\n";
    Path marked = Files.write(scratch.resolve("m.csv"), text.getBytes(UTF_16));
    Path bare = Files.write(scratch.resolve("b.csv"), text.getBytes(UTF_16LE));
    Path both = Files.write(scratch.resolve("c.csv"), ("\ufeff" + text).getBytes(UTF_16LE));
    List<List<String>> expected = List.of(List.of("1", "日,\n本"), List.of("2", "😀"));

    Jobs.csv(7, marked, output(), "--encoding", "UTF-16").ok();
    assertThat(Jobs.allRows(output(), "n,word")).isEqualTo(expected);
    Jobs.csv(7, bare, output(), "--overwrite", "--option", "charset=UTF-16LE").ok();
    assertThat(Jobs.allRows(output(), "n,word")).isEqualTo(expected);
    Jobs.csv(7, both, output(), "--overwrite", "--encoding", "UTF-16LE").ok();
    assertThat(Jobs.allRows(output(), "n,word")).isEqualTo(expected);
  }

  @Test
  void utf16WithoutSayingSoIsAnErrorThatSaysHow() throws IOException {
    Path input = Files.write(scratch.resolve("m.csv"), "\ufeffn,m\n1,2\n".getBytes(UTF_16LE));

    Jobs.Result result = Jobs.run("csv", input, output());

    assertThat(result.exit()).isNotEqualTo(Exit.DONE);
    assertThat(result.err()).contains("--encoding UTF-16");
  }

  @Test
  void whatTheEncodingCannotReadIsMalformed() throws IOException {
    byte[] text = "n,word\n1,a\n2,b\n".getBytes(ISO_8859_1);
    text[text.length - 2] = (byte) 0xff; // no ASCII
    Path input = Files.write(scratch.resolve("m.csv"), text);

    Jobs.run("csv", input, output(), "--encoding", "US-ASCII", "--mode", "drop").ok();

    assertThat(Jobs.allRows(output(), "n,word")).containsExactly(List.of("1", "a"));
  }

  @Test
  void aSeparatorMayHaveSeveralCharacters() throws IOException {
    Path input = file("s.csv", "a||b\n1||x|y\n2||\"p||q\"\n3||\n");

    for (int split : new int[] {100, 6}) {
      Jobs.csv(split, input, output(), "--sep", "||", "--where", "a >= 1", "--overwrite").ok();
      assertThat(Jobs.allRows(output(), "a,b"))
          .containsExactly(List.of("1", "x|y"), List.of("2", "p||q"), Arrays.asList("3", null));
    }
  }

  @Test
  void aFileOfTabsAndBackslashesIsRead() throws IOException {
    Path input = file("s.tsv", "a\tb\n1\t\"say \\\"hi\\\"\"\n2\tC:\\dir\n");

    Jobs.run("csv", input, output(), "--sep", "\\t", "--escape", "\\").ok();

    assertThat(Jobs.allRows(output(), "a,b"))
        .containsExactly(List.of("1", "say \"hi\""), List.of("2", "C:\\dir"));
  }

  @Test
  void commentLinesAreNoRows() throws IOException {
    Path input = file("c.csv", "# made by hand\na,b\n1,#2\n#3,4\n5,6\n#end");

    for (int split : new int[] {1000, 7}) {
      Jobs.csv(split, input, output(), "--comment", "#", "--overwrite").ok();
      assertThat(Jobs.allRows(output(), "a,b"))
          .containsExactly(List.of("1", "#2"), List.of("5", "6"));
    }
  }

  @Test
  void nullAndEmptyValuesAreAsTheOptionsSay() throws IOException {
    Path input = file("n.csv", "id,b\n1,NA\n2,\"NA\"\n3,\n4,\"\"\n5,x\n");

    Jobs.run("csv", input, output(), "--null-value", "NA", "--where", "b is null").ok();
    assertThat(Jobs.allRows(output(), "id,b"))
        .containsExactly(Arrays.asList("1", null), Arrays.asList("3", null));

    Jobs.run("csv", input, output(), "--overwrite", "--option", "emptyValue=none").ok();
    assertThat(Jobs.allRows(output(), "id,b").get(3)).containsExactly("4", "none");
  }

  @Test
  void blanksAroundValuesAreDroppedWhenAskedFor() throws IOException {
    Path input = file("w.csv", "a, b\n1,  x y \t\n 2 ,\" z \" \n3,   \n");

    Jobs.run(
            "csv",
            input,
            output(),
            "--ignore-leading-white-space",
            "true",
            "--ignore-trailing-white-space",
            "true")
        .ok();

    assertThat(Jobs.allRows(output(), "a,b"))
        .containsExactly(List.of("1", "x y"), List.of("2", " z "), Arrays.asList("3", null));
  }

  @Test
  void datesAreReadAndWrittenInTheirFormats() throws IOException {
    Path input = file("d.csv", "id,day\n1,31.01.2024\n2,01.02.2024\n3,no day\n");

    Jobs.run(
            "csv",
            input,
            output(),
            "--date-format",
            "dd.MM.yyyy",
            "--schema",
            "id long, day date",
            "--where",
            "day > date '2024-01-31' or day is null",
            "--select",
            "id, case when day is null then null else day end as day",
            "--out-date-format",
            "yyyy/MM/dd")
        .ok();

    assertThat(Jobs.allRows(output(), "id,day"))
        .containsExactly(List.of("2", "2024/02/01"), Arrays.asList("3", null));
    assertThat(Jobs.manifest(output()).misfits()).isEqualTo(java.util.Map.of("day", 1L));
  }

  @Test
  void aLineEndOfItsOwnMayStandInForAnyOther() throws IOException {
    Path input = file("l.csv", "a,b|1,\"x\ny\"|2,z\n|");

    for (int split : new int[] {1000, 5}) {
      Jobs.csv(split, input, output(), "--line-sep", "|", "--overwrite").ok();
      assertThat(Jobs.allRows(output(), "a,b"))
          .containsExactly(List.of("1", "x\ny"), List.of("2", "z\n"));
    }
  }

  @Test
  void withoutAHeaderColumnsAreNumberedAndTheFirstRowIsARow() throws IOException {
    Path input = file("h.csv", "1,x\n2,y\n");

    Jobs.csv(3, input, output(), "--no-header", "--where", "_c0 < 3").ok();

    assertThat(Jobs.allRows(output(), "_c0,_c1"))
        .containsExactly(List.of("1", "x"), List.of("2", "y"));
  }

  @Test
  void aColumnOfBlankLinesIsAColumnOfNulls() throws IOException {
    Path input = file("one.csv", "a\n1\n\n\"\"\n2\n");

    Jobs.csv(3, input, output()).ok();

    StringBuilder text = new StringBuilder();
    for (Path part : Jobs.parts(output())) {
      text.append(Files.readString(part).replaceFirst("^a\n", ""));
    }
    assertThat(text.toString()).isEqualTo("1\n\n\"\"\n2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a [1].csv",
        "a{b,c}.csv",
        "100%.csv",
        "a?*.csv",
        "ü,ö.csv",
        "a\\b.csv",
        "a;b#c.csv"
      })
  void aFileMayHaveAnyName(String name) throws IOException {
    Path input = file(name, "a,b\n" + "1,2\n3\n".repeat(50));
    file("a 1.csv", "other,file\n1,2\n");

    Jobs.csv(60, input, output(), "--rejects", scratch.resolve("rejects")).ok();

    assertThat(Jobs.allRows(output(), "a,b")).hasSize(50).containsOnly(List.of("1", "2"));
    assertThat(Jobs.manifest(scratch.resolve("rejects")).rows()).isEqualTo(50);
  }

  @Test
  void aPatternMatchesVisibleFilesAndADirectoryIsNotReadBelow() throws IOException {
    Path many = Files.createDirectory(scratch.resolve("many"));
    Files.createDirectory(many.resolve("below"));
    Files.writeString(many.resolve("below/x.csv"), "n\n9\n");
    Files.writeString(many.resolve("_hidden.csv"), "m\n8\n");
    Files.writeString(many.resolve(".hidden.csv"), "m\n8\n");
    Files.writeString(many.resolve("b.csv"), "n\n2\n");
    Files.writeString(many.resolve("a.csv"), "n\n1\n");

    Jobs.run("csv", many, output()).ok();
    assertThat(Jobs.allRows(output(), "n")).containsExactly(List.of("1"), List.of("2"));
    Jobs.run("csv", many + "/*.csv", output(), "--overwrite").ok();
    assertThat(Jobs.allRows(output(), "n")).containsExactly(List.of("1"), List.of("2"));
    Jobs.run(
            "csv",
            many,
            output(),
            "--overwrite",
            "-D",
            "mapreduce.input.fileinputformat.input.dir.recursive=true")
        .ok();
    assertThat(Jobs.allRows(output(), "n"))
        .containsExactlyInAnyOrder(List.of("1"), List.of("2"), List.of("9"));
  }
}
