package quern.codecs.aes;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256: keys from a key (RFC 5869, sections 2.2 and 2.3). */
final class Hkdf {
  private static final String HMAC = "HmacSHA256";
  private static final int HASH_BYTES = 32;

  private Hkdf() {}

  /**
   * Extracts and expands.
   *
   * @param key the input keying material
   * @param salt may be empty
   * @param info what the derived key is for; may be empty
   * @param length bytes wanted, 8160 at most; the first ones do not depend on it
   */
  static byte[] derive(byte[] key, byte[] salt, byte[] info, int length) {
    if (length < 0 || length > 255 * HASH_BYTES) {
      throw new IllegalArgumentException("expected a length of 0 to 8160 bytes, found " + length);
    }
    byte[] pseudorandomKey = new byte[0];
    byte[] block = new byte[0];
    try {
      Mac mac = Mac.getInstance(HMAC);
      // An empty salt stands for zeros, and Java takes no empty key.
      mac.init(new SecretKeySpec(salt.length == 0 ? new byte[HASH_BYTES] : salt, HMAC));
      pseudorandomKey = mac.doFinal(key);
      mac.init(new SecretKeySpec(pseudorandomKey, HMAC));
      byte[] derived = new byte[length];
      for (int at = 0, number = 1; at < length; at += HASH_BYTES, number++) {
        mac.update(block);
        mac.update(info);
        mac.update((byte) number);
        Arrays.fill(block, (byte) 0);
        block = mac.doFinal();
        System.arraycopy(block, 0, derived, at, Math.min(HASH_BYTES, length - at));
      }
      return derived;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + HMAC, e);
    } finally {
      Arrays.fill(pseudorandomKey, (byte) 0);
      Arrays.fill(block, (byte) 0);
    }
  }
}
