package quern.codecs.block;

import static java.util.Objects.requireNonNull;
import static quern.codecs.hamming.Majority.COPIES;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;
import quern.codecs.hamming.Majority;

/**
 * How a stream begins: magic, version, chain, block length, marker; and, where it is encrypted, the
 * key part. All of it three times where the stream is protected. Its grammar is in docs/formats.md.
 */
public final class StreamHeader {
  private static final byte[] MAGIC = {'Q', 'B', 'l', 'k'};
  private static final int VERSION = 1;

  /** Length of what every header has. */
  static final int FIXED = 34;

  private static final int CHECK = 4;

  /** Where in the fixed part it stands whether the stream is protected. */
  private static final int CORRECTS = 7;

  /** Where in the fixed part the length of the key part stands. */
  private static final int KEY_LENGTH = 28;

  /** The most bytes that {@link #copy} has. */
  static final int MOST_COPY = KeyPart.MAX_BYTES + CHECK + FIXED;

  /** Blocks are not longer, so that hostile streams do not make for large buffers. */
  static final int MOST_BLOCK_LENGTH = 8 << 20;

  private final Chain chain;
  private final int blockLength;
  private final Marker marker;

  /** The part that every header has, once. */
  private final byte[] fixed;

  /** The key part with its check, once; empty where the stream is not encrypted. */
  private final byte[] key;

  private StreamHeader(Chain chain, int blockLength, Marker marker, byte[] fixed, byte[] key) {
    this.chain = chain;
    this.blockLength = blockLength;
    this.marker = marker;
    this.fixed = fixed;
    this.key = key;
  }

  /** A stream's header, and the cipher of its blocks. */
  record Begun(StreamHeader header, @Nullable SegmentCipher cipher) {}

