package quern.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur3Test {
  /** The lanes as the reference implementation prints them, h1 before h2. */
  @ParameterizedTest
  @CsvSource({
    "'', 0, 00000000000000000000000000000000",
    "'', 1, 4610abe56eff5cb551622daa78f83583",
    "hello, 0, cbd8a7b341bd9b025b1e906a48ae1d19",
    "'hello, world', 0, 342fac623a5ebc8e4cdcbc079642414d",
    "'19 Jan 2038 at 3:14:07 AM', 0, b89e5988b737affc664fc2950231b2cb",
    "'The quick brown fox jumps over the lazy dog.', 0, cd99481f9ee902c9695da1a38987b6e7",
    "'The quick brown fox jumps over the lazy dog', 0, e34bbc7bbc071b6c7a433ca9c49a9347"
  })
  void publishedVectorsAreMet(String text, int seed, String expected) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Murmur3 murmur = new Murmur3();

    murmur.hash(bytes, 0, bytes.length, seed);

    HexFormat hex = HexFormat.of();
    assertThat(hex.toHexDigits(murmur.first()) + hex.toHexDigits(murmur.second()))
        .isEqualTo(expected);
    assertThat(Murmur3.hash64(bytes, 0, bytes.length, seed)).isEqualTo(murmur.first());
  }

  /**
   * SMHasher's verification value of MurmurHash3_x64_128 (0x6384BA69): keys {0}, {0,1}, … of 0 to
   * 255 bytes, hashed with seed 256 - length; then the hashes' hash.
   */
  @Test
  void theReferencesVerificationValueIsMet() {
    Murmur3 murmur = new Murmur3();
    byte[] key = new byte[256];
    ByteBuffer hashes = ByteBuffer.allocate(256 * 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 256; i++) {
      key[i] = (byte) i;
      murmur.hash(key, 0, i, 256 - i);
      hashes.putLong(murmur.first()).putLong(murmur.second());
    }

    murmur.hash(hashes.array(), 0, hashes.capacity(), 0);

    assertThat((int) murmur.first()).isEqualTo(0x6384BA69);
  }

  @Property(tries = 200)
  void theBytesAroundThoseHashedDoNotCount(
      @ForAll @Size(max = 70) byte[] bytes, @ForAll @IntRange(max = 9) int offset) {
    byte[] wide = new byte[offset + bytes.length + 20];
    java.util.Arrays.fill(wide, (byte) 0x5a);
    System.arraycopy(bytes, 0, wide, offset, bytes.length);

    assertThat(Murmur3.hash64(wide, offset, bytes.length, 7))
        .isEqualTo(Murmur3.hash64(bytes, 0, bytes.length, 7));
  }

  @Test
  void bytesOutsideTheArrayAreRefused() {
    assertThatThrownBy(() -> Murmur3.hash64(new byte[4], 2, 3, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
