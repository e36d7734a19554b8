package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** Malformed rows, through the whole job: counted, kept, left out, refused or set aside. */
class CsvBadRowsTest {
  private static final long SPLIT = 8 << 10;

  @TempDir private Path scratch;

  /** One malformed row of each kind: as it stands in the file, and what is said of it. */
  enum Bad {
    TOO_FEW("7,x", "fewer fields than columns", "7,x,"),
    TOO_MANY("7,x,y,z", "more fields than columns", "7,x,y"),
    TOO_MANY_COLUMNS("7,x,y,1,2,3", "more fields than maxColumns", "7,x,y"),
    TEXT_AFTER_QUOTE("7,\"x\"y,z", "text after a closing quote", "7,\"\"\"x\"\"y\",z"),
    NUL("7,x\0,z", "a NUL byte", "7,x\0,z"),
    INVALID_UTF8("7,x\u00ff,z", "invalid UTF-8", "7,x\u00ff,z"),
    LONG_FIELD("7," + "x".repeat(51) + ",z", "a field longer than maxCharsPerColumn", null),
    LONG_ROW("7,x," + "z".repeat(400), "a row longer than quern.csv.max-row-bytes", "");

    final String text;
    final String reason;
    final String kept;

    Bad(String text, String reason, @Nullable String kept) {
      this.text = text;
      this.reason = reason;
      this.kept = kept == null ? text : kept;
    }
  }