  /**
   * Begins a new stream.
   *
   * @param key the data key to encrypt it by, where the chain encrypts
   */
  static Begun begin(
      Chain chain, int blockLength, Marker marker, @Nullable WrappedKey key, DataKeys keys)
      throws IOException {
    if (!chain.encrypts()) {
      byte[] fixed = fixed(chain, blockLength, marker, 0);
      return new Begun(new StreamHeader(chain, blockLength, marker, fixed, new byte[0]), null);
    }
    WrappedKey wrapped = requireNonNull(key, "key is null");
    byte[] dataKey = keys.unwrap(wrapped);
    try {
      KeyPart part = KeyPart.create(wrapped, Randoms.secure());
      byte[] fixed = fixed(chain, blockLength, marker, part.length());
      byte[] bytes = checked(part.toBytes(fixed, dataKey));
      return new Begun(
          new StreamHeader(chain, blockLength, marker, fixed, bytes), part.cipher(fixed, dataKey));
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private static byte[] fixed(Chain chain, int blockLength, Marker marker, int keyLength) {
    if (blockLength < 1 || blockLength > MOST_BLOCK_LENGTH) {
      throw new IllegalArgumentException(
          "block length: expected 1 to %d bytes, found %d"
              .formatted(MOST_BLOCK_LENGTH, blockLength));
    }
    ByteBuffer out = ByteBuffer.allocate(FIXED - CHECK);
    out.put(MAGIC).put((byte) VERSION).put(ids(chain)).putInt(blockLength);
    out.putLong(marker.high()).putLong(marker.low()).putShort((short) keyLength);
    return checked(out.array());
  }

  private static byte[] checked(byte[] bytes) {
    ByteBuffer out = ByteBuffer.allocate(bytes.length + CHECK);
    return out.put(bytes).putInt(crc(bytes, bytes.length)).array();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static boolean isChecked(byte[] bytes) {
    int length = bytes.length - CHECK;
    return ByteBuffer.wrap(bytes).getInt(length) == crc(bytes, length);
  }

  /** A chain as three bytes. */
  static byte[] ids(Chain chain) {
    Compression compression = chain.compression();
    return new byte[] {
      (byte) (compression == null ? 0 : compression.id()),
      (byte) (chain.encrypts() ? 1 : 0),
      (byte) (chain.corrects() ? 1 : 0)
    };
  }

  static Chain chain(byte[] ids) throws IOException {
    if (ids[0] < 0 || ids[1] < 0 || ids[1] > 1 || ids[2] < 0 || ids[2] > 1) {
      throw new IOException("its header names coders that there are not");
    }
    Compression compression =
        ids[0] == 0
            ? null
            : Compression.ofId(ids[0])
                .orElseThrow(
                    () -> new IOException("its header names a compression that there is not"));
    if (compression == null && ids[1] == 0 && ids[2] == 0) {
      throw new IOException("its header names no coder");
    }
    return new Chain(compression, ids[1] == 1, ids[2] == 1);
  }

  /**
   * Reads the header of a stream, and maybe more of it.
   *
   * @throws IOException when it does not begin with one
   */
  public static StreamHeader read(InputStream in) throws IOException {
    return read(new Source(in, 0));
  }

  /** Likewise, and passes over it. */
  static StreamHeader read(Source source) throws IOException {
    if (source.ensure(1) == 0) {
      throw new EOFException("it is empty: not even a header is there");
    }
    byte[] fixed = part(source, FIXED);
    ByteBuffer in = ByteBuffer.wrap(fixed, MAGIC.length + 1, FIXED - MAGIC.length - 1);
    byte[] ids = new byte[3];
    in.get(ids);
    Chain chain = chain(ids);
    int blockLength = in.getInt();
    Marker marker = new Marker(in.getLong(), in.getLong());
    int keyLength = in.getShort();
    if (!Lengths.fitHeader(chain, blockLength, keyLength)) {
      throw new IOException("its header is not one that Quern writes");
    }
    source.skip(chain.corrects() ? COPIES * FIXED : FIXED);
    byte[] key = new byte[0];
    if (keyLength > 0) {
      key = keyPart(source, keyLength + CHECK, chain.corrects());
    }
    return new StreamHeader(chain, blockLength, marker, fixed, key);
  }

  private static byte[] part(Source source, int length) throws IOException {
    int there = source.ensure(length);
    byte[] once = Arrays.copyOfRange(source.buffer, source.at, source.at + Math.min(there, length));
    if (once.length == length && isHeader(once)) {
      if (once[CORRECTS] == 1 && source.ensure(COPIES * length) < COPIES * length) {
        throw new EOFException("its header is cut off");
      }
      return once;
    }
    if (source.ensure(COPIES * length) >= COPIES * length) {
      byte[] voted = new byte[length];
      Majority.vote(source.buffer, source.at, length, voted);
      if (isHeader(voted) && voted[CORRECTS] == 1) {
        return voted;
      }
      for (int copy = 1; copy < COPIES; copy++) {
        int from = source.at + copy * length;
        byte[] other = Arrays.copyOfRange(source.buffer, from, from + length);
        if (isHeader(other) && other[CORRECTS] == 1) {
          return other;
        }
      }
    }
    throw noHeader(once);
  }

  private static boolean isHeader(byte[] bytes) {
    return Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        && bytes[MAGIC.length] == VERSION
        && isChecked(bytes);
  }

  private static IOException noHeader(byte[] bytes) {
    int most = Math.min(bytes.length, MAGIC.length);
    if (!Arrays.equals(bytes, 0, most, MAGIC, 0, most)) {
      return new IOException("it is not a file of Quern's blocks: it begins with other bytes");
    }
    if (bytes.length < FIXED) {
      return new EOFException("its header is cut off");
    }
    int version = bytes[MAGIC.length] & 0xff;
    if (version > VERSION) {
      return new IOException(
          ("it was made by a newer version of Quern: its format is %d, this one reads up to %d; or"
                  + " its header is damaged")
              .formatted(version, VERSION));
    }
    return new IOException("its header is damaged: its checksum differs");
  }

  private static byte[] keyPart(Source source, int length, boolean thrice) throws IOException {
    int all = thrice ? COPIES * length : length;
    if (source.ensure(all) < all) {
      throw new EOFException("its header is cut off");
    }
    byte[] key = Arrays.copyOfRange(source.buffer, source.at, source.at + length);
    if (thrice && !isChecked(key)) {
      Majority.vote(source.buffer, source.at, length, key);
      for (int copy = 1; copy < COPIES && !isChecked(key); copy++) {
        System.arraycopy(source.buffer, source.at + copy * length, key, 0, length);
      }
    }
    if (!isChecked(key)) {
      throw new IOException("its header is damaged: the checksum of its key part differs");
    }
    source.skip(all);
    return key;
  }

  /** The chain that the stream was written by. */
  public Chain chain() {
    return chain;
  }

  int blockLength() {
    return blockLength;
  }

  Marker marker() {
    return marker;
  }

  /** The wrapped key in it; null where the stream is not encrypted. */
  public @Nullable WrappedKey key() throws IOException {
    return key.length == 0 ? null : keyPart().key();
  }

  private KeyPart keyPart() throws IOException {
    return KeyPart.parse(key, 0, key.length - CHECK);
  }

  /** The cipher that decrypts the stream's blocks; null where they are not encrypted. */
  @Nullable SegmentCipher cipher(DataKeys keys) throws IOException {
    return key.length == 0 ? null : keyPart().cipher(fixed, keys);
  }

  /** As the stream begins. */
  byte[] bytes() {
    int times = chain.corrects() ? COPIES : 1;
    ByteBuffer out = ByteBuffer.allocate(times * (fixed.length + key.length));
    for (int i = 0; i < times; i++) {
      out.put(fixed);
    }
    for (int i = 0; i < times; i++) {
      out.put(key);
    }
    return out.array();
  }

  /** What stands behind the end of a protected stream: this once more, the fixed part last. */
  byte[] copy() {
    return chain.corrects()
        ? ByteBuffer.allocate(key.length + fixed.length).put(key).put(fixed).array()
        : new byte[0];
  }

  /**
   * Reads a header from the copy at the end of a protected stream.
   *
   * @param end the stream's last bytes, {@link #MOST_COPY} if it has so many
   */
  static StreamHeader ofCopy(byte[] end) throws IOException {
    int from = end.length - FIXED;
    byte[] fixed = Arrays.copyOfRange(end, Math.max(0, from), end.length);
    if (from < 0 || !isHeader(fixed) || fixed[CORRECTS] != 1) {
      throw new IOException("the copy of its header at its end is damaged, too");
    }
    int keyLength = ByteBuffer.wrap(fixed).getShort(KEY_LENGTH);
    int keyStart = from - (keyLength > 0 ? keyLength + CHECK : 0);
    if (keyLength < 0 || keyStart < 0) {
      throw new IOException("the copy of its header at its end is not one that Quern writes");
    }
    // As it would stand at a stream's beginning, of which it is read three times.
    byte[] key = Arrays.copyOfRange(end, keyStart, from);
    ByteBuffer begin = ByteBuffer.allocate(COPIES * (FIXED + key.length));
    begin.put(fixed).put(fixed).put(fixed).put(key).put(key).put(key);
    return read(new ByteArrayInputStream(begin.array()));
  }

  /** How many bytes the end of a stream has, from the record on. */
  int endLength() {
    return chain.corrects()
        ? COPIES * BlockRecord.LENGTH + key.length + fixed.length
        : BlockRecord.LENGTH;
  }
}
