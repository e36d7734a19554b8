package quern.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import org.apache.hadoop.io.compress.CompressionInputStream;
import quern.codecs.block.BlockReader;
import quern.codecs.hamming.Correction;

/** A stream of blocks as Hadoop reads one. No read returns bytes of two blocks. */
final class BlockInputStream extends CompressionInputStream {
  private final Supplier<BlockReader> begin;
  private final Blocks blocks;

  /**
   * @param begin reads a stream from where {@code in} stands
   */
  BlockInputStream(InputStream in, Supplier<BlockReader> begin) throws IOException {
    super(in);
    this.begin = begin;
    this.blocks = new Blocks(begin.get());
  }

  @Override
  public int read() throws IOException {
    return blocks.read();
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    return blocks.read(to, offset, length);
  }

  /** Another stream begins with the next byte that is read. */
  @Override
  public void resetState() {
    blocks.restart(begin.get());
  }

  /** What was corrected so far. */
  Correction corrected() {
    return blocks.reader().corrected();
  }
}
