package quern.codecs;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import quern.codecs.block.BlockWriter;

/** A stream of blocks as Hadoop writes one. */
final class BlockOutputStream extends CompressionOutputStream {
  private final BlockWriter writer;
  private final byte[] one = new byte[1];

  /** Whether closing finishes a stream: the first one, and each later one that has bytes. */
  private boolean open = true;

  private boolean closed;

  BlockOutputStream(OutputStream out, BlockWriter writer) {
    super(out);
    this.writer = writer;
  }

  @Override
  public void write(int b) throws IOException {
    one[0] = (byte) b;
    write(one, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the stream is closed");
    }
    open = true;
    writer.write(bytes, offset, length);
  }

  @Override
  public void finish() throws IOException {
    writer.finish();
  }

  /** Another stream begins with the next byte; one that is not finished is given up. */
  @Override
  public void resetState() {
    writer.restart();
    open = false;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (open) {
        finish();
      }
    } finally {
      out.close();
    }
  }
}
