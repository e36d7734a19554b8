package quern.codecs.hamming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HammingTest {
  private static final int GROUP = 256 << 10;

  private final Hamming hamming = new Hamming();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 360",
    "64, 360",
    "65, 432",
    "65536, 74016",
    "262144, 295200",
    "262145, 295632",
    "8388608, 9446400"
  })
  void theStoredLengthFollowsFromTheContents(int content, int stored) {
    assertThat(Hamming.encodedLength(content)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 1_950_000_000, Integer.MAX_VALUE})
  void aLengthThatNoArrayHoldsIsRefused(int content) {
    assertThatThrownBy(() -> Hamming.encodedLength(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("content");
  }

  @Test
  void everyShortContentComesBack() throws IOException {
    for (int length = 0; length <= 2000; length++) {
      assertComesBack(content(length));
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {65_536, GROUP - 1, GROUP, GROUP + 1, 2 * GROUP, 2 * GROUP + 1, 1_000_003, 8 << 20})
  void contentOfOneOrMoreGroupsComesBack(int length) throws IOException {
    assertComesBack(content(length));
  }

  private void assertComesBack(byte[] content) throws IOException {
    byte[] stored = encode(content);
    byte[] before = stored.clone();

    Correction correction = hamming.correct(stored, 0, content.length);

    byte[] back = new byte[content.length];
    Hamming.content(stored, 0, content.length, back, 0);
    assertThat(back).isEqualTo(content);
    assertThat(stored).isEqualTo(before);
    assertThat(correction).isEqualTo(Correction.NONE);
    Hamming.content(stored, 0, content.length, stored, 0);
    assertThat(Arrays.copyOf(stored, content.length)).as("in place").isEqualTo(content);
  }

  @Property(tries = 200)
  void theBytesAroundAreLeftAlone(
      @ForAll @IntRange(max = 600) int length,
      @ForAll @IntRange(max = 9) int inOffset,
      @ForAll @IntRange(max = 9) int outOffset)
      throws IOException {
    byte[] content = content(length);
    byte[] in = filled(inOffset + length + 5);
    System.arraycopy(content, 0, in, inOffset, length);
    int storedLength = Hamming.encodedLength(length);
    byte[] out = filled(outOffset + storedLength + 5);
    byte[] back = filled(inOffset + length + 5);

    hamming.encode(in, inOffset, length, out, outOffset);
    hamming.correct(out, outOffset, length);
    Hamming.content(out, outOffset, length, back, inOffset);

    byte[] expected = filled(out.length);
    System.arraycopy(encode(content), 0, expected, outOffset, storedLength);
    assertThat(out).isEqualTo(expected);
    assertThat(back).isEqualTo(in);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 500, 512, 513, 5000})
  void eachCodewordIsOneOfTheWordCode(int length) {
    byte[] stored = encode(content(length));
    int chunk = (length + 63) / 64;
    for (int bit = 0; bit < 8 * chunk; bit++) {
      long word = 0;
      int check = 0;
      for (int i = 0; i < 72; i++) {
        int value = stored[i * (chunk + 4) + bit / 8] >> (bit % 8) & 1;
        if (i < 64) {
          word |= (long) value << i;
        } else {
          check |= value << (i - 64);
        }
      }
      assertThat(check).isEqualTo(Secded72.check(word));
    }
  }

  @Test
  void theStoredBytesOfAShortContentAreThoseOfTheFormat() {
    byte[] content = "A quern is a hand mill.".getBytes(StandardCharsets.UTF_8);

    String stored = HexFormat.of().formatHex(encode(content));

    assertThat(stored.replaceAll("(.{80})", "$1\n"))
        .isEqualTo(
            """
            41e16dcdee2072c0dd8f71d18e845f751614134065064ad42f72c2de77ab6e9fc37f142072c0dd8f
            694b091bff7330b5f4a82072c0dd8f61c1d043302072c0dd8f68b96298fc61c1d043306e9fc37f14
            64f421572c2072c0dd8f6d8c938ce0694b091bff6c7ef80fe36c7ef80fe32edeb862a800527d5351
            00527d535100527d535100527d535100527d535100527d535100527d535100527d535100527d5351
            00527d535100527d535100527d535100527d535100527d535100527d535100527d535100527d5351
            00527d535100527d535100527d535100527d535100527d535100527d535100527d535100527d5351
            00527d535100527d535100527d535100527d535100527d535100527d535100527d535100527d5351
            00527d535100527d535100527d535100527d535100527d535100527d535100527d535100527d5351
            6e9fc37f1442f23d3e1a7a48072f646e9fc37f1472c2de77ab57d792ed694f4d1572c91c0f605bee
            """);
  }

  @ParameterizedTest
  @CsvSource({"1000, 9db9d64c", "65536, 42735b4d", "300000, 70e0a644"})
  void theStoredBytesOfALongContentAreThoseOfTheFormat(int length, String expected) {
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) ((i * i) >> 7);
    }
    CRC32C crc = new CRC32C();

    crc.update(encode(content));

    assertThat("%08x".formatted(crc.getValue())).isEqualTo(expected);
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    byte[] ten = new byte[10];
    byte[] stored = new byte[Hamming.encodedLength(10)];

    assertThatThrownBy(() -> hamming.encode(ten, 1, 10, stored, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> hamming.encode(ten, 0, 10, stored, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> hamming.correct(stored, 1, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Hamming.content(stored, 1, 10, ten, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Hamming.content(stored, 0, 10, ten, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private byte[] encode(byte[] content) {
    byte[] stored = filled(Hamming.encodedLength(content.length));
    hamming.encode(content, 0, content.length, stored, 0);
    return stored;
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }
}
