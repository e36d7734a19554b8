package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.conf.Settings;

class CutPointsTest {
  @TempDir java.nio.file.Path directory;

  @Property
  void aKeyBelongsToAsManyCutPointsAsAreNotAboveIt(
      @ForAll("keys") List<byte[]> sample,
      @ForAll("keys") List<byte[]> keys,
      @ForAll @IntRange(min = 1, max = 9) int partitions)
      throws IOException {
    CutPoints cutPoints = CutPoints.of(KeySample.of(sample), partitions);
    List<byte[]> points = points(cutPoints);
    for (byte[] key : keys) {
      long notAbove = points.stream().filter(p -> Arrays.compareUnsigned(p, key) <= 0).count();

      assertThat(cutPoints.partition(key, 0, key.length)).isEqualTo((int) notAbove);
    }
  }

  @Property
  void aSliceIsAKeyLikeAnyOther(@ForAll("keys") List<byte[]> keys) {
    CutPoints cutPoints = CutPoints.of(KeySample.of(keys), 4);
    for (byte[] key : keys) {
      byte[] wide = new byte[key.length + 20];
      Arrays.fill(wide, (byte) 0xFF);
      System.arraycopy(key, 0, wide, 10, key.length);

      assertThat(cutPoints.partition(wide, 10, key.length))
          .isEqualTo(cutPoints.partition(key, 0, key.length));
    }
  }

  @Test
  void cutPointsAreNoLongerThanItTakesToTellTheirNeighboursApart() throws IOException {
    KeySample sample = KeySample.of(List.of(bytes("aaaa1111"), bytes("aaaa2222"), bytes("b333")));

    assertThat(points(CutPoints.of(sample, 3))).containsExactly(bytes("aaaa2"), bytes("b"));
  }

  @Test
  void theBytesAreAsDocumented() {
    CutPoints cutPoints = CutPoints.of(List.of(bytes("b"), bytes("cd")), 4);

    assertThat(HexFormat.of().formatHex(cutPoints.toBytes()))
        .isEqualTo(
            "51437574"
                + "01"
                + "00000004"
                + "00000000"
                + "00000002"
                + "0000000162"
                + "000000026364"
                + "6491abda");
  }

  @Property(tries = 50)
  void theBytesAreReadBack(@ForAll("keys") List<byte[]> keys) throws IOException {
    CutPoints cutPoints = CutPoints.of(KeySample.of(keys), 5);
    CutPoints again = CutPoints.fromBytes(cutPoints.toBytes(), "test");

    assertThat(again.toBytes()).isEqualTo(cutPoints.toBytes());
    assertThat(again.partitions()).isEqualTo(5);
    assertThat(again.size()).isEqualTo(cutPoints.size());
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] good = CutPoints.of(List.of(bytes("b"), bytes("cd")), 4).toBytes();
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(bad);
    }
    for (int length = 0; length < good.length; length++) {
      assertRefused(Arrays.copyOf(good, length));
    }
    assertRefused(Arrays.copyOf(good, good.length + 1));
  }

  @Test
  void hostileLengthsAreRefusedWithoutAllocatingThem() {
    String[] bodies = {
      "51437574" + "01" + "00000004" + "7fffffff",
      "51437574" + "01" + "00000004" + "ffffffff",
      "51437574" + "01" + "7fffffff" + "00000000" + "7fffffff",
      "51437574" + "01" + "7fffffff" + "00000000" + "00000001" + "7fffffff",
      "51437574" + "01" + "00000000" + "00000000" + "00000000",
      "51437574" + "01" + "00000001" + "00000000" + "00000001" + "0000000162",
      "51437574" + "01" + "00000003" + "00000000" + "00000002" + "0000000162" + "0000000161",
      "51437574" + "02" + "00000004" + "00000000" + "00000000",
      "00000000" + "01" + "00000004" + "00000000" + "00000000",
      "51437574" + "01" + "00000004" + "00000000" + "00000000" + "00",
    };
    for (String body : bodies) {
      assertRefused(checksummed(HexFormat.of().parseHex(body)));
    }
  }

  @Test
  void fewBytesTravelInTheConfiguration() throws IOException {
    Configuration conf = new Configuration(false);
    java.nio.file.Path file = directory.resolve("cuts");

    CutPoints.of(List.of(bytes("m")), 2).put(conf, new Path(file.toUri()));

    assertThat(Files.exists(file)).isFalse();
    assertThat(CutPoints.get(conf).partition(bytes("z"), 0, 1)).isEqualTo(1);
  }

  @Test
  void manyBytesTravelInAFile() throws IOException {
    Configuration conf = new Configuration(false);
    java.nio.file.Path file = directory.resolve("cuts");
    List<byte[]> keys =
        IntStream.range(0, 10_000).mapToObj(i -> bytes("%09d".formatted(i))).toList();
    CutPoints.of(List.of(bytes("old")), 2).put(conf, new Path(file.toUri()));

    CutPoints cutPoints = CutPoints.of(keys, 10_001);
    cutPoints.put(conf, new Path(file.toUri()));

    assertThat(Settings.CUT_POINTS.get(conf)).isEmpty();
    assertThat(CutPoints.get(conf).toBytes()).isEqualTo(cutPoints.toBytes());
  }

  @Test
  void missingCutPointsAreToldWithWhatToDo() {
    assertThatThrownBy(() -> CutPoints.get(new Configuration(false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("CutPoints.put");
  }

  @Test
  void thePrefixDecidesAsTheWholeKeyWould() {
    List<byte[]> points =
        Stream.of(
                "",
                "a",
                "a\0",
                "a\0\0\0\0\0\0\0",
                "a\0\0\0\0\0\0\0\0",
                "aaaaaaaa",
                "aaaaaaaaa",
                "b")
            .map(CutPointsTest::bytes)
            .toList();
    CutPoints cutPoints = CutPoints.of(points, 9);
    for (int i = 0; i < points.size(); i++) {
      byte[] point = points.get(i);
      assertThat(cutPoints.partition(point, 0, point.length)).isEqualTo(i + 1);
    }
  }

  @Provide
  Arbitrary<List<byte[]>> keys() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xFF)
        .array(byte[].class)
        .ofMaxSize(12)
        .list()
        .ofMaxSize(40);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> CutPoints.fromBytes(bytes, "cuts.bin"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cuts.bin: ");
  }

  private static byte[] checksummed(byte[] body) {
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(body, 0, body.length);
    return java.nio.ByteBuffer.allocate(body.length + 4)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }

  /** The points, read from the bytes as the documents have them. */
  private static List<byte[]> points(CutPoints cutPoints) throws IOException {
    java.nio.ByteBuffer in = java.nio.ByteBuffer.wrap(cutPoints.toBytes());
    in.position(13);
    byte[][] points = new byte[in.getInt()][];
    for (int i = 0; i < points.length; i++) {
      points[i] = new byte[in.getInt()];
      in.get(points[i]);
    }
    return List.of(points);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
