package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quern.records.commit.BadRow;
import quern.records.commit.Part;
import quern.records.commit.Storage;

class SummaryTest {
  private static final Summary CLEAN =
      new Summary(
          "out",
          200,
          198,
          "",
          Map.of(),
          List.of(),
          Map.of(),
          0,
          0,
          0,
          0,
          1,
          12_345,
          List.of(new Part("part-m-00000.csv", 198, 11_000, "")),
          Storage.DEFAULT,
          Locality.UNKNOWN,
          1900,
          0);

  private static final Summary SLOW =
      new Summary(
          "out",
          1_000_000,
          999_990,
          "bad",
          Map.of("fewer fields than columns", 8L, "invalid UTF-8", 2L),
          List.of(new BadRow("in.csv", 120, 9, "invalid UTF-8", "x\u001b[1m")),
          Map.of("income", 5L),
          3,
          7,
          2,
          4,
          2,
          2_000_000_000L,
          IntStream.range(0, 10).mapToObj(i -> new Part("p" + i, i, 10, "")).toList(),
          new Storage("ALL_SSD", "", 2),
          new Locality(1100, 1, 0, 0),
          83_000,
          1);

  @Test
  void aCleanRunTakesThreeLines() {
    assertThat(CLEAN.text())
        .isEqualTo(
            """
            read      200 rows, 12.3 kB in 1 file
            wrote     198 rows, 11.0 kB in 1 part: out
            took      1.9 s""");
  }

  @Test
  void whatWentWrongIsToldByReasonAndColumn() {
    assertThat(SLOW.text())
        .contains("malformed 10 rows: fewer fields than columns 8, invalid UTF-8 2, in bad\n")
        .contains("in.csv, line 9 (byte 120): invalid UTF-8: x\\x1b[1m\n")
        .contains("misfits   5 values taken as null, not being of the column's type: income 5\n")
        .contains("blank     3 lines passed over\n")
        .contains(
            "corrected 7 codewords in 2 chunks of damaged input; 'quern repair' mends the files\n")
        .contains("shuffle   not proved: mapreduce.job.map.output.collector.class or mapreduce.")
        .contains("and 2 more, with 0 to 9 rows each\n")
        .contains("kept      in HDFS with storage policy ALL_SSD, replication 2\n")
        .contains("maps      1,101 launched: 1,100 node-local, 1 rack-local\n")
        .contains("took      1:23, with 1 run more than one");
  }

  @Test
  void jsonHasTheSame() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, UTF_8);
    CLEAN.printJson(stream);

    assertThat(out.toString(UTF_8))
        .contains("\"rowsIn\" : 200", "\"seconds\" : 1.9", "\"part-m-00000.csv\"")
        .doesNotContain("storage", "maps");
  }

  @Test
  void jsonTellsTheStorageAndWhereMapsRan() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SLOW.printJson(new PrintStream(out, true, UTF_8));

    assertThat(out.toString(UTF_8).replaceAll("\\s+", ""))
        .contains("\"storage\":{\"policy\":\"ALL_SSD\",\"replication\":2}")
        .contains(
            "\"maps\":{\"nodeLocal\":1100,\"rackLocal\":1,\"offRack\":0,\"inApplicationMaster\":0}");
  }
}
