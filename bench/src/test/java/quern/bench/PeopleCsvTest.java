package quern.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleCsvTest {
  /** Two whole blocks and a begun one. */
  private static final int ROWS = 2 * PeopleCsv.BLOCK_ROWS + 1_000;

  @TempDir private Path dir;

  @Test
  void theBytesDependOnTheSeedAndNotOnTheNumberOfThreads() throws IOException {
    byte[] one = bytes(ROWS, 7, 1);

    assertThat(bytes(ROWS, 7, 3)).isEqualTo(one);
    assertThat(bytes(ROWS, 8, 1)).isNotEqualTo(one);
  }

  @Test
  void theBytesOfASeedNeverChange() throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes(1_000, 42, 1));

    assertThat(crc.getValue()).isEqualTo(2_984_720_036L);
  }

  @Test
  void aShorterFileIsTheBeginningOfALongerOne() throws IOException {
    byte[] shorter = bytes(PeopleCsv.BLOCK_ROWS + 10, 7, 2);

    assertThat(bytes(ROWS, 7, 2)).startsWith(shorter);
  }

  @Test
  void everyRowHasAllFieldsInTheirForms() throws IOException {
    List<CSVRecord> rows = rows();

    assertThat(rows).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      CSVRecord row = rows.get(i);
      assertThat(row.size()).isEqualTo(7);
      assertThat(row.get("id")).isEqualTo(String.valueOf(i + 1));
      assertThat(row.get("name")).matches("\\S+ \\S+");
      assertThat(Integer.parseInt(row.get("age"))).isBetween(0, 99);
      assertThat(row.get("city")).matches("[A-Z][a-z]+");
      assertThat(row.get("income")).matches("[1-9]\\d{3,5}\\.\\d\\d");
      assertThat(LocalDate.parse(row.get("signup")).getYear()).isBetween(2010, 2025);
      assertThat(row.get("comment")).isNotBlank().isEqualTo(row.get("comment").strip());
    }
  }

  @Test
  void valuesAreSpreadAsTheDescriptionSays() throws IOException {
    List<CSVRecord> rows = rows();
    Map<String, Long> cities = counts(rows, row -> row.get("city"));

    assertThat(share(rows, row -> Integer.parseInt(row.get("age")) > 18))
        .isCloseTo(0.81, within(0.01));
    assertThat(share(rows, row -> row.get("comment").contains(","))).isCloseTo(0.1, within(0.01));
    assertThat(share(rows, row -> row.get("comment").contains("\"")))
        .isCloseTo(0.025, within(0.005));
    assertThat(counts(rows, row -> row.get("name"))).hasSizeGreaterThan(40_000);
    assertThat(cities).hasSize(1_000);
    // 1 / (1 + 1/2 + … + 1/1000)
    assertThat(cities.get("Ashton") / (double) ROWS).isCloseTo(0.134, within(0.01));
  }

  @Test
  void aRowOfABigFileTakesAboutSixtyBytes() {
    ByteSink sink = new ByteSink(1 << 20);

    new PeopleCsv.Rows().append(10_000_000, 100_000, new SplittableRandom(1), sink);

    assertThat(sink.length() / 1e5).isCloseTo(60, within(1.0));
  }

  @Test
  void noRowsLeaveTheHeader() throws IOException {
    assertThat(new String(bytes(0, 7, 1), UTF_8)).isEqualTo(PeopleCsv.HEADER + "\n");
  }

  @Test
  void aFileThatIsThereIsLeftAlone() throws IOException {
    Path file = Files.writeString(dir.resolve("mine.csv"), "mine");

    assertThatThrownBy(() -> PeopleCsv.write(file, 10, 7, 1))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("mine");
  }

  private byte[] bytes(long rows, long seed, int threads) throws IOException {
    Path file = dir.resolve("people.csv");
    PeopleCsv.write(file, rows, seed, threads);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private List<CSVRecord> rows() throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(new String(bytes(ROWS, 7, 2), UTF_8), format)) {
      return parser.getRecords();
    }
  }

  private static double share(List<CSVRecord> rows, Predicate<CSVRecord> predicate) {
    return rows.stream().filter(predicate).count() / (double) rows.size();
  }

  private static Map<String, Long> counts(List<CSVRecord> rows, Function<CSVRecord, String> value) {
    return rows.stream().collect(Collectors.groupingBy(value, Collectors.counting()));
  }
}
