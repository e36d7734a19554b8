package quern.codecs.aes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyPartTest {
  private static final byte[] HEADER = "HEADER".getBytes(US_ASCII);

  /** 0, 1, 2 … */
  private static final byte[] DATA_KEY = counting(0, 32);

  private static final WrappedKey KEY =
      new WrappedKey("hr", "hr@0", counting(0, 16), counting(50, 32));

  private final SecureRandom random = new SecureRandom();

  private static byte[] counting(int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return bytes;
  }

  private static KeyPart parse(byte[] bytes) throws IOException {
    return KeyPart.parse(bytes, 0, bytes.length);
  }

  /** Computed with OpenSSL (HKDF and AES-GCM by way of Python's cryptography), not with this. */
  @Test
  void aStreamOfAnotherImplementationIsRead() throws IOException {
    String part =
        "02687204687240301000010203040506" // wrapped key
            + "0708090a0b0c0d0e0f20323334353637"
            + "38393a3b3c3d3e3f4041424344454647"
            + "48494a4b4c4d4e4f5051"
            + "6465666768696a6b6c6d6e6f70717273" // salt
            + "7475767778797a7b7c7d7e7f80818283"
            + "c8c9cacbcccdce" // nonce prefix
            + "a225f0a64cbf91fd02c65aecbffd9018" // commitment
            + "516b42a43fb4b626d363f3be1686475a";
    byte[] bytes = HexFormat.of().parseHex(part);
    KeyPart parsed = parse(bytes);

    assertThat(parsed.key()).isEqualTo(KEY);
    assertThat(KEY.id()).isEqualTo("f5a992ce582704565f50806e537fbabf");
    assertThat(parsed.toBytes(HEADER, DATA_KEY)).isEqualTo(bytes);
    SegmentCipher cipher = parsed.cipher(HEADER, DATA_KEY);
    String[][] segments = {
      {"0", "7c2d79212fecef42de723cc3619511b642862c0361ea031ebafc816132", "first segment"},
      {"1", "18a887008c7fcbb1270e8fe53ec9b389", ""},
      {
        "4294967294",
        "7186f02a4a07da3d140fdedbec902593d85a338f71958450893c261522bf161e595a538f73e234",
        "one but the last number"
      },
      {"4294967295", "a965f84ba98e1c2a2f15c68bff4d6c7ad8d652c11ff5fc", "the end"},
    };
    for (String[] segment : segments) {
      long number = Long.parseLong(segment[0]);
      byte[] in = HexFormat.of().parseHex(segment[1]);
      int length = cipher.decrypt(number, number == 0xffff_ffffL, in, 0, in.length, in, 0);
      assertThat(new String(in, 0, length, US_ASCII)).isEqualTo(segment[2]);
    }
  }

  @Test
  void whatOneKeyPartEncryptsItsBytesDecrypt() throws IOException {
    KeyPart written = KeyPart.create(KEY, random);
    byte[] bytes = written.toBytes(HEADER, DATA_KEY);
    byte[] segment = new byte[100];
    int length = written.cipher(HEADER, DATA_KEY).encrypt(0, true, HEADER, 0, 6, segment, 5);

    byte[] around = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, around, 3, bytes.length);
    KeyPart read = KeyPart.parse(around, 3, bytes.length);
    byte[] plain = new byte[6];
    read.cipher(HEADER, DATA_KEY).decrypt(0, true, segment, 5, length, plain, 0);

    assertThat(plain).isEqualTo(HEADER);
    assertThat(bytes).hasSizeLessThanOrEqualTo(KeyPart.MAX_BYTES);
    assertThat(KeyPart.MAX_BYTES).isLessThanOrEqualTo(1000);
  }

  @Test
  void eachStreamHasASaltAndNoncePrefixOfItsOwn() {
    byte[] one = KeyPart.create(KEY, random).toBytes(HEADER, DATA_KEY);
    byte[] other = KeyPart.create(KEY, random).toBytes(HEADER, DATA_KEY);
    int at = KEY.toBytes().length;

    assertThat(Arrays.copyOf(one, at)).isEqualTo(Arrays.copyOf(other, at));
    for (int[] part : new int[][] {{at, 32}, {at + 32, 7}, {at + 39, 32}}) {
      assertThat(Arrays.copyOfRange(one, part[0], part[0] + part[1]))
          .isNotEqualTo(Arrays.copyOfRange(other, part[0], part[0] + part[1]));
    }
  }

  @Test
  void anotherDataKeyIsFoundOutBeforeASegmentIsRead() throws IOException {
    byte[] bytes = KeyPart.create(KEY, random).toBytes(HEADER, DATA_KEY);

    assertThatThrownBy(() -> parse(bytes).cipher(HEADER, counting(1, 32)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "wrong key: the data key that was found for key 'hr', version hr@0 does not fit");
  }

  @Test
  void everyByteOfTheHeaderMatters() throws IOException {
    byte[] bytes = KeyPart.create(KEY, random).toBytes(HEADER, DATA_KEY);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> parse(changed).cipher(HEADER, DATA_KEY))
          .as("byte %d", i)
          .isInstanceOf(IOException.class);
    }
    for (int i = 0; i < HEADER.length; i++) {
      byte[] changed = HEADER.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> parse(bytes).cipher(changed, DATA_KEY))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aKeyPartThatIsCutOffOrTooLongIsRefused() {
    byte[] bytes = KeyPart.create(KEY, random).toBytes(HEADER, DATA_KEY);
    for (int length = 0; length <= bytes.length + 1; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      if (length != bytes.length) {
        assertThatThrownBy(() -> parse(cut)).as("%d", length).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void oneStreamIsEncryptedByOneCipher() throws IOException {
    KeyPart written = KeyPart.create(KEY, random);
    SegmentCipher first = written.cipher(HEADER, DATA_KEY);

    assertThat(first).isNotNull();
    assertThatThrownBy(() -> written.cipher(HEADER, DATA_KEY))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aDataKeyOfAnotherLengthIsRefused() {
    KeyPart part = KeyPart.create(KEY, random);

    assertThatThrownBy(() -> part.toBytes(HEADER, new byte[16]))
        .hasMessage("the data key of key 'hr', version hr@0: expected 256 bits, found 128");
  }
}
