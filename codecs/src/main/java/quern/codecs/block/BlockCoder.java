package quern.codecs.block;

import java.io.IOException;

/** Compresses blocks of bytes, each by itself; keeps its tables; not for several threads. */
interface BlockCoder {
  /** The most bytes that {@code length} bytes may become. */
  int maxEncodedLength(int length);

  /**
   * Encodes a block.
   *
   * @param out has room for {@link #maxEncodedLength} bytes at {@code outOffset}
   * @return how many bytes it became
   */
  int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset);

  /**
   * Decodes a block, to the array's beginning.
   *
   * @param most how many bytes it may become
   * @return how many bytes it became
   * @throws IOException when the bytes are not an encoded block, or one of more than {@code most}
   *     bytes
   */
  int decode(byte[] in, int inOffset, int length, byte[] out, int most) throws IOException;
}
