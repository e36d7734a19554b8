package quern.codecs;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import quern.codecs.block.FileBlockReader;

/**
 * A split of a file of blocks, by Hadoop's rules for reading block by block: the split has the
 * blocks that start in it, and goes on behind them, so that a reader can finish its record. The
 * position changes with the first byte of each block, and is then just behind the block's start; so
 * it tells a reader that has read the first byte behind the split.
 */
final class SplitBlockInputStream extends SplitCompressionInputStream {
  private final FileBlockReader reader;
  private final Blocks blocks;
  private final boolean isEmpty;
  private long position;

  /**
   * @param reader stands before the split's first block
   */
  SplitBlockInputStream(InputStream in, FileBlockReader reader, long start, long end)
      throws IOException {
    super(in, start, end);
    this.reader = reader;
    this.blocks = new Blocks(reader);
    this.isEmpty = reader.nextPosition() >= end;
    this.position = Math.max(start, reader.nextPosition());
    setStart(position);
  }

  @Override
  public int read() throws IOException {
    if (isEmpty) {
      return -1;
    }
    int b = blocks.read();
    moved(b >= 0);
    return b;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (isEmpty) {
      return -1;
    }
    int n = blocks.read(to, offset, length);
    moved(n > 0);
    return n;
  }

  private void moved(boolean read) {
    if (read) {
      position = reader.position() + 1;
    }
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void resetState() {
    throw new UnsupportedOperationException("a split is read once");
  }
}
