package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.ByteBuilder;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.keys.KeyBytes;
import quern.records.keys.KeyEncoder;
import quern.records.keys.SortColumn;

class CsvRowSourceTest {
  private static final Schema SCHEMA = Schema.parse("id, note");
  private static final int ROWS = 20_000;

  @TempDir Path directory;

  @Test
  void aFileIsReadFromItsStartBehindTheHeader() throws IOException {
    String file = write("a.csv", 60);
    List<String> keys = new ArrayList<>();

    long bytes = sample(file, 0, 3, keys);

    assertThat(keys).containsExactly("00000000", "00000001", "00000002");
    assertThat(bytes).isEqualTo(3 * 70);
    keys.clear();
    assertThat(sample(file, 0, Long.MAX_VALUE, keys)).isEqualTo(ROWS * 70L);
    assertThat(keys).hasSize(ROWS);
  }

  @Test
  void aPlaceWithinAFileGivesTheRowsThatStartBehindIt() throws IOException {
    String file = write("a.csv", 60);
    for (int row = 1; row < ROWS - 3; row += 997) {
      List<String> keys = new ArrayList<>();

      long bytes = sample(file, 8 + 70L * row - 5, 3, keys);

      assertThat(keys)
          .containsExactly(
              "%08d".formatted(row), "%08d".formatted(row + 1), "%08d".formatted(row + 2));
      assertThat(bytes).isEqualTo(3 * 70);
    }
  }

  @Test
  void neverIsAKeyOfARowThatTheWindowCutsOff() throws IOException {
    for (int width : new int[] {1, 500, 5_000, 40_000}) {
      String file = write("w" + width + ".csv", width, 2_000_000 / (width + 10));
      for (long from = 1; from < 1_900_000; from += 77_777) {
        List<String> keys = new ArrayList<>();
        sample(file, from, 100_000, keys);
        assertThat(keys).isNotEmpty().allSatisfy(key -> assertThat(key).matches("\\d{8}"));
      }
    }
  }

  @Test
  void behindTheLastRowsStartThereIsNothing() throws IOException {
    String file = write("a.csv", 60);
    List<String> keys = new ArrayList<>();

    assertThat(sample(file, 8 + 70L * ROWS - 30, 5, keys)).isZero();
    assertThat(keys).isEmpty();
  }

  @Test
  void aCompressedFileIsStreamed() throws IOException {
    String plain = write("a.csv", 60);
    Path packed = directory.resolve("a.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(Path.of(plain), out);
    }
    List<String> keys = new ArrayList<>();

    sample(packed.toString(), 0, Long.MAX_VALUE, keys);

    assertThat(keys).hasSize(ROWS);
  }

  @Test
  void columnsAreFoundByNameInEachFile() throws IOException {
    Path file = directory.resolve("turned.csv");
    Files.writeString(file, "note,id\nx,1\ny,2\nz,3\n");
    List<String> keys = new ArrayList<>();

    sample(file.toString(), 0, 5, keys);
    sample(file.toString(), 9, 5, keys);

    assertThat(keys).containsExactly("1", "2", "3", "2", "3");
  }

  @Test
  void aJobIsPreparedWithCutPointsFromItsFiles() throws IOException {
    String file = write("big.csv", 1_000, 70_000);
    assertThat(Files.size(Path.of(file))).isGreaterThan(Sampler.SMALL);
    Configuration conf = new Configuration();

    PartitionSpec.parse("range:id desc", SCHEMA)
        .prepare(
            conf,
            CsvFiles.find(List.of(file), conf),
            Dialect.RFC_4180,
            SCHEMA,
            file,
            4,
            new org.apache.hadoop.fs.Path("/does/not/exist"));

    CutPoints cutPoints = CutPoints.get(conf);
    int[] sizes = new int[4];
    for (int id = 0; id < 70_000; id++) {
      ByteBuilder key = new ByteBuilder(16).append(1);
      byte[] text = id(id).getBytes(StandardCharsets.UTF_8);
      KeyBytes.appendString(text, 0, text.length, key);
      KeyBytes.invert(key, 1);
      sizes[cutPoints.partition(key.array(), 0, key.length())]++;
    }
    for (int size : sizes) {
      assertThat(size).isBetween(15_750, 19_250);
    }
  }

  @Test
  void otherPartitioningsNeedNoLookAtTheFiles() throws IOException {
    String file = write("a.csv", 60);
    Configuration conf = new Configuration();
    CsvFiles files = CsvFiles.find(List.of(file), conf);
    Files.delete(Path.of(file));

    PartitionSpec.parse("hash:id", SCHEMA)
        .prepare(
            conf,
            files,
            Dialect.RFC_4180,
            SCHEMA,
            file,
            4,
            new org.apache.hadoop.fs.Path("/does/not/exist"));

    assertThat(PartitionSpec.get(conf, SCHEMA).kind()).isEqualTo(PartitionSpec.Kind.HASH);
  }

  private long sample(String file, long from, long rows, List<String> keys) throws IOException {
    CsvRowSource source = source(file);
    return source.sample(
        source.inputs().get(0).path(),
        from,
        rows,
        // A string key: its marker before, its end behind.
        (b, off, len) -> keys.add(new String(b, off + 1, len - 3, StandardCharsets.UTF_8)));
  }

  private static CsvRowSource source(String file) throws IOException {
    Configuration conf = new Configuration();
    return new CsvRowSource(
        conf,
        CsvFiles.find(List.of(file), conf),
        Dialect.RFC_4180,
        SCHEMA,
        "",
        () ->
            new KeyEncoder(
                SCHEMA, List.of(SortColumn.ascending(0)), Formats.ISO, (column, batch, row) -> {}));
  }

  private String write(String name, int width) throws IOException {
    return write(name, width, ROWS);
  }

  private static String id(int row) {
    return Integer.toString(100_000_000 + row).substring(1);
  }

  /** Rows of {@code width + 10} bytes behind a header of 8. */
  private String write(String name, int width, int rows) throws IOException {
    Path file = directory.resolve(name);
    String note = "x".repeat(width);
    StringBuilder text = new StringBuilder("id,note\n");
    for (int row = 0; row < rows; row++) {
      text.append(id(row)).append(',').append(note).append('\n');
    }
    Files.writeString(file, text);
    return file.toString();
  }
}