  /** Good rows with a bad one at the places given; bytes and not characters. */
  private Path file(Bad bad, int... places) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("a,b,c\n".getBytes(ISO_8859_1));
    for (int i = 0; i < 1000; i++) {
      for (int place : places) {
        if (place == i) {
          out.writeBytes((bad.text + "\n").getBytes(ISO_8859_1));
        }
      }
      out.writeBytes((i + ",\"two\nlines\",good\n").getBytes(ISO_8859_1));
    }
    return Files.write(scratch.resolve("bad.csv"), out.toByteArray());
  }

  private Jobs.Result run(Path input, Object... options) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                input,
                scratch.resolve("out"),
                "--max-columns",
                5,
                "--max-chars-per-column",
                50,
                "-D",
                "quern.csv.max-row-bytes=300"));
    args.addAll(List.of(options));
    return Jobs.csv(SPLIT, args.toArray());
  }

  /** The output without its good rows, byte for byte. */
  private String output() throws IOException {
    StringBuilder text = new StringBuilder("\n");
    for (Path part : Jobs.parts(scratch.resolve("out"))) {
      text.append(Files.readString(part, ISO_8859_1).replaceFirst("^a,b,c\n", ""));
    }
    for (int i = 0; i < 1000; i++) {
      String good = "\n" + i + ",\"two\nlines\",good\n";
      int at = text.indexOf(good);
      assertThat(at).as("row %d", i).isNotNegative();
      text.delete(at + 1, at + good.length());
    }
    return text.substring(1);
  }

  @ParameterizedTest
  @EnumSource
  void permissiveKeepsAndCountsThem(Bad bad) throws IOException {
    Jobs.Result result = run(file(bad, 3, 500)).ok();

    String kept = bad.kept.isEmpty() ? "" : bad.kept + "\n";
    assertThat(output()).isEqualTo(kept + kept);
    assertThat(result.err()).contains("2 rows: " + bad.reason + " 2");
    assertThat(Jobs.manifest(scratch.resolve("out")).malformed()).isEqualTo(Map.of(bad.reason, 2L));
  }

  @ParameterizedTest
  @EnumSource
  void dropLeavesThemOutAndCountsThem(Bad bad) throws IOException {
    Jobs.Result result = run(file(bad, 3, 500), "--mode", "drop").ok();

    assertThat(output()).isEmpty();
    assertThat(result.err()).contains("2 rows: " + bad.reason + " 2");
  }

  @ParameterizedTest
  @EnumSource
  void failfastRefusesThemAndLeavesNothing(Bad bad) throws IOException {
    Jobs.Result result = run(file(bad, 700), "--mode", "failfast");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err())
        .contains("mode failfast allows no malformed row, found 1 of 1001")
        .contains("bad.csv, line 1402 (byte ")
        .contains(bad.reason);
    assertThat(Jobs.names(scratch)).containsExactly("bad.csv");
  }

  @ParameterizedTest
  @EnumSource
  void rejectsSetThemAsideWithTheirPlaceAndReason(Bad bad) throws IOException {
    Path input = file(bad, 0, 700);
    run(input, "--rejects", scratch.resolve("rejects")).ok();

    assertThat(output()).isEmpty();
    List<String> lines = new ArrayList<>();
    for (Path part : Jobs.parts(scratch.resolve("rejects"))) {
      String text = Files.readString(part, ISO_8859_1);
      assertThat(text).startsWith("file,offset,line,reason,row\n");
      lines.addAll(text.lines().skip(1).toList());
    }
    String all = Files.readString(input, ISO_8859_1);
    int first = all.indexOf("\n" + bad.text + "\n") + 1;
    int second = all.indexOf("\n" + bad.text + "\n", first) + 1;
    String tail = ",\"" + bad.reason + "\",\"" + bad.text.replace("\"", "\"\"") + "\"";
    if (bad == Bad.LONG_ROW) {
      tail = tail.substring(0, tail.length() - 1); // there may be less of it
      tail = tail.substring(0, tail.indexOf("zzz") + 3);
    }
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("\"file:" + input + "\"," + first + ",2" + tail);
    assertThat(lines.get(1)).startsWith("\"file:" + input + "\"," + second + ",1403" + tail);
    if (bad != Bad.LONG_ROW) {
      assertThat(lines.get(0)).endsWith(tail);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"permissive", "drop", "failfast"})
  void aQuoteThatIsNeverClosedCostsOneLine(String mode) throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int i = 0; i < 1000; i++) {
      text.append(i == 300 ? "x,\"never closed\n" : i + ",good\n");
    }
    Path input = Files.writeString(scratch.resolve("bad.csv"), text);
    Path out = scratch.resolve("out");

    Jobs.Result result = Jobs.csv(1000, input, out, "--mode", mode);

    if (mode.equals("failfast")) {
      assertThat(result.exit()).isEqualTo(Exit.REFUSED);
      assertThat(result.err()).contains("line 302 ").contains("a quote that is never closed");
      return;
    }
    result.ok();
    List<List<@Nullable String>> rows = Jobs.allRows(out, "a,b");
    assertThat(rows).hasSize(mode.equals("drop") ? 999 : 1000);
    assertThat(rows.get(299)).containsExactly("299", "good");
    assertThat(rows.get(rows.size() - 699)).containsExactly("301", "good");
    if (mode.equals("permissive")) {
      assertThat(rows.get(300)).containsExactly("x", "\"never closed");
    }
    assertThat(result.err()).contains("a quote that is never closed 1");
  }

  @Test
  void oneRowMoreThanAllowedRefusesTheDataWithExamples() throws IOException {
    Path input = file(Bad.TOO_FEW, 3, 500, 900);

    Jobs.Result result = run(input, "--max-rejects", "2", "--rejects", scratch.resolve("rejects"));

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err())
        .contains("at most 2 malformed rows are allowed, found 3 of 1003:")
        .contains("line 8 (byte ")
        .contains("line 1003 (byte ")
        .contains("line 1804 (byte ")
        .contains("fewer fields than columns: 7,x");
    assertThat(Jobs.names(scratch)).containsExactly("bad.csv");
  }

  @Test
  void linesAreToldWithALimitAloneToo() throws IOException {
    Jobs.Result result = run(file(Bad.TOO_FEW, 900), "--max-rejects", "0");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err()).contains("bad.csv, line 1802 (byte ");
  }

  @Test
  void asManyAsAllowedAreFine() throws IOException {
    run(file(Bad.TOO_FEW, 3, 500, 900), "--max-rejects", "3").ok();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.2%", "0 %"})
  void aPercentageIsOfAllRows(String limit) throws IOException {
    Jobs.Result result = run(file(Bad.TOO_FEW, 3, 500, 900), "--max-rejects", limit);

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err()).contains("at most " + limit + " malformed rows are allowed");
  }

  @Test
  void aPercentageThatIsKeptIsFine() throws IOException {
    run(file(Bad.TOO_FEW, 3, 500, 900), "--max-rejects", "0.3%").ok();
  }

  @Test
  void rejectsOfAJobWithoutAnyAreAnEmptyDirectoryWithAManifest() throws IOException {
    Path rejects = scratch.resolve("rejects");
    run(file(Bad.TOO_FEW), "--rejects", rejects).ok();

    assertThat(Jobs.parts(rejects)).isEmpty();
    assertThat(Jobs.manifest(rejects).rows()).isZero();
  }

  @Test
  void rejectsGoAsideWhenRowsAreMovedToo() throws IOException {
    run(file(Bad.TOO_MANY, 1, 999), "--rejects", scratch.resolve("rejects"), "--partitions", 3)
        .ok();

    assertThat(output()).isEmpty();
    assertThat(Jobs.manifest(scratch.resolve("rejects")).rows()).isEqualTo(2);
  }

  @Test
  void aValueThatDoesNotFitCountsOnceARowWhereverItIsUsed() throws IOException {
    StringBuilder text = new StringBuilder("id,age,city\n");
    for (int i = 0; i < 900; i++) {
      text.append(i).append(i % 9 == 0 ? ",unknown," : ",30,").append("X\n");
    }
    Path input = Files.writeString(scratch.resolve("m.csv"), text);
    Map<String, Long> misfits = new LinkedHashMap<>();
    misfits.put("age", 100L);

    for (String where : List.of("age > 18 or age is null or age < 3", "id >= 0")) {
      Jobs.csv(
              SPLIT,
              input,
              scratch.resolve("out"),
              "--schema",
              "age long",
              "--where",
              where,
              "--select",
              "id, age + 1 as a, age * 2 as b",
              "--partitions",
              2,
              "--partition-by",
              "range:age",
              "--overwrite")
          .ok();
      assertThat(Jobs.manifest(scratch.resolve("out")).misfits()).isEqualTo(misfits);
      assertThat(Jobs.manifest(scratch.resolve("out")).rows()).isEqualTo(900);
    }
  }

  @Test
  void aValueThatDoesNotFitIsCopiedWhenItsRowIs() throws IOException {
    Path input = Files.writeString(scratch.resolve("m.csv"), "id,age\n1,old\n2,30\n");
    Jobs.Result result =
        Jobs.run(
                "csv",
                input,
                scratch.resolve("out"),
                "--schema",
                "age long",
                "--where",
                "age is null")
            .ok();

    assertThat(Jobs.allRows(scratch.resolve("out"), "id,age")).containsExactly(List.of("1", "old"));
    assertThat(result.err()).contains("1 value taken as null");
  }
}
