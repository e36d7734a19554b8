package quern.codecs.block;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.hamming.Correction;
import quern.codecs.hamming.Hamming;

/**
 * What takes a block through the steps of a chain, with the buffers for it. Serves one stream after
 * another, whatever their chains; not for several threads.
 *
 * <p>With compression, what is encrypted or protected begins with a byte that says whether the
 * block is compressed: one that does not get smaller stands there as it is.
 */
public final class Coders {
  private static final byte[] EMPTY = {};
  private static final byte AS_IS = 0;
  private static final byte COMPRESSED = 1;

  /** How many bytes longer than its plain bytes a block's content may be. */
  static final int MOST_ADDED = 1 + SegmentCipher.OVERHEAD;

  private final Map<Compression, BlockCoder> compressors = new EnumMap<>(Compression.class);
  private final CRC32C crc = new CRC32C();
  private @Nullable Hamming hamming;

  /** A block's plain bytes, for the stream that uses these coders. */
  byte[] plain = EMPTY;

  /** What a block is stored as, from {@link #storedOffset}. */
  byte[] stored = EMPTY;

  int storedOffset;
  int storedLength;

  /** How long the block is before it is protected. */
  int contentLength;

  private byte[] packed = EMPTY;
  private byte[] sealed = EMPTY;
  private byte[] shielded = EMPTY;

  /** The stream that these coders work for now. */
  private @Nullable Object user;

  /** Has these coders work for {@code next}, and for nobody else any more. */
  void attach(Object next) {
    user = next;
  }

  /**
   * @throws IllegalStateException when another stream has taken these coders since
   */
  void check(Object stream) {
    if (user != stream) {
      throw new IllegalStateException(
          "the stream's compressor or decompressor was given to another stream before it was done");
    }
  }

  /** How long a content of {@code length} bytes is as it is stored. */
  static int storedLength(Chain chain, int length) {
    return chain.corrects() ? Hamming.encodedLength(length) : length;
  }

  static byte[] room(byte[] buffer, int length) {
    return buffer.length >= length ? buffer : new byte[length];
  }

