package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static quern.records.csv.Reading.utf8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import quern.records.csv.Reading.Stretch;
import quern.records.csv.Reading.TestRow;

class RowReaderTest {
  private static final Dialect NO_HEADER = Dialect.RFC_4180.with(CsvOption.HEADER, "false");

  /** Files that hold every case of RFC 4180, three fields a row. */
  static Stream<String> files() {
    String wide = "x".repeat(70);
    return Stream.of(
        "",
        "a,b,c\n",
        "a,b,c",
        "1,2,3\n4,5,6\n7,8,9\n",
        "1,2,3\r\n4,5,6\r\n7,8,9\r\n",
        "1,2,3\r4,5,6\r7,8,9",
        "1,2,3\r\n4,5,6\n7,8,9\r10,11,12\n",
        "1,\"two, three\",4\n5,\"6 \"\"seven\"\" 8\",9\n",
        "1,\"line\nbreak\",3\n4,\"crlf\r\nbreak\",6\r\n7,\"cr\rbreak\",9\n",
        ",,\n1,,3\n,,\"\"\n\"\",\"\",\"\"\n",
        "\"\"\"\",\"\"\"\"\"\",\"a\"\"\"\n\"\"\"b\",c,d\n",
        "1,2,3\n\n\n4,5,6\n\n",
        "ä,ö,ü\n日本,\"語,\n語\",😀\n",
        wide + "," + wide + "," + wide + "\n1,2,3\n" + wide + ",\"" + wide + "\n" + wide + "\",z\n",
        "1,2,\"" + "\n".repeat(90) + "\"\n" + "4,5,6\n".repeat(5),
        "\"" + "a,b,c\n".repeat(30) + "\",2,3\n4,5,6\n");
  }

