package quern.codecs.aes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tink's AES-GCM-HKDF streams and ours are the same but for what stands around the segments: there,
 * a header of length, salt and nonce prefix, which the first segment is shorter by.
 */
class TinkStreamTest {
  private static final int HEADER = 1 + 32 + 7;
  private static final int SEGMENT = 256;
  private static final int FIRST = SEGMENT - HEADER;
  private static final int TAG = SegmentCipher.OVERHEAD;

  private final byte[] dataKey = random(32, 1);
  private final byte[] info = random(200, 2);

  private static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private AesGcmHkdfStreaming tink() throws GeneralSecurityException {
    return new AesGcmHkdfStreaming(dataKey, "HmacSha256", 32, SEGMENT, 0);
  }

  /** With the segments that Tink makes: the last one is not empty unless it is the first. */
  private byte[] ours(byte[] plain, byte[] salt, byte[] prefix) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.write(HEADER);
    stream.writeBytes(salt);
    stream.writeBytes(prefix);
    SegmentCipher cipher = SegmentCipher.encrypting(Hkdf.derive(dataKey, salt, info, 32), prefix);
    byte[] out = new byte[SEGMENT];
    int at = 0;
    long number = 0;
    do {
      int length = Math.min(plain.length - at, (at == 0 ? FIRST : SEGMENT) - TAG);
      boolean last = at + length == plain.length;
      stream.write(out, 0, cipher.encrypt(number++, last, plain, at, length, out, 0));
      at += length;
    } while (at < plain.length);
    return stream.toByteArray();
  }

  private byte[] decryptedByUs(byte[] stream) throws IOException {
    byte[] salt = Arrays.copyOfRange(stream, 1, 33);
    byte[] prefix = Arrays.copyOfRange(stream, 33, HEADER);
    SegmentCipher cipher = SegmentCipher.decrypting(Hkdf.derive(dataKey, salt, info, 32), prefix);
    byte[] plain = new byte[stream.length];
    int written = 0;
    long number = 0;
    for (int at = HEADER; at < stream.length; number++) {
      int length = Math.min(stream.length - at, number == 0 ? FIRST : SEGMENT);
      boolean last = at + length == stream.length;
      written += cipher.decrypt(number, last, stream, at, length, plain, written);
      at += length;
    }
    return Arrays.copyOf(plain, written);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        FIRST - TAG - 1,
        FIRST - TAG,
        FIRST - TAG + 1,
        FIRST + SEGMENT - 2 * TAG - 1,
        FIRST + SEGMENT - 2 * TAG,
        FIRST + SEGMENT - 2 * TAG + 1,
        10_000
      })
  void eachReadsWhatTheOtherWrote(int size) throws IOException, GeneralSecurityException {
    byte[] plain = random(size, size);
    byte[] stream = ours(plain, random(32, 3), random(7, 4));

    try (InputStream in = tink().newDecryptingStream(new ByteArrayInputStream(stream), info)) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
    }
    assertThat((long) stream.length).isEqualTo(tink().expectedCiphertextSize(size));

    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    try (OutputStream out = tink().newEncryptingStream(theirs, info)) {
      out.write(plain);
    }
    assertThat(decryptedByUs(theirs.toByteArray())).isEqualTo(plain);
  }

  @Test
  void aWholeStreamWithItsKeyPartIsReadByTinkToo() throws IOException, GeneralSecurityException {
    byte[] header = random(12, 5);
    WrappedKey key = new WrappedKey("hr", "hr@0", random(16, 6), random(32, 7));
    KeyPart part = KeyPart.create(key, new SecureRandom());
    byte[] bytes = part.toBytes(header, dataKey);
    int saltAt = key.toBytes().length;
    byte[] plain = random(50, 8);
    byte[] segment = new byte[50 + TAG];
    part.cipher(header, dataKey).encrypt(0, true, plain, 0, 50, segment, 0);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.write(HEADER);
    stream.write(bytes, saltAt, 39);
    stream.writeBytes(segment);

    byte[] associated = part.info(header);

    try (InputStream in =
        tink().newDecryptingStream(new ByteArrayInputStream(stream.toByteArray()), associated)) {
      assertThat(in.readAllBytes()).isEqualTo(plain);
    }
    assertThat(associated)
        .startsWith(header)
        .endsWith(Arrays.copyOfRange(bytes, saltAt, saltAt + 39));
  }

  @Test
  void neitherReadsADamagedStreamOfTheOther() throws IOException, GeneralSecurityException {
    byte[] stream = ours(random(600, 1), random(32, 3), random(7, 4));
    stream[300] ^= 1;

    assertThatThrownBy(() -> decryptedByUs(stream))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("encrypted segment 1 is not authentic");
    try (InputStream in = tink().newDecryptingStream(new ByteArrayInputStream(stream), info)) {
      assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }
  }
}