  int crc(byte[] bytes, int offset, int length) {
    crc.reset();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /** Encodes a block; the result is in the fields. */
  void encode(
      Chain chain,
      @Nullable SegmentCipher cipher,
      long number,
      boolean last,
      byte[] bytes,
      int offset,
      int length) {
    requireCipher(chain, cipher);
    byte[] at = bytes;
    int from = offset;
    int n = length;
    Compression compression = chain.compression();
    if (compression != null) {
      n = pack(compression, bytes, offset, length);
      at = packed;
      from = 0;
    }
    if (cipher != null) {
      sealed = room(sealed, n + SegmentCipher.OVERHEAD);
      n = cipher.encrypt(number, last, at, from, n, sealed, 0);
      at = sealed;
      from = 0;
    }
    contentLength = n;
    if (chain.corrects()) {
      int most = Hamming.encodedLength(n);
      shielded = room(shielded, most);
      hamming().encode(at, from, n, shielded, 0);
      at = shielded;
      from = 0;
      n = most;
    }
    stored = at;
    storedOffset = from;
    storedLength = n;
  }

  /** Nothing is taken for encrypted, or written as if it were, that is not. */
  private static void requireCipher(Chain chain, @Nullable SegmentCipher cipher) {
    if (chain.encrypts() != (cipher != null)) {
      throw new IllegalStateException(
          "%s: expected %s cipher".formatted(chain, chain.encrypts() ? "a" : "no"));
    }
  }

  private int pack(Compression compression, byte[] bytes, int offset, int length) {
    BlockCoder coder = compressor(compression);
    packed = room(packed, 1 + Math.max(length, coder.maxEncodedLength(length)));
    int n = coder.encode(bytes, offset, length, packed, 1);
    if (n < length) {
      packed[0] = COMPRESSED;
      return 1 + n;
    }
    packed[0] = AS_IS;
    System.arraycopy(bytes, offset, packed, 1, length);
    return 1 + length;
  }

  /**
   * Reads a block as it is stored, and corrects it where the chain has it and it needs it; it is
   * then in the fields.
   *
   * @throws IOException when it is not what was written, and cannot be corrected to that
   */
  Correction read(Source source, Chain chain, int contentLength, int expectedCrc)
      throws IOException {
    storedLength = storedLength(chain, contentLength);
    shielded = room(shielded, storedLength);
    stored = shielded;
    storedOffset = 0;
    source.read(shielded, 0, storedLength);
    if (crc(shielded, 0, storedLength) == expectedCrc) {
      return Correction.NONE;
    }
    if (!chain.corrects()) {
      throw new IOException("its bytes are damaged: their checksum differs");
    }
    Correction correction = hamming().correct(shielded, 0, contentLength);
    if (crc(shielded, 0, storedLength) != expectedCrc) {
      throw new IOException(
          "its bytes are damaged beyond what the Hamming code corrects: corrected, their checksum"
              + " differs still");
    }
    return correction;
  }

  /**
   * Decodes the block that was {@link #read} into {@link #plain}.
   *
   * @param plainLength how many plain bytes it should have
   * @param most how many it may have
   * @throws IOException when it has others
   */
  void decode(
      Chain chain,
      @Nullable SegmentCipher cipher,
      long number,
      boolean last,
      int contentLength,
      int plainLength,
      int most)
      throws IOException {
    requireCipher(chain, cipher);
    int n = decode(chain, cipher, number, last, contentLength, most);
    if (n != plainLength) {
      throw new IOException("expected %d bytes, found %d".formatted(plainLength, n));
    }
  }

  private int decode(
      Chain chain,
      @Nullable SegmentCipher cipher,
      long number,
      boolean last,
      int contentLength,
      int most)
      throws IOException {
    plain = room(plain, most);
    Compression compression = chain.compression();
    byte[] content = shielded;
    if (chain.corrects()) {
      boolean isPlain = cipher == null && compression == null;
      if (isPlain && contentLength > most) {
        throw tooLong(most);
      }
      // In place, for the longest blocks' buffers are all that a small heap can hold.
      content = isPlain ? plain : shielded;
      Hamming.content(shielded, 0, contentLength, content, 0);
    }
    int n = contentLength;
    if (cipher != null) {
      if (n < SegmentCipher.OVERHEAD) {
        throw new IOException("it is too short to be encrypted");
      }
      if (compression == null && n - SegmentCipher.OVERHEAD > most) {
        throw tooLong(most);
      }
      packed = room(packed, n);
      byte[] to = compression == null ? plain : packed;
      n = cipher.decrypt(number, last, content, 0, n, to, 0);
      content = to;
    }
    if (compression != null) {
      return unpack(compression, content, n, most);
    }
    if (content != plain) {
      if (n > most) {
        throw tooLong(most);
      }
      System.arraycopy(content, 0, plain, 0, n);
    }
    return n;
  }

  private int unpack(Compression compression, byte[] content, int length, int most)
      throws IOException {
    if (length < 1) {
      throw new IOException("it is empty");
    }
    switch (content[0]) {
      case COMPRESSED -> {
        return compressor(compression).decode(content, 1, length - 1, plain, most);
      }
      case AS_IS -> {
        if (length - 1 > most) {
          throw tooLong(most);
        }
        System.arraycopy(content, 1, plain, 0, length - 1);
        return length - 1;
      }
      default ->
          throw new IOException("expected 0 or 1 before its data, found " + (content[0] & 0xff));
    }
  }

  private static IOException tooLong(int most) {
    return new IOException("it is longer than " + most + " bytes");
  }

  private BlockCoder compressor(Compression compression) {
    return requireNonNull(
        compressors.computeIfAbsent(compression, Compression::newCoder), "coder is null");
  }

  private Hamming hamming() {
    if (hamming == null) {
      hamming = new Hamming();
    }
    return hamming;
  }
}