  @ParameterizedTest
  @MethodSource("files")
  void agreesWithAnIndependentParser(String file) throws IOException {
    List<List<@Nullable String>> expected = new ArrayList<>();
    CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
    try (CSVParser parser = CSVParser.parse(new StringReader(file), format)) {
      for (CSVRecord record : parser) {
        expected.add(record.stream().toList());
      }
    }
    List<List<@Nullable String>> found = new ArrayList<>();
    for (TestRow row : Reading.whole(utf8(file), NO_HEADER, 3)) {
      assertThat(row.malformed()).isNull();
      found.add(row.fields().stream().map(f -> f == null ? "" : f).toList());
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsTheSameRowsWhereverAFileIsSplit(String file) {
    splitsEverywhere(utf8(file), NO_HEADER, 3);
  }

  @Test
  void readsTheSameRowsInStretchesSmallerThanARow() {
    for (String file : files().toList()) {
      byte[] bytes = utf8(file);
      for (int step : new int[] {1, 2, 3, 7, 64}) {
        List<TestRow> rows = new ArrayList<>();
        long next = -1;
        for (int at = 0; at < Math.max(bytes.length, 1); at += step) {
          long end = at + step >= bytes.length ? Long.MAX_VALUE : at + step;
          Stretch stretch =
              at == 0
                  ? Reading.start(bytes, NO_HEADER, 3, end)
                  : Reading.known(bytes, NO_HEADER, 3, next, end);
          rows.addAll(stretch.rows());
          next = stretch.next();
        }
        assertThat(rows).isEqualTo(Reading.whole(bytes, NO_HEADER, 3));
      }
    }
  }

  /** Text of bytes that matter, in no order that makes sense: steps and parser must agree on it. */
  @Test
  void readsRowsOfAnyWidthAndShortOnesBehindThem() {
    for (int width : new int[] {1000, 4122, 5032, 8192, 10_000}) {
      for (int shift = 0; shift < 64; shift += 7) {
        String wide = "x".repeat(shift) + ",".repeat(width - 1) + "\n";
        byte[] bytes = utf8(wide + "x\n" + wide + "x\ny\n" + wide);

        List<TestRow> rows = Reading.start(bytes, NO_HEADER, width, Long.MAX_VALUE).rows();

        assertThat(rows).hasSize(6);
      }
    }
  }

  @Test
  void theStepsAgreeWithTheParserOnAnyBytes() {
    String[] alphabet = {
      "a",
      ",",
      "\n",
      "\"",
      "\r",
      "\r\n",
      "\"\"",
      "b,c",
      "\",\"",
      " ",
      "\0",
      "ü",
      "\\",
      "#",
      ";",
      "\t",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    };
    List<Dialect> dialects =
        List.of(
            NO_HEADER,
            NO_HEADER.with(CsvOption.QUOTE, ""),
            NO_HEADER.with(CsvOption.ESCAPE, "\\"),
            NO_HEADER.with(CsvOption.ESCAPE, ""),
            NO_HEADER.with(CsvOption.COMMENT, "#"),
            NO_HEADER.with(CsvOption.SEP, ";"),
            NO_HEADER.with(CsvOption.LINE_SEP, "\n"),
            NO_HEADER.with(CsvOption.LINE_SEP, "\r\n"),
            NO_HEADER.with(CsvOption.SEP, ",b"),
            NO_HEADER.with(
                Map.of(
                    CsvOption.IGNORE_LEADING_WHITE_SPACE,
                    "true",
                    CsvOption.IGNORE_TRAILING_WHITE_SPACE,
                    "true")));
    Random random = new Random(20260101);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int pieces = random.nextInt(40);
      int kinds = 2 + random.nextInt(alphabet.length - 2);
      for (int j = 0; j < pieces; j++) {
        text.append(alphabet[random.nextInt(kinds)]);
      }
      byte[] bytes = utf8(text.toString());
      Dialect dialect = dialects.get(random.nextInt(dialects.size()));
      int width = 1 + random.nextInt(3);
      assertThat(Reading.whole(bytes, dialect, width))
          .as("%s read as %s, %d wide", text, dialect, width)
          .isEqualTo(rowByRow(bytes, dialect, width));
    }
  }

  @Test
  void readsTheSameRowsOfAnyBytesWhereverTheyAreSplit() {
    Random random = new Random(7);
    String[] alphabet = {
      "a", ",", "\n", "\"", "\r\n", "\"\"", "\",\"", "1,2,3\n", "\"x\ny\",2,3\n"
    };
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j > 0; j--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }
      splitsEverywhere(utf8(text.toString()), NO_HEADER, 3);
    }
  }

  @Test
  void guessesTheStartRightInOrdinaryFiles() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      text.append(i).append(",name ").append(i % 7).append(',');
      switch (random.nextInt(4)) {
        case 0 -> text.append("\"with, comma\"");
        case 1 -> text.append("\"line\nbreak, and \"\"quotes\"\"\"");
        case 2 -> text.append("\"two\n\nlines\"");
        default -> text.append("plain");
      }
      text.append('\n');
    }
    byte[] bytes = utf8(text.toString());
    for (int split = 1; split < bytes.length; split++) {
      long right = Reading.start(bytes, NO_HEADER, 3, split).next();
      assertThat(Reading.guess(bytes, NO_HEADER, 3, split, Long.MAX_VALUE).first())
          .as("split at %d", split)
          .isEqualTo(right);
    }
  }

  @Test
  void readsManyShortLinesWhereRowsShouldBeWide() {
    for (int width : new int[] {2, 300, 5_000, 20_000}) {
      byte[] bytes = utf8("a\n".repeat(3_000) + "b".repeat(200) + "\n" + ",".repeat(99) + "\n");
      List<TestRow> rows = Reading.whole(bytes, NO_HEADER, width);
      assertThat(rows).hasSize(3_002);
      assertThat(rows.subList(0, 3_000))
          .allMatch(row -> row.fields().size() == width && "a".equals(row.fields().get(0)));
    }
  }

  @Test
  void findsTheEndOfATooLongRowWhereverTheBufferCutsItsLineEnd() {
    for (String lineSep : new String[] {"", "\n", "|~~|"}) {
      Dialect dialect = NO_HEADER.with(CsvOption.LINE_SEP, lineSep);
      String end = lineSep.isEmpty() ? "\r\n" : lineSep;
      for (int length = (256 << 10) - 6; length < (256 << 10) + 3; length++) {
        byte[] bytes = utf8("x".repeat(length) + end + "1,2" + end);
        List<TestRow> rows = Reading.stretch(bytes, dialect, 2, bytes.length, -1, -1, 100).rows();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).malformed()).isEqualTo(Malformed.ROW_TOO_LONG);
        assertThat(rows.get(1))
            .isEqualTo(new TestRow(length + end.length(), List.of("1", "2"), null));
      }
    }
  }

  @Test
  void passesOverCommentsLongerThanTheLongestRow() {
    String comment = "#" + "x".repeat(5_000) + "\n";
    Dialect dialect = NO_HEADER.with(CsvOption.COMMENT, "#");
    Dialect withHeader = dialect.with(CsvOption.HEADER, "true");
    for (int before = 0; before < 4; before++) {
      byte[] bytes =
          utf8(comment.repeat(60) + "1,2\n".repeat(before) + comment.repeat(600) + "3,4\n");
      Stretch rows = Reading.stretch(bytes, dialect, 2, bytes.length, -1, -1, 1_000);
      assertThat(rows.rows()).hasSize(before + 1).allMatch(row -> row.malformed() == null);
      assertThat(rows.lines()).isEqualTo(661 + before);
      Stretch behindHeader = Reading.stretch(bytes, withHeader, 2, bytes.length, -1, -1, 1_000);
      assertThat(behindHeader.rows()).hasSize(before);
      assertThat(behindHeader.lines()).isEqualTo(661 + before);
    }
  }

  @Test
  void tellsTheLineOfEachRow() throws IOException {
    String comment = "#" + "x".repeat(5_000) + "\r\n";
    byte[] bytes = utf8(comment.repeat(100) + "a,b\r\n" + "1\n\"2\n2\"\n3,4\n\n".repeat(40_000));
    try (RowReader reader = new RowReader(Dialect.RFC_4180.with(CsvOption.COMMENT, "#"), 1_000)) {
      reader.countLines();
      reader.openStart(new ByteArrayInputStream(bytes), "test.csv", Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(2);
      long expected = 102;
      while (reader.read(batch)) {
        for (int row = 0; row < batch.rows(); row++) {
          assertThat(reader.line(batch, row)).isEqualTo(expected);
          expected += expected % 5 == 3 ? 2 : 1;
          expected += expected % 5 == 1 ? 1 : 0;
        }
      }
      assertThat(reader.lines()).isEqualTo(101 + 40_000 * 5L);
    }
  }

  @Test
  void whiteSpaceThatSeparatesIsNotTrimmed() {
    Dialect tabs =
        NO_HEADER.with(
            Map.of(
                CsvOption.SEP, "\t",
                CsvOption.IGNORE_LEADING_WHITE_SPACE, "true",
                CsvOption.IGNORE_TRAILING_WHITE_SPACE, "true"));
    // Each row once for the steps, and at the end, without its line end, for the parser.
    for (String row : new String[] {"\"a\"\t\tb", "\"a\"\t\t\"b\"", " a \t \t \"b\" "}) {
      assertThat(Reading.whole(utf8(row + "\n" + row), tabs, 3))
          .hasSize(2)
          .allMatch(found -> found.fields().equals(Arrays.asList("a", null, "b")))
          .allMatch(found -> found.malformed() == null);
    }
  }

  @Test
  void readsNothingWhereTheFirstRowStartsFarBehindTheStretch() throws IOException {
    try (RowReader reader = new RowReader(NO_HEADER, 1_000)) {
      reader.openKnown(new ByteArrayInputStream(utf8("1,2\n")), "test.csv", 5L << 30, 1L << 30);
      assertThat(reader.read(reader.newBatch(2))).isFalse();
      assertThat(reader.next()).isEqualTo(5L << 30);
    }
  }

  private static void splitsEverywhere(byte[] bytes, Dialect dialect, int width) {
    List<TestRow> whole = Reading.whole(bytes, dialect, width);
    for (int split = 1; split < bytes.length; split++) {
      Stretch head = Reading.start(bytes, dialect, width, split);
      Stretch tail = Reading.guess(bytes, dialect, width, split, Long.MAX_VALUE);
      if (tail.first() != head.next()) {
        // The proof would have found it, and the job be run again with the start that is known.
        tail = Reading.known(bytes, dialect, width, head.next(), Long.MAX_VALUE);
      }
      List<TestRow> rows = new ArrayList<>(head.rows());
      rows.addAll(tail.rows());
      assertThat(rows).as("split at %d", split).isEqualTo(whole);
      assertThat(tail.next()).isEqualTo(bytes.length);
    }
  }

  /** The rows by the parser alone, which defines them. */
  private static List<TestRow> rowByRow(byte[] bytes, Dialect dialect, int width) {
    RowParser parser = new RowParser(dialect, Reading.MAX_ROW);
    List<TestRow> rows = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      if (bytes[at] == dialect.comment) {
        do {
          int end = parser.lineEnd(bytes, at, bytes.length);
          at += Math.max(end, 1);
          if (end > 0) {
            break;
          }
        } while (at < bytes.length);
        continue;
      }
      int next = parser.parse(bytes, at, bytes.length, true);
      if (width == 1 || parser.count > 1 || parser.end > at) {
        rows.addAll(row(bytes, at, parser, dialect, width));
      }
      at = next;
    }
    return rows;
  }

  private static List<TestRow> row(
      byte[] bytes, int at, RowParser parser, Dialect dialect, int width) {
    RowBatch batch = new RowBatch(dialect, width);
    batch.bytes = bytes;
    batch.rows = 1;
    batch.starts = new int[] {at};
    batch.ends = new int[] {parser.end};
    batch.fieldEnds = Arrays.copyOf(parser.fieldEnds, Math.max(width, parser.count));
    Arrays.fill(
        batch.fieldEnds, Math.min(parser.count, width), batch.fieldEnds.length, RowBatch.MISSING);
    @Nullable Malformed malformed = parser.malformed;
    if (malformed == null && parser.count < width) {
      malformed = Malformed.TOO_FEW_FIELDS;
    } else if (malformed == null && parser.count > width) {
      malformed = Malformed.TOO_MANY_FIELDS;
    }
    for (int p = at; malformed == null && p < parser.end; p++) {
      malformed = bytes[p] == 0 ? Malformed.NUL_BYTE : null;
    }
    batch.reasons = new byte[] {malformed == null ? 0 : malformed.code()};
    batch.anyMalformed = malformed != null;
    return Reading.rows(batch);
  }
}
