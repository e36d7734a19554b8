package quern.codecs.keys;

import java.io.IOException;

/** Says the password of a keystore, when no file does. */
@FunctionalInterface
public interface Passwords {
  /** Nobody is there to be asked. */
  Passwords NONE =
      (keystore, isNew) -> {
        throw new KeyException(
            KeyException.Problem.NO_PASSWORD,
            "the keystore %s needs a password, and there is nobody to ask; put it into a file that only you can read, and name that"
                    .formatted(keystore)
                + " (--password-file, or quern.keystore.password-file)");
      };

  /**
   * The password. The array is the caller's own, to be wiped after use.
   *
   * @param keystore where it is
   * @param isNew whether it is about to be made
   * @throws IOException when nobody says it
   */
  char[] password(String keystore, boolean isNew) throws IOException;
}
