package quern.codecs.aes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentCipherTest {
  private static final byte[] KEY = random(32, 1);
  private static final byte[] PREFIX = random(7, 2);

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] encrypted(long number, boolean last, byte[] plain) {
    byte[] out = new byte[plain.length + SegmentCipher.OVERHEAD];
    SegmentCipher.encrypting(KEY, PREFIX).encrypt(number, last, plain, 0, plain.length, out, 0);
    return out;
  }

  private static byte[] decrypted(long number, boolean last, byte[] in) throws IOException {
    byte[] out = new byte[in.length];
    int length =
        SegmentCipher.decrypting(KEY, PREFIX).decrypt(number, last, in, 0, in.length, out, 0);
    return Arrays.copyOf(out, length);
  }

  /** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B: cases 13 and 14. */
  @ParameterizedTest
  @CsvSource({
    "'', 530f8afbc74536b9a963b4f1c4cb738b",
    "00000000000000000000000000000000,"
        + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
  })
  void theVectorsOfTheSpecificationComeOut(String plain, String expected) {
    byte[] in = HexFormat.of().parseHex(plain);
    byte[] out = new byte[in.length + 16];

    int length =
        SegmentCipher.encrypting(new byte[32], new byte[7])
            .encrypt(0, false, in, 0, in.length, out, 0);

    assertThat(HexFormat.of().formatHex(out, 0, length)).isEqualTo(expected);
  }

  @Property(tries = 200)
  void whatWasEncryptedIsDecryptedWhereverItStands(
      @ForAll byte[] plain,
      @ForAll @IntRange(max = 40) int from,
      @ForAll @IntRange(max = 40) int to)
      throws IOException {
    byte[] bytes = new byte[plain.length + 100];
    System.arraycopy(plain, 0, bytes, from, plain.length);

    int length =
        SegmentCipher.encrypting(KEY, PREFIX)
            .encrypt(7, true, bytes, from, plain.length, bytes, to);
    int back =
        SegmentCipher.decrypting(KEY, PREFIX).decrypt(7, true, bytes, to, length, bytes, from);

    assertThat(length).isEqualTo(plain.length + SegmentCipher.OVERHEAD);
    assertThat(Arrays.copyOfRange(bytes, from, from + back)).isEqualTo(plain);
  }

  @Test
  void segmentsAreDecryptedInAnyOrderAndMoreThanOnce() throws IOException {
    SegmentCipher in = SegmentCipher.decrypting(KEY, PREFIX);
    byte[][] segments = {encrypted(0, false, random(9, 0)), encrypted(1, true, random(9, 1))};
    byte[] out = new byte[9];
    for (int number : new int[] {1, 0, 1, 1}) {
      in.decrypt(number, number == 1, segments[number], 0, 25, out, 0);
      assertThat(out).isEqualTo(random(9, number));
    }
  }

  @Test
  void aSegmentIsAuthenticInItsOwnPlaceOnly() throws IOException {
    byte[] segment = encrypted(5, false, random(100, 3));

    assertThat(decrypted(5, false, segment)).isEqualTo(random(100, 3));
    assertThatThrownBy(() -> decrypted(4, false, segment))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "encrypted segment 4 is not authentic: its bytes were changed, or it was not written"
                + " as a further segment of this stream with this number");
    assertThatThrownBy(() -> decrypted(5, true, segment)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> decrypted(5 + (1L << 24), false, segment))
        .isInstanceOf(IOException.class);
  }

  @Test
  void anyChangedBitIsFoundOutAndNothingOfThePlainTextComesOut() {
    byte[] segment = encrypted(0, true, random(300, 4));
    for (int bit = 0; bit < 8 * segment.length; bit++) {
      byte[] in = segment.clone();
      in[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] out = new byte[400];
      Arrays.fill(out, (byte) 'x');
      SegmentCipher cipher = SegmentCipher.decrypting(KEY, PREFIX);

      assertThatThrownBy(() -> cipher.decrypt(0, true, in, 0, in.length, out, 50))
          .isInstanceOf(IOException.class);
      assertZerosOnly(out, 50, 300);
      assertThatThrownBy(() -> cipher.decrypt(0, true, in, 0, in.length, in, 0))
          .isInstanceOf(IOException.class);
      assertThat(Arrays.copyOf(in, 300)).as("in place").containsOnly(0);
    }
  }

  private static void assertZerosOnly(byte[] out, int offset, int length) {
    for (int i = 0; i < out.length; i++) {
      boolean within = i >= offset && i < offset + length;
      assertThat(out[i]).as("byte %d", i).isEqualTo(within ? 0 : (byte) 'x');
    }
  }

  @Test
  void aLongStreamIsLikeAShortOne() throws IOException {
    SegmentCipher out = SegmentCipher.encrypting(KEY, PREFIX);
    SegmentCipher in = SegmentCipher.decrypting(KEY, PREFIX);
    byte[] segment = new byte[(64 << 10) + SegmentCipher.OVERHEAD];
    for (int number = 0; number < 40; number++) {
      byte[] plain = random(64 << 10, number);
      out.encrypt(number, number == 39, plain, 0, plain.length, segment, 0);
      in.decrypt(number, number == 39, segment, 0, segment.length, segment, 0);
      assertThat(Arrays.copyOf(segment, plain.length)).isEqualTo(plain);
    }
  }

  @Test
  void aSegmentThatIsCutOffIsRefused() {
    byte[] segment = encrypted(0, true, random(20, 5));
    for (int length = 0; length < segment.length; length++) {
      byte[] cut = Arrays.copyOf(segment, length);
      assertThatThrownBy(() -> decrypted(0, true, cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> decrypted(3, true, new byte[15]))
        .hasMessage(
            "encrypted segment 3: expected 16 bytes or more, found 15; take an undamaged copy");
  }

  @Test
  void numbersOnlyAscendSoThatNoNonceComesTwice() {
    SegmentCipher cipher = SegmentCipher.encrypting(KEY, PREFIX);
    byte[] bytes = new byte[20];
    cipher.encrypt(3, false, bytes, 0, 4, bytes, 0);

    for (long number : new long[] {0, 2, 3}) {
      assertThatThrownBy(() -> cipher.encrypt(number, true, bytes, 0, 4, bytes, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("segment %d again or too late: expected 4 or more", number);
    }
    cipher.encrypt(4, false, bytes, 0, 4, bytes, 0);
    cipher.encrypt(4_294_967_295L, true, bytes, 0, 4, bytes, 0);
    assertThatThrownBy(() -> cipher.encrypt(4_294_967_295L, true, bytes, 0, 4, bytes, 0))
        .hasMessage("the last segment has been encrypted");
  }

  @Test
  void aNumberThatDoesNotFitIntoANonceIsRefused() {
    byte[] bytes = new byte[20];
    for (long number : new long[] {-1, 1L << 32, Long.MAX_VALUE}) {
      String message = "expected a segment number of 0 to 4294967295, found " + number;
      assertThatThrownBy(
              () ->
                  SegmentCipher.encrypting(KEY, PREFIX)
                      .encrypt(number, false, bytes, 0, 4, bytes, 0))
          .hasMessage(message);
      assertThatThrownBy(
              () ->
                  SegmentCipher.decrypting(KEY, PREFIX)
                      .decrypt(number, false, bytes, 0, 20, bytes, 0))
          .hasMessage(message);
    }
  }

  @Test
  void aCipherGoesInOneDirection() {
    byte[] bytes = new byte[20];

    assertThatThrownBy(
            () -> SegmentCipher.encrypting(KEY, PREFIX).decrypt(0, true, bytes, 0, 20, bytes, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> SegmentCipher.decrypting(KEY, PREFIX).encrypt(0, true, bytes, 0, 4, bytes, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPlaceThatIsTooSmallIsRefusedAndTheNumberStaysFree() {
    SegmentCipher cipher = SegmentCipher.encrypting(KEY, PREFIX);

    assertThatThrownBy(() -> cipher.encrypt(0, true, new byte[4], 0, 4, new byte[19], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);

    assertThat(cipher.encrypt(0, true, new byte[4], 0, 4, new byte[20], 0)).isEqualTo(20);
  }
}
