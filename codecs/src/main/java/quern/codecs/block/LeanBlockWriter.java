package quern.codecs.block;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;

/**
 * Writes a stream as the shuffle moves it: read from its beginning only, by a reader that is told
 * the chain, from a file that has its own checksum and knows its length.
 */
public final class LeanBlockWriter extends BlockWriter {
  private final int blockLength;
  private final @Nullable WrappedKey key;
  private final DataKeys keys;
  private final ByteBuffer head = ByteBuffer.allocate(LeanHeader.BLOCK_HEAD);

  /**
   * Begins a stream.
   *
   * @param blockLength how many bytes a block holds, from 1 to 8 MiB
   * @param key where the chain encrypts: the data key, which {@code keys} unwraps
   */
  public LeanBlockWriter(
      OutputStream out,
      Chain chain,
      int blockLength,
      @Nullable WrappedKey key,
      DataKeys keys,
      Coders coders) {
    super(out, chain, blockLength, coders);
    this.blockLength = blockLength;
    this.key = key;
    this.keys = keys;
  }

  @Override
  @Nullable SegmentCipher begin(byte[] first, int offset, int length) throws IOException {
    return LeanHeader.write(out(), chain(), blockLength, key, keys);
  }

  @Override
  void block(Coders coders, int number, boolean last, int plainLength) throws IOException {
    head.clear();
    head.put((byte) (last ? 1 : 0)).putInt(plainLength).putInt(coders.contentLength);
    head.putInt(coders.crc(coders.stored, coders.storedOffset, coders.storedLength));
    out().write(head.array());
    out().write(coders.stored, coders.storedOffset, coders.storedLength);
  }

  @Override
  void end() {
    // The last block says that it is the last.
  }
}
