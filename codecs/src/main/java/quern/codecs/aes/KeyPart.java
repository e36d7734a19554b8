package quern.codecs.aes;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the header of an encrypted stream has for its decryption: the wrapped data key, salt, nonce
 * prefix and key commitment.
 *
 * <p>The stream's own key is HKDF(data key, salt, info), where info is all of the header before the
 * commitment (as in Tink's AES-GCM-HKDF streaming, whose associated data this is). So a data key
 * may serve many streams, and a changed header gives another key.
 *
 * <p>GCM alone does not commit to a key: there are ciphertexts that two keys find authentic (Dodis
 * et al., "Fast Message Franking", 2018). The commitment is 32 more bytes of the same derivation;
 * that it fits is the proof that the right key was found, before any segment is read.
 *
 * <p>A key part is made either for writing one stream or by reading one, and its cipher is for that
 * alone. Not for several threads.
 */
public final class KeyPart {
  /** Length of a data key. */
  public static final int DATA_KEY_BYTES = 32;

  private static final int KEY_BYTES = 32;
  private static final int SALT_BYTES = 32;
  private static final int COMMITMENT_BYTES = 32;

  /** The most bytes that {@link #toBytes} gives. */
  public static final int MAX_BYTES =
      WrappedKey.MAX_BYTES + SALT_BYTES + SegmentCipher.PREFIX_BYTES + COMMITMENT_BYTES;

  private final WrappedKey key;
  private final byte[] salt;
  private final byte[] prefix;

  /** Of a stream that is read; null for one that is to be written. */
  private final byte @Nullable [] commitment;

  private boolean used;

  private KeyPart(WrappedKey key, byte[] salt, byte[] prefix, byte @Nullable [] commitment) {
    this.key = requireNonNull(key, "key is null");
    this.salt = salt;
    this.prefix = prefix;
    this.commitment = commitment;
  }

  /** For a new stream: with a salt and nonce prefix of its own. */
  public static KeyPart create(WrappedKey key, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    byte[] prefix = new byte[SegmentCipher.PREFIX_BYTES];
    random.nextBytes(salt);
    random.nextBytes(prefix);
    return new KeyPart(key, salt, prefix, null);
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws IOException when it is anything else
   */
  public static KeyPart parse(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    WrappedKey key = WrappedKey.read(buffer);
    int rest = SALT_BYTES + SegmentCipher.PREFIX_BYTES + COMMITMENT_BYTES;
    if (buffer.remaining() != rest) {
      throw new IOException(
          "the key part of the header: expected %d bytes behind the wrapped key, found %d"
              .formatted(rest, buffer.remaining()));
    }
    return new KeyPart(
        key,
        next(buffer, SALT_BYTES),
        next(buffer, SegmentCipher.PREFIX_BYTES),
        next(buffer, COMMITMENT_BYTES));
  }

  private static byte[] next(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  /** The wrapped data key. */
  public WrappedKey key() {
    return key;
  }

  /** How many bytes {@link #toBytes} gives. */
  public int length() {
    return withoutCommitment().length + COMMITMENT_BYTES;
  }

  /**
   * Wrapped key, salt, nonce prefix, commitment; at most {@link #MAX_BYTES}.
   *
   * @param header the bytes of the header that stand before the key part
   * @param dataKey the data key that {@link #key} is
   */
  public byte[] toBytes(byte[] header, byte[] dataKey) {
    byte[] derived = derive(header, dataKey);
    try {
      byte[] own = withoutCommitment();
      return ByteBuffer.allocate(own.length + COMMITMENT_BYTES)
          .put(own)
          .put(derived, KEY_BYTES, COMMITMENT_BYTES)
          .array();
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /**
   * The stream's cipher: it encrypts if this was created, and decrypts if this was parsed.
   *
   * @param header the bytes of the header that stand before the key part
   * @param dataKey the data key that {@link #key} is; it stays the caller's
   * @throws IOException when the data key is not the one that the stream was written with, or the
   *     header has been changed
   * @throws IllegalStateException for a second cipher to write with, which would repeat nonces
   */
  public SegmentCipher cipher(byte[] header, byte[] dataKey) throws IOException {
    if (commitment == null && used) {
      throw new IllegalStateException("a stream is encrypted by one cipher");
    }
    used = true;
    byte[] derived = derive(header, dataKey);
    byte[] found = Arrays.copyOfRange(derived, KEY_BYTES, KEY_BYTES + COMMITMENT_BYTES);
    byte[] streamKey = Arrays.copyOf(derived, KEY_BYTES);
    try {
      if (commitment == null) {
        return SegmentCipher.encrypting(streamKey, prefix);
      }
      if (!MessageDigest.isEqual(found, commitment)) { // in constant time
        throw new IOException(
            ("wrong key: the data key that was found for %s does not fit this stream (their key"
                    + " commitments differ). Either the key of that name is another one than the"
                    + " stream was written with: name the provider that has it. Or the header has"
                    + " been changed: take an undamaged copy")
                .formatted(key));
      }
      return SegmentCipher.decrypting(streamKey, prefix);
    } finally {
      Arrays.fill(derived, (byte) 0);
      Arrays.fill(found, (byte) 0);
      Arrays.fill(streamKey, (byte) 0);
    }
  }

  /** Likewise, with the data key that {@code keys} unwraps. */
  public SegmentCipher cipher(byte[] header, DataKeys keys) throws IOException {
    byte[] dataKey = keys.unwrap(key);
    try {
      return cipher(header, dataKey);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private byte[] derive(byte[] header, byte[] dataKey) {
    if (dataKey.length != DATA_KEY_BYTES) {
      throw new IllegalArgumentException(
          "the data key of %s: expected %d bits, found %d"
              .formatted(key, 8 * DATA_KEY_BYTES, 8 * dataKey.length));
    }
    return Hkdf.derive(dataKey, salt, info(header), KEY_BYTES + COMMITMENT_BYTES);
  }

  /** The header up to the commitment. */
  byte[] info(byte[] header) {
    byte[] own = withoutCommitment();
    return ByteBuffer.allocate(header.length + own.length).put(header).put(own).array();
  }

  private byte[] withoutCommitment() {
    byte[] wrapped = key.toBytes();
    return ByteBuffer.allocate(wrapped.length + salt.length + prefix.length)
        .put(wrapped)
        .put(salt)
        .put(prefix)
        .array();
  }
}
