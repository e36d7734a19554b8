package quern.codecs.aes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) of the segments of one stream, in one direction. A segment's nonce
 * is the stream's prefix, the segment's number (4 bytes, big-endian) and a byte that is 1 for the
 * last one, as in Tink's streams (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-
 * Encryption and its Nonce-Reuse Misuse-Resistance", 2015): so a segment is authentic in its own
 * place only. There is no associated data, and the tag follows the ciphertext.
 *
 * <p>Not for several threads.
 */
public final class SegmentCipher {
  /** How many bytes longer a segment is when encrypted. */
  public static final int OVERHEAD = 16;

  /** How many segments a stream can have. */
  public static final long MAX_SEGMENTS = 1L << 32;

  /** Length of the part of the nonce that is the stream's. */
  static final int PREFIX_BYTES = 7;

  private static final int NONCE_BYTES = PREFIX_BYTES + Integer.BYTES + 1;

  /** From here on a stream is worth the time that {@link GcmWarmup} takes. */
  private static final int LONG_STREAM_BYTES = 2 << 20;

  private final boolean encrypts;
  private final Cipher cipher;
  private final Key key;
  private final byte[] nonce;
  private long least;
  private long bytes;

  private SegmentCipher(boolean encrypts, byte[] key, byte[] prefix) {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES/GCM", e);
    }
    this.encrypts = encrypts;
    this.key = new SecretKeySpec(key, "AES");
    this.nonce = Arrays.copyOf(prefix, NONCE_BYTES);
  }

  /** The only one that may ever encrypt with this key and prefix. */
  static SegmentCipher encrypting(byte[] key, byte[] prefix) {
    return new SegmentCipher(true, key, prefix);
  }

  static SegmentCipher decrypting(byte[] key, byte[] prefix) {
    return new SegmentCipher(false, key, prefix);
  }

  /**
   * Encrypts a segment.
   *
   * @param number 0 for the first; greater than that of any segment before, and less than {@link
   *     #MAX_SEGMENTS}
   * @param last whether it is the stream's last; none can follow then
   * @param length of the plain segment, 0 or more; the output has {@link #OVERHEAD} bytes more
   * @return the length of the output, which may lie over the input
   * @throws IllegalStateException when the number would repeat a nonce, the stream has had its last
   *     segment, or this decrypts
   */
  public int encrypt(
      long number, boolean last, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    requireNumber(number);
    Objects.checkFromIndexSize(inOffset, length, in.length);
    Objects.checkFromIndexSize(outOffset, length + OVERHEAD, out.length);
    if (!encrypts) {
      throw new IllegalStateException("this cipher decrypts");
    }
    if (number < least) {
      throw new IllegalStateException(
          least > MAX_SEGMENTS
              ? "the last segment has been encrypted"
              : "segment %d again or too late: expected %d or more".formatted(number, least));
    }
    least = last ? MAX_SEGMENTS + 1 : number + 1;
    try {
      return start(Cipher.ENCRYPT_MODE, number, last, length)
          .doFinal(in, inOffset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("segment " + number + " cannot be encrypted", e);
    }
  }

  /**
   * Decrypts a segment.
   *
   * @param number 0 for the first; in any order
   * @param last whether it is the stream's last
   * @param length of the encrypted segment
   * @return the length of the output, {@link #OVERHEAD} less; it may lie over the input
   * @throws IOException when the segment is not authentic: changed, or not written as this number
   *     of this stream, or not as (the only) last one. The output's place then holds zeros
   * @throws IllegalStateException when this encrypts
   */
  public int decrypt(
      long number, boolean last, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws IOException {
    requireNumber(number);
    Objects.checkFromIndexSize(inOffset, length, in.length);
    if (encrypts) {
      throw new IllegalStateException("this cipher encrypts");
    }
    if (length < OVERHEAD) {
      throw new IOException(
          "encrypted segment %d: expected %d bytes or more, found %d; take an undamaged copy"
              .formatted(number, OVERHEAD, length));
    }
    int plain = length - OVERHEAD;
    Objects.checkFromIndexSize(outOffset, plain, out.length);
    try {
      return start(Cipher.DECRYPT_MODE, number, last, length)
          .doFinal(in, inOffset, length, out, outOffset);
    } catch (AEADBadTagException e) {
      // Java does it too, as long as it is Java's own provider.
      Arrays.fill(out, outOffset, outOffset + plain, (byte) 0);
      throw new IOException(
          ("encrypted segment %d is not authentic: its bytes were changed, or it was not written"
                  + " as %s segment of this stream with this number; take an undamaged copy")
              .formatted(number, last ? "the last" : "a further"),
          e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("segment " + number + " cannot be decrypted", e);
    }
  }

  private static void requireNumber(long number) {
    if (number < 0 || number >= MAX_SEGMENTS) {
      throw new IllegalArgumentException(
          "expected a segment number of 0 to %d, found %d".formatted(MAX_SEGMENTS - 1, number));
    }
  }

  private Cipher start(int mode, long number, boolean last, int length)
      throws GeneralSecurityException {
    if (bytes < LONG_STREAM_BYTES) {
      bytes += length;
      if (bytes >= LONG_STREAM_BYTES) {
        GcmWarmup.require(encrypts);
      }
    }
    ByteBuffer.wrap(nonce, PREFIX_BYTES, Integer.BYTES + 1)
        .putInt((int) number)
        .put((byte) (last ? 1 : 0));
    cipher.init(mode, key, new GCMParameterSpec(8 * OVERHEAD, nonce));
    return cipher;
  }
}
