package quern.shuffle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.shuffle.RawKey;

/** Segments are those of Hadoop, byte for byte, and damage is told. */
class SegmentsTest {
  private final Configuration conf = new Configuration(false);
  private FileSystem fs;
  @TempDir private File scratch;
  private Path path;

  @BeforeEach
  void open() throws IOException {
    fs = FileSystem.getLocal(conf).getRaw();
    path = new Path(new File(scratch, "file.out").toURI());
  }

  private static List<byte[]> keys(long seed, int count, int most) {
    Random random = new Random(seed);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[random.nextInt(most)];
      random.nextBytes(key);
      keys.add(key);
    }
    return keys;
  }

  private SpillRecord write(List<List<byte[]>> partitions, @Nullable CompressionCodec codec)
      throws IOException {
    try (SegmentWriter writer = new SegmentWriter(fs, path, partitions.size(), codec)) {
      for (List<byte[]> keys : partitions) {
        writer.begin();
        for (byte[] key : keys) {
          writer.record(key, 0, key.length, key, 0, key.length / 2);
        }
        writer.end();
      }
      return writer.index();
    }
  }

  private @Nullable CompressionCodec codec(boolean compressed) {
    return compressed ? ReflectionUtils.newInstance(DefaultCodec.class, conf) : null;
  }

  private SegmentReader reader(IndexRecord segment, @Nullable CompressionCodec codec)
      throws IOException {
    return new SegmentReader(conf, fs, path, segment, codec, 1 << 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFileIsByteForByteWhatHadoopWrites(boolean compressed) throws IOException {
    List<List<byte[]>> partitions =
        List.of(keys(1, 1000, 300), List.of(), keys(2, 3, 400_000), List.of(new byte[0]));
    SpillRecord index = write(partitions, codec(compressed));
    byte[] ours = Files.readAllBytes(new File(path.toUri()).toPath());

    Path stock = new Path(new File(scratch, "stock.out").toURI());
    try (FSDataOutputStream out = fs.create(stock)) {
      for (int i = 0; i < partitions.size(); i++) {
        long start = out.getPos();
        IFile.Writer<byte[], byte[]> writer =
            new IFile.Writer<>(conf, out, null, null, codec(compressed), null);
        for (byte[] key : partitions.get(i)) {
          writer.append(buffer(key, key.length), buffer(key, key.length / 2));
        }
        writer.close();
        IndexRecord segment = index.getIndex(i);
        assertThat(segment.startOffset).isEqualTo(start);
        assertThat(segment.rawLength).isEqualTo(writer.getRawLength());
        assertThat(segment.partLength).isEqualTo(writer.getCompressedLength());
      }
    }
    assertThat(ours).isEqualTo(Files.readAllBytes(new File(stock.toUri()).toPath()));
  }

  private static DataInputBuffer buffer(byte[] bytes, int length) {
    DataInputBuffer buffer = new DataInputBuffer();
    buffer.reset(bytes, 0, length);
    return buffer;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsAreReadAsTheyWereWritten(boolean compressed) throws IOException {
    List<List<byte[]>> partitions = List.of(keys(3, 2000, 90), keys(4, 5, 100_000), List.of());
    SpillRecord index = write(partitions, codec(compressed));

    for (int i = 0; i < partitions.size(); i++) {
      try (SegmentReader reader = reader(index.getIndex(i), codec(compressed))) {
        for (byte[] key : partitions.get(i)) {
          assertThat(reader.next()).isTrue();
          assertThat(slice(reader.bytes(), reader.keyFrom(), reader.keyLength())).isEqualTo(key);
          assertThat(
                  slice(
                      reader.bytes(), reader.keyFrom() + reader.keyLength(), reader.valueLength()))
              .isEqualTo(slice(key, 0, key.length / 2));
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.progress()).isEqualTo(1);
      }
    }
  }

  private static byte[] slice(byte[] bytes, int from, int length) {
    return java.util.Arrays.copyOfRange(bytes, from, from + length);
  }

  @Test
  void everyFlippedBitIsTold() throws IOException {
    IndexRecord segment = write(List.of(keys(5, 20, 20)), null).getIndex(0);
    java.nio.file.Path file = new File(path.toUri()).toPath();
    byte[] good = Files.readAllBytes(file);

    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      assertThatThrownBy(() -> readAll(segment)).as("bit %d", bit).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileThatEndsEarlyIsTold() throws IOException {
    IndexRecord segment = write(List.of(keys(6, 20, 20)), null).getIndex(0);
    java.nio.file.Path file = new File(path.toUri()).toPath();
    byte[] good = Files.readAllBytes(file);

    for (int length = 0; length < good.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(good, length));
      assertThatThrownBy(() -> readAll(segment)).isInstanceOf(IOException.class);
    }
  }

  private void readAll(IndexRecord segment) throws IOException {
    try (SegmentReader reader = reader(segment, null)) {
      while (reader.next()) {
        assertThat(reader.keyLength()).isNotNegative();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 16})
  void aMergeGivesAllRecordsInOrderAndEqualOnesInThatOfTheirSegments(int count) throws IOException {
    List<List<byte[]>> partitions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      List<byte[]> keys = new ArrayList<>();
      for (int n = random.nextInt(200); n > 0; n--) {
        keys.add(("key, quite a long one " + random.nextInt(50)).getBytes(UTF_8));
      }
      keys.sort(java.util.Arrays::compareUnsigned);
      partitions.add(keys);
      int segment = i;
      keys.forEach(key -> expected.add(new String(key, UTF_8) + " of " + segment));
    }
    expected.sort(
        java.util.Comparator.comparing((String entry) -> entry.replaceAll(" of .*", ""))
            .thenComparing(entry -> Integer.valueOf(entry.replaceAll(".* of ", ""))));
    SpillRecord index = write(partitions, null);
    List<SegmentReader> readers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      readers.add(reader(index.getIndex(i), null));
    }

    List<String> merged = new ArrayList<>();
    try (Merge merge = new Merge(KeyOrder.of(new RawKey.Comparator()), readers)) {
      while (merge.next()) {
        SegmentReader record = merge.current();
        merged.add(
            new String(record.bytes(), record.keyFrom(), record.keyLength(), UTF_8)
                + " of "
                + readers.indexOf(record));
      }
    }
    assertThat(merged).isEqualTo(expected);
  }
}
