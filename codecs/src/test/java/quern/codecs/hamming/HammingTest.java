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
            41f662e88a20766d609c71e1c491d57535fc9ebd655fcf90977288f9ab646ee1030b42201fa231ae
            69c112fd2373a90c8a0320df9e0bbd617f2c0d7520b6515a8f686e51878b612204f4de6e6fb5508d
            64dceb83c92049a8911d6d831c68eb69572467836c18b8bada6c0b1a22ad2e9fbde77f0000da4ef1
            00e7a3440c00f401dc7b00c0e674e200d344ec9500a92925d000ba8bbda7008e6c153e009dce8d49
            003af9953700295b0d40001dbca5d9000e1e3dae007473f4eb0067d16c9c005336c4050040945c72
            00a7ed568f00b44fcef80080a8666100930afe1600e967375300fac5af2400ce2207bd00dd809fca
            00053c64b600169efcc100227954580031dbcc2f004bb6056a0058149d1d006cf33584007f51adf3
            009828a70e008b8a3f7900bf6d97e000accf0f9700d6a2c6d200c5005ea500f1e7f63c00e2456e4b
            6e77db9c74420987450d7a875afcea6e433c34ed72644cf5175762a2f7a24fccc2c09b1c9d1571cb
            """);
  }

  @ParameterizedTest
  @CsvSource({"1000, 01c5b9c3", "65536, 1553191d", "300000, 6605b4ff"})
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
