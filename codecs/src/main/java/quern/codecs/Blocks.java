package quern.codecs;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.BlockReader;

/** The bytes of blocks, one block after the other; no read returns bytes of two. */
final class Blocks {
  private BlockReader reader;
  private int at;

  /** Why there are no more blocks: who goes on all the same must not get those behind. */
  private @Nullable IOException failure;

  Blocks(BlockReader reader) {
    this.reader = reader;
  }

  BlockReader reader() {
    return reader;
  }

  void restart(BlockReader next) {
    reader = next;
    at = 0;
    failure = null;
  }

  int read() throws IOException {
    return fill() ? reader.bytes()[at++] & 0xff : -1;
  }

  int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, reader.length() - at);
    System.arraycopy(reader.bytes(), at, to, offset, n);
    at += n;
    return n;
  }

  long skip(long length) throws IOException {
    long left = length;
    while (left > 0 && fill()) {
      int n = (int) Math.min(left, reader.length() - at);
      at += n;
      left -= n;
    }
    return length - left;
  }

  /** Has at least one byte ready, unless there are no more. */
  private boolean fill() throws IOException {
    while (at == reader.length()) {
      if (failure != null) {
        throw new IOException(
            "the stream could not be read further: " + failure.getMessage(), failure);
      }
      at = 0;
      try {
        if (!reader.next()) {
          return false;
        }
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
    return true;
  }
}
