package quern.codecs.aes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A data key, encrypted under a version of a named key, as it stands in headers and manifests. None
 * of it is secret. Immutable, and so safe to share.
 */
public final class WrappedKey {
  private static final int MAX_NAME_BYTES = 255;
  private static final int MAX_IV_BYTES = 64;
  private static final int MAX_MATERIAL_BYTES = 128;
  private static final int ID_BYTES = 16;

  /** The most bytes that {@link #toBytes} gives. */
  static final int MAX_BYTES = 4 + 2 * MAX_NAME_BYTES + MAX_IV_BYTES + MAX_MATERIAL_BYTES;

  private final String name;
  private final String version;
  private final byte[] iv;
  private final byte[] material;

  /**
   * Copies the arrays.
   *
   * @param name of the named key: 1 to 255 bytes in UTF-8, no control characters
   * @param version name of that key's version: likewise
   * @param iv what its encryption began with, at most 64 bytes
   * @param material the encrypted data key, 1 to 128 bytes
   * @throws IllegalArgumentException when a part is too long, or has what it must not have
   */
  public WrappedKey(String name, String version, byte[] iv, byte[] material) {
    requireName("name", name);
    requireName("version", version);
    requireLength("iv", iv, 0, MAX_IV_BYTES);
    requireLength("material", material, 1, MAX_MATERIAL_BYTES);
    this.name = name;
    this.version = version;
    this.iv = iv.clone();
    this.material = material.clone();
  }

  private static void requireName(String what, String name) {
    requireLength(what, requireNonNull(name, what + " is null").getBytes(UTF_8), 1, MAX_NAME_BYTES);
    // Names come from files and go into messages: a terminal must not obey them.
    if (name.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the key's " + what + " has control characters");
    }
  }

  private static void requireLength(String what, byte[] bytes, int least, int most) {
    int length = requireNonNull(bytes, what + " is null").length;
    if (length < least || length > most) {
      throw new IllegalArgumentException(
          "the key's %s: expected %d to %d bytes, found %d".formatted(what, least, most, length));
    }
  }

  /** Name of the named key. */
  public String name() {
    return name;
  }

  /** Name of the version of the named key. */
  public String version() {
    return version;
  }

  /** What its encryption began with; a copy. */
  public byte[] iv() {
    return iv.clone();
  }

  /** The encrypted data key; a copy. */
  public byte[] material() {
    return material.clone();
  }

  /** Tells this key from any other: 32 hexadecimal digits that depend on all its parts. */
  public String id() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(toBytes());
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The four parts, each behind a byte with its length. */
  public byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
    for (byte[] part : new byte[][] {name.getBytes(UTF_8), version.getBytes(UTF_8), iv, material}) {
      bytes.put((byte) part.length).put(part);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /**
   * Reads what {@link #toBytes} gave.
   *
   * @throws IOException when it is anything else
   */
  public static WrappedKey parse(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    WrappedKey key = read(buffer);
    if (buffer.hasRemaining()) {
      throw new IOException(
          "not a wrapped key: %d bytes too many follow".formatted(buffer.remaining()));
    }
    return key;
  }

  /** Reads one and leaves {@code bytes} behind it. */
  static WrappedKey read(ByteBuffer bytes) throws IOException {
    try {
      return new WrappedKey(text(part(bytes)), text(part(bytes)), part(bytes), part(bytes));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new IOException("not a wrapped key: " + e.getMessage(), e);
    }
  }

  private static byte[] part(ByteBuffer bytes) {
    int length = bytes.hasRemaining() ? bytes.get() & 0xff : 1;
    if (length > bytes.remaining()) {
      throw new IllegalArgumentException("it is cut off");
    }
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }

  private static String text(byte[] part) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(part)).toString();
  }

  /** {@link #toBytes} in Base64, for a configuration or a manifest. */
  public String toText() {
    return Base64.getEncoder().encodeToString(toBytes());
  }

  /**
   * Reads what {@link #toText} gave.
   *
   * @throws IOException when it is anything else
   */
  public static WrappedKey parseText(String text) throws IOException {
    try {
      return parse(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a wrapped key: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrappedKey key
        && name.equals(key.name)
        && version.equals(key.version)
        && Arrays.equals(iv, key.iv)
        && Arrays.equals(material, key.material);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(material) + 31 * version.hashCode();
  }

  /** For messages: key 'hr', version hr@0. */
  @Override
  public String toString() {
    return "key '%s', version %s".formatted(name, version);
  }
}
