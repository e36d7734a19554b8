package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.QuernException;
import quern.records.commit.Tile;
import quern.records.commit.Tiling;
import quern.records.csv.Reading.Stretch;
import quern.records.csv.Reading.TestRow;

/** What holds for any table in any dialect: what is written is read, whole or in proved splits. */
class DialectLawsTest {
  /**
   * A table; a null among its values is SQL null. Of the text's characters many mean something in
   * some dialect.
   */
  record Table(int width, List<List<@Nullable String>> rows) {}

  @Provide
  Arbitrary<Dialect> dialects() {
    Arbitrary<String> sep = Arbitraries.of(",", ";", "\t", "|", "||", "<>", "ab", "é", "\001");
    Arbitrary<String> quote = Arbitraries.of("\"", "'");
    Arbitrary<Boolean> backslash = Arbitraries.of(true, false, false);
    Arbitrary<String> lineSep = Arbitraries.of("", "", "", "\n", "\r\n", "\r", "!", "~~");
    Arbitrary<String> nullValue = Arbitraries.of("", "", "NA", "\\N", "null");
    Arbitrary<String> comment = Arbitraries.of("", "", "#");
    Arbitrary<Boolean> trim = Arbitraries.of(true, false, false);
    return Combinators.combine(sep, quote, backslash, lineSep, nullValue, comment, trim)
        .as(
            (s, q, b, l, n, c, t) -> {
              Map<CsvOption, String> options = new EnumMap<>(CsvOption.class);
              options.put(CsvOption.SEP, s);
              options.put(CsvOption.QUOTE, q);
              options.put(CsvOption.ESCAPE, b ? "\\" : q);
              options.put(CsvOption.LINE_SEP, l);
              options.put(CsvOption.NULL_VALUE, n);
              options.put(CsvOption.COMMENT, c);
              options.put(CsvOption.IGNORE_LEADING_WHITE_SPACE, t.toString());
              options.put(CsvOption.IGNORE_TRAILING_WHITE_SPACE, t.toString());
              options.put(CsvOption.HEADER, "false");
              return Dialect.RFC_4180.with(options);
            });
  }

  @Provide
  Arbitrary<Table> tables() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a",
            "b",
            "ab",
            "x y",
            ",",
            ";",
            "|",
            "||",
            "<",
            ">",
            "\t",
            "\"",
            "\"\"",
            "'",
            "\\",
            "\\\"",
            "\n",
            "\r",
            "\r\n",
            "!",
            "~",
            "~~",
            "é",
            "日本",
            "😀",
            "NA",
            "\\N",
            "null",
            "#",
            " ",
            "\001",
            "1,2,3\n",
            "\"\n\"",
            "0123456789012345678901234567890123456789012345678901234567");
    Arbitrary<@Nullable String> values =
        pieces.list().ofMaxSize(6).map(list -> String.join("", list)).injectNull(0.15);
    return Arbitraries.integers()
        .between(1, 4)
        .flatMap(
            width ->
                values
                    .list()
                    .ofSize(width)
                    .list()
                    .ofMaxSize(25)
                    .map(rows -> new Table(width, rows)));
  }

  private static byte[] write(Table table, Dialect dialect) throws IOException {
    CsvWriter writer = new CsvWriter(dialect);
    ByteBuilder out = new ByteBuilder(1024);
    Field field = new Field();
    for (List<@Nullable String> row : table.rows()) {
      for (int i = 0; i < row.size(); i++) {
        writer.separate(i, out);
        String value = row.get(i);
        if (value == null) {
          field.setNull();
        } else {
          byte[] bytes = Reading.utf8(value);
          field.set(bytes, 0, bytes.length);
        }
        writer.value(field, out);
      }
      writer.endRow(out);
    }
    return out.toByteArray();
  }

  private static List<List<@Nullable String>> values(List<TestRow> rows) {
    List<List<@Nullable String>> values = new ArrayList<>();
    for (TestRow row : rows) {
      assertThat(row.malformed()).as("%s", row).isNull();
      values.add(row.fields());
    }
    return values;
  }

  @Property(tries = 1500)
  void whatIsWrittenIsReadWithNullsAndEmptyStringsKeptApart(
      @ForAll("tables") Table table, @ForAll("dialects") Dialect dialect) throws IOException {
    byte[] file = write(table, dialect);

    assertThat(values(Reading.whole(file, dialect, table.width()))).isEqualTo(table.rows());
  }

  @Property(tries = 700)
  void splitsOfAnySizeThatAreProvedGiveTheRowsOfTheWhole(
      @ForAll("tables") Table table,
      @ForAll("dialects") Dialect dialect,
      @ForAll @IntRange(min = 1, max = 200) int size)
      throws IOException {
    byte[] file = write(table, dialect);
    List<TestRow> whole = Reading.whole(file, dialect, table.width());
    Map<Long, Long> known = new java.util.HashMap<>();
    int splits = file.length / size + 1;
    for (int round = 0; ; round++) {
      assertThat(round).as("runs").isLessThanOrEqualTo(splits);
      Tiling tiling = new Tiling();
      List<TestRow> rows = new ArrayList<>();
      for (long start = 0; start == 0 || start < file.length; start += size) {
        long end = Math.min(start + size, file.length);
        Stretch stretch = read(file, dialect, table.width(), start, end, known);
        rows.addAll(stretch.rows());
        tiling.add(new Tile("f", file.length, start, stretch.first(), stretch.next(), 1, 1, false));
      }
      List<Tiling.Start> starts = check(tiling);
      if (starts.isEmpty()) {
        assertThat(rows).isEqualTo(whole);
        return;
      }
      starts.forEach(start -> known.put(start.split(), start.first()));
    }
  }

  private static Stretch read(
      byte[] file, Dialect dialect, int width, long start, long end, Map<Long, Long> known) {
    if (start == 0) {
      return Reading.start(file, dialect, width, end);
    }
    Long first = known.get(start);
    return first == null
        ? Reading.guess(file, dialect, width, start, end)
        : Reading.known(file, dialect, width, first, end);
  }

  private static List<Tiling.Start> check(Tiling tiling) {
    try {
      return tiling.check();
    } catch (QuernException e) {
      throw new AssertionError(e);
    }
  }
}
