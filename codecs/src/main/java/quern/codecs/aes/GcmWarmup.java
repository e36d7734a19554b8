package quern.codecs.aes;

import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Has the just-in-time compiler translate Java's GCM. It does so after some thousand calls, however
 * long each takes, and only then are the processor's AES instructions used. Left to segments of 64
 * KiB, JDK 17 gives about 50 MB/s for the first 250 MB, longer than most tasks live, where it gives
 * 2 GB/s later. Short messages, 100 to 300 ms of them, do the same at once.
 */
final class GcmWarmup {
  private static final int CALLS = 10_000;
  private static final int LENGTH = 64;
  private static final int TAG_BITS = 128;

  private GcmWarmup() {}

  /** Once in the life of a JVM, since a class is initialized once. */
  private static final class Encryption {
    static final int CALLS_DONE = encrypt();
  }

  /** Likewise. */
  private static final class Decryption {
    static final int CALLS_DONE = decrypt();
  }

  /** Returns when enough calls have been made; a second time at once. */
  static void require(boolean encryption) {
    int done = encryption ? Encryption.CALLS_DONE : Decryption.CALLS_DONE;
    if (done != CALLS) {
      throw new IllegalStateException("expected %d calls, made %d".formatted(CALLS, done));
    }
  }

  private static int encrypt() {
    byte[] nonce = new byte[12];
    byte[] bytes = new byte[LENGTH + TAG_BITS / 8];
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      int calls = 0;
      for (; calls < CALLS; calls++) {
        nonce[0] = (byte) calls;
        nonce[1] = (byte) (calls >> 8);
        cipher.init(Cipher.ENCRYPT_MODE, key(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.doFinal(bytes, 0, LENGTH, bytes, 0);
      }
      return calls;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int decrypt() {
    GCMParameterSpec nonce = new GCMParameterSpec(TAG_BITS, new byte[12]);
    byte[] out = new byte[LENGTH];
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key(), nonce);
      byte[] encrypted = cipher.doFinal(out);
      int calls = 0;
      for (; calls < CALLS; calls++) {
        cipher.init(Cipher.DECRYPT_MODE, key(), nonce);
        cipher.doFinal(encrypted, 0, encrypted.length, out, 0);
      }
      return calls;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Key key() {
    return new SecretKeySpec(new byte[32], "AES");
  }
}
