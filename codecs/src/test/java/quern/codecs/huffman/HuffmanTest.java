package quern.codecs.huffman;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanTest {
  /** What stands around an output and must not change. */
  private static final byte FENCE = 0x5a;

  private static final int MARGIN = 16;

  private final Huffman huffman = new Huffman();

  @Property
  void anyBytesComeBack(@ForAll byte[] bytes) throws IOException {
    assertRoundTrip(bytes);
  }

  @Test
  void anySmallSizeComesBack() throws IOException {
    for (Map.Entry<String, byte[]> sample : Samples.of(600).entrySet()) {
      for (int length = 0; length <= 600; length++) {
        assertRoundTrip(Arrays.copyOf(sample.getValue(), length));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1023, 4096, 8191, 8192, 8193, 8194, 8195, 8196, 16_383, 16_384, 16_385, 32_767, 32_768,
        32_770, 65_536, 262_144, 1_000_003
      })
  void sizesAroundTheBordersOfStreamsAndSectionsComeBack(int length) throws IOException {
    for (byte[] bytes : Samples.of(length).values()) {
      assertRoundTrip(bytes);
    }
  }

  @Test
  void theGreatestSectionsComeBack() throws IOException {
    int section = 1 << 23;
    byte[] bytes = Samples.geometric(2 * section + 5);
    Arrays.fill(bytes, 0, section + 3, (byte) 7);

    assertRoundTrip(bytes);
  }

  @Property(tries = 200)
  void partsOfDifferentKindsComeBack(
      @ForAll @IntRange(min = 0, max = 120_000) int length,
      @ForAll @IntRange(max = 13) int first,
      @ForAll @IntRange(max = 13) int second)
      throws IOException {
    byte[][] samples = Samples.of(length).values().toArray(byte[][]::new);
    byte[] bytes = Arrays.copyOf(samples[first], length + length / 3);
    System.arraycopy(samples[second], 0, bytes, length, length / 3);

    assertRoundTrip(bytes);
  }

  @Test
  void theSameBytesGiveTheSameEncodingWhateverWasEncodedBefore() throws IOException {
    Map<String, byte[]> samples = Samples.of(100_000);
    Huffman used = new Huffman();
    byte[] out = new byte[Huffman.maxEncodedLength(100_000)];
    for (byte[] first : samples.values()) {
      for (byte[] second : samples.values()) {
        used.encode(first, 0, first.length, out, 0);
        int length = used.encode(second, 0, 50_000, out, 0);

        assertThat(Arrays.copyOf(out, length))
            .isEqualTo(encode(new Huffman(), Arrays.copyOf(second, 50_000)));
        assertThat(new Huffman().decode(out, 0, length, new byte[50_000], 0, 50_000))
            .isEqualTo(50_000);
      }
    }
  }

  @Test
  void anEncodingIsNeverMuchLongerThanItsBytes() {
    for (byte[] bytes : Samples.of(200_001).values()) {
      for (int length : new int[] {0, 1, 2, 50, 20_000, 200_001}) {
        int encoded = encode(huffman, Arrays.copyOf(bytes, length)).length;

        assertThat(encoded).isLessThanOrEqualTo(length + 4 * (length / 16_384 + 1));
        assertThat(Huffman.maxEncodedLength(length))
            .isBetween(encoded, length + length / 4096 + 16);
      }
    }
  }

  @Test
  void rangesOutsideTheArraysAreRefusedBeforeAnythingIsWritten() {
    byte[] bytes = new byte[100];

    assertThatThrownBy(() -> huffman.encode(bytes, 1, 100, new byte[999], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> huffman.encode(bytes, 0, 100, new byte[100], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> huffman.decode(bytes, 1, 100, new byte[999], 0, 999))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> huffman.decode(bytes, 0, 100, new byte[10], 0, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Huffman.maxEncodedLength(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Huffman.maxEncodedLength(Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOutputThatIsTooSmallIsRefused() {
    for (byte[] bytes : Samples.of(30_000).values()) {
      byte[] encoded = encode(huffman, bytes);
      byte[] out = new byte[30_000];
      for (int limit : new int[] {0, 1, 100, 16_383, 29_999}) {
        Arrays.fill(out, FENCE);

        assertThatThrownBy(() -> huffman.decode(encoded, 0, encoded.length, out, 0, limit))
            .isInstanceOf(IOException.class)
            .hasMessageMatching(
                "not a Huffman block: expected a section of 1 to \\d+ bytes, found one of \\d+,"
                    + " at byte \\d+");
        assertOnly(FENCE, out, limit, out.length);
      }
    }
  }

  @Test
  void whateverBitIsFlippedNothingWorseThanAnIOExceptionHappens() {
    for (byte[] bytes : Samples.of(700).values()) {
      assertFlipsAreHarmless(encode(huffman, bytes), bytes.length, 1);
    }
    for (byte[] bytes : Samples.of(20_000).values()) {
      assertFlipsAreHarmless(encode(huffman, bytes), bytes.length, 37);
    }
  }

  @Test
  void everyTruncationIsRefusedOrHasNoSectionMissingInPart() {
    for (byte[] bytes : Samples.of(20_000).values()) {
      byte[] encoded = encode(huffman, bytes);
      for (int length = 0; length < encoded.length; length++) {
        int decoded = decodeFenced(Arrays.copyOf(encoded, length), bytes.length);

        // Cut between two sections it is a shorter encoding.
        assertThat(decoded).isIn(-1, 0, 16_384);
      }
    }
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    for (byte[] bytes : Samples.of(5_000).values()) {
      byte[] encoded = encode(huffman, bytes);
      for (int more = 0; more < 256; more++) {
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        longer[encoded.length] = (byte) more;

        assertThat(decodeFenced(longer, bytes.length + 100)).isEqualTo(-1);
      }
    }
  }

  @Property(tries = 2000)
  void anyBytesAreAnEncodingOrRefused(@ForAll byte[] bytes, @ForAll @IntRange(max = 300) int room) {
    decodeFenced(bytes, room);
  }

  @Property(tries = 500)
  void anyTableAndStreamsAreAnEncodingOrRefused(
      @ForAll byte[] rest, @ForAll @IntRange(min = 1, max = 30_000) int size) {
    // A valid table in front lets more of the bytes through.
    byte[] encoded = encode(huffman, Samples.csv(30_000));
    byte[] hostile = Arrays.copyOf(encoded, encoded.length);
    for (int i = 0; i < rest.length; i++) {
      hostile[Math.min(encoded.length - 1, 60 + i * 7)] = rest[i];
    }
    decodeFenced(hostile, size);
    decodeFenced(hostile, 30_000);
  }

  @Test
  void theFormatIsAsItWas() {
    assertGolden("", "");
    assertGolden("a", "05 61");
    assertGolden("ab", "08 61 62");
    assertGolden("aaaaaaaa", "21 61");
    assertGolden("a".repeat(300), "b1 09 61");
    assertGolden(
        "0110100110010110".repeat(4),
        "82 02 04 00 00 00 00 0d 29 ff 72 00 00 03 00 00 03 00 00 03 00 00 03 96 "
            + "69 01 96 69 01 96 69 01 96 69 01");
    assertGolden(
        "to be or not to be, that is the question. ".repeat(4),
        "a2 05 42 36 80 00 01 1e 2b d8 02 39 3a 85 06 f9 b0 5b 1d fc 00 00 13 00 "
            + "00 13 00 00 13 00 00 13 64 55 6e f1 77 90 8f 4d a6 f9 c0 b8 d1 98 14 2f "
            + "70 a3 05 64 55 6e f1 77 90 8f 4d a6 f9 c0 b8 d1 98 14 2f 70 a3 05 64 55 "
            + "6e f1 77 90 8f 4d a6 f9 c0 b8 d1 98 14 2f 70 a3 05 64 55 6e f1 77 90 8f "
            + "4d a6 f9 c0 b8 d1 98 14 2f 70 a3 05");
  }

  /** A change here is fine if the decoder has not changed: an encoder may find better sections. */
  @Test
  void theEncoderDecidesAsItDid() {
    List<String> checksums = new ArrayList<>();
    for (Map.Entry<String, byte[]> sample : Samples.of(100_000).entrySet()) {
      byte[] encoded = encode(huffman, sample.getValue());
      CRC32C crc = new CRC32C();
      crc.update(encoded);
      checksums.add(
          "%s: %d bytes, %08x".formatted(sample.getKey(), encoded.length, crc.getValue()));
    }
    assertThat(checksums)
        .containsExactly(
            "one symbol: 4 bytes, d7a0cda1",
            "two symbols: 12528 bytes, 1079399a",
            "two symbols, one of them rare: 12527 bytes, 98b8e550",
            "three symbols: 20843 bytes, bf098b32",
            "DNA: 25031 bytes, ad211dec",
            "hex digits: 50031 bytes, 66cd95b8",
            "Fibonacci: 32814 bytes, 2b4f65eb",
            "geometric: 72863 bytes, 956ab6ce",
            "uniform: 100003 bytes, 189a1419",
            "text: 50755 bytes, 6c9d48b3",
            "CSV: 56258 bytes, cc0d826b",
            "numbers: 69249 bytes, 45b79a49",
            "runs: 65849 bytes, 4e1ac553",
            "changing: 54883 bytes, e5b7c5a8");
  }

  private void assertGolden(String text, String hex) {
    byte[] encoded = encode(huffman, text.getBytes(US_ASCII));
    assertThat(HexFormat.ofDelimiter(" ").formatHex(encoded)).isEqualTo(hex);
  }

  private void assertRoundTrip(byte[] bytes) throws IOException {
    byte[] encoded = encode(huffman, bytes);
    byte[] out = fenced(bytes.length);

    int decoded = huffman.decode(encoded, 0, encoded.length, out, MARGIN, MARGIN + bytes.length);

    assertThat(decoded).isEqualTo(bytes.length);
    assertThat(Arrays.mismatch(out, MARGIN, MARGIN + decoded, bytes, 0, decoded)).isEqualTo(-1);
    assertFences(out, bytes.length);
  }

  /** Encodes in the middle of a larger array and looks whether its edges stay. */
  private static byte[] encode(Huffman huffman, byte[] bytes) {
    byte[] in = new byte[bytes.length + 2 * MARGIN];
    System.arraycopy(bytes, 0, in, MARGIN, bytes.length);
    int room = Huffman.maxEncodedLength(bytes.length);
    byte[] out = fenced(room);

    int encoded = huffman.encode(in, MARGIN, bytes.length, out, MARGIN);

    assertFences(out, room);
    return Arrays.copyOfRange(out, MARGIN, MARGIN + encoded);
  }

  private void assertFlipsAreHarmless(byte[] encoded, int length, int step) {
    for (int bit = 0; bit < 8 * encoded.length; bit += step) {
      encoded[bit >> 3] ^= (byte) (1 << (bit & 7));
      assertThat(decodeFenced(encoded, length)).isLessThanOrEqualTo(length);
      encoded[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
  }

  /** Decodes into the middle of a larger array; -1 when refused with a message that says where. */
  private int decodeFenced(byte[] encoded, int room) {
    byte[] out = fenced(room);
    int decoded = -1;
    try {
      decoded = huffman.decode(encoded, 0, encoded.length, out, MARGIN, MARGIN + room);
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("not a Huffman block: .+, at byte \\d+");
    }
    assertFences(out, room);
    return decoded;
  }

  private static byte[] fenced(int room) {
    byte[] out = new byte[room + 2 * MARGIN];
    Arrays.fill(out, FENCE);
    return out;
  }

  private static void assertFences(byte[] out, int room) {
    assertOnly(FENCE, out, 0, MARGIN);
    assertOnly(FENCE, out, MARGIN + room, out.length);
  }

  private static void assertOnly(byte value, byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != value) {
        assertThat(bytes[i]).as("byte %d", i).isEqualTo(value);
      }
    }
  }

  @Test
  void aHeadOfMoreBytesThanItNeedsIsRefused() {
    byte[] zeroBehind = {(byte) 0x85, 0, 'a'};
    byte[] bitsBeyondAnInt = {(byte) 0x85, -128, -128, -128, -128, 1, 'a'};
    for (byte[] in : new byte[][] {zeroBehind, bitsBeyondAnInt}) {
      assertThatThrownBy(() -> huffman.decode(in, 0, in.length, new byte[10], 0, 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the head of a section is");
    }
  }

  @Test
  void offsetsOfTheArraysDoNotShowInMessages() {
    byte[] in = new byte[50];
    in[40] = 3 << 2 | 3;

    assertThatThrownBy(() -> huffman.decode(in, 40, 5, new byte[10], 0, 10))
        .isInstanceOf(IOException.class)
        .hasMessage("not a Huffman block: unknown kind of section, at byte 0");
    assertThatCode(() -> huffman.decode(in, 40, 0, new byte[0], 0, 0)).doesNotThrowAnyException();
  }
}
