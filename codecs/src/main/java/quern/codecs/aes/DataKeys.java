package quern.codecs.aes;

import java.io.IOException;

/** Gives the data key for a wrapped one. */
@FunctionalInterface
public interface DataKeys {
  /**
   * The data key, of {@link KeyPart#DATA_KEY_BYTES} bytes. The array is the caller's own, to be
   * wiped after use.
   *
   * @throws IOException when the key cannot be had; the message says why, and what to do
   */
  byte[] unwrap(WrappedKey key) throws IOException;
}
