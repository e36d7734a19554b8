package quern.codecs.block;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;

/** How a lean stream begins: version, chain, block length and, where it is encrypted, the key. */
final class LeanHeader {
  private static final int VERSION = 1;
  private static final int FIXED = 10;

  /** Length of what stands before each block. */
  static final int BLOCK_HEAD = 13;

  private LeanHeader() {}

  /**
   * Writes what a stream begins with.
   *
   * @return the cipher of its blocks; null where they are not encrypted
   */
  static @Nullable SegmentCipher write(
      OutputStream out, Chain chain, int blockLength, @Nullable WrappedKey key, DataKeys keys)
      throws IOException {
    if (!chain.encrypts()) {
      out.write(fixed(chain, blockLength, 0));
      return null;
    }
    WrappedKey wrapped = requireNonNull(key, "key is null");
    byte[] dataKey = keys.unwrap(wrapped);
    try {
      KeyPart part = KeyPart.create(wrapped, Randoms.secure());
      byte[] fixed = fixed(chain, blockLength, part.length());
      out.write(fixed);
      out.write(part.toBytes(fixed, dataKey));
      return part.cipher(fixed, dataKey);
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private static byte[] fixed(Chain chain, int blockLength, int keyLength) {
    ByteBuffer out = ByteBuffer.allocate(FIXED);
    out.put((byte) VERSION).put(StreamHeader.ids(chain)).putInt(blockLength);
    return out.putShort((short) keyLength).array();
  }

  /** What a reader learns from it. */
  record Read(int blockLength, @Nullable SegmentCipher cipher) {}

  /**
   * Reads a header.
   *
   * @throws IOException when it is not that of a stream of {@code chain}
   */
  static Read read(Source source, Chain chain, DataKeys keys) throws IOException {
    if (source.ensure(FIXED) < FIXED) {
      throw new EOFException("the stream is cut off within its header");
    }
    byte[] fixed = Arrays.copyOfRange(source.buffer, source.at, source.at + FIXED);
    source.skip(FIXED);
    ByteBuffer in = ByteBuffer.wrap(fixed);
    byte[] ids = new byte[3];
    int version = in.get();
    in.get(ids);
    if (version != VERSION || !Arrays.equals(ids, StreamHeader.ids(chain))) {
      throw new IOException(
          ("expected a stream encoded by %s, found another; writer and reader are to be set alike,"
                  + " or the stream is damaged")
              .formatted(chain));
    }
    int blockLength = in.getInt();
    int keyLength = in.getShort();
    if (!Lengths.fitHeader(chain, blockLength, keyLength)) {
      throw new IOException("the stream's header is damaged");
    }
    if (keyLength == 0) {
      return new Read(blockLength, null);
    }
    if (source.ensure(keyLength) < keyLength) {
      throw new EOFException("the stream is cut off within its header");
    }
    KeyPart part = KeyPart.parse(source.buffer, source.at, keyLength);
    source.skip(keyLength);
    return new Read(blockLength, part.cipher(fixed, keys));
  }
}
