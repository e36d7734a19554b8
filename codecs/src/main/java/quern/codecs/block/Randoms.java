package quern.codecs.block;

import java.security.SecureRandom;

/** The process's source of salts. */
final class Randoms {
  // Thread-safe, and slow to seed.
  private static final SecureRandom SECURE = new SecureRandom();

  private Randoms() {}

  static SecureRandom secure() {
    return SECURE;
  }
}
