package quern.codecs.block;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.SegmentCipher;

/**
 * Cuts a stream into blocks of equal length, the last one aside, and writes them encoded. A stream
 * has at least one block, which may be empty; so what is cut off is seen by the lack of a block
 * that says it is the last.
 *
 * <p>Not for several threads.
 */
public abstract sealed class BlockWriter permits FileBlockWriter, LeanBlockWriter {
  private final OutputStream out;
  private final Chain chain;
  private final int blockLength;
  private final Coders coders;
  private int filled;
  private int number;
  private boolean begun;
  private boolean finished;

  /** Whether a block was not written: what follows would not be what was meant. */
  private boolean failed;

  private @Nullable SegmentCipher cipher;

  BlockWriter(OutputStream out, Chain chain, int blockLength, Coders coders) {
    this.out = out;
    this.chain = chain;
    this.blockLength = blockLength;
    this.coders = coders;
    coders.attach(this);
    coders.plain = Coders.room(coders.plain, blockLength);
  }

  /**
   * Writes what a stream begins with, and gives the cipher of its blocks, if it is encrypted.
   *
   * @param first holds the plain bytes of the first block, {@code length} from {@code offset} on
   */
  abstract @Nullable SegmentCipher begin(byte[] first, int offset, int length) throws IOException;

  /** Writes the block that {@code coders} holds. */
  abstract void block(Coders coders, int number, boolean last, int plainLength) throws IOException;

  /** Writes what is behind the last block. */
  abstract void end() throws IOException;

  /** Takes bytes. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return;
    }
    if (finished) {
      throw new IOException("the stream is finished");
    }
    check();
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == blockLength) {
        emit(coders.plain, 0, blockLength, false);
        filled = 0;
      }
      if (filled == 0 && left > blockLength) {
        emit(bytes, from, blockLength, false); // without a copy
        from += blockLength;
        left -= blockLength;
        continue;
      }
      int n = Math.min(left, blockLength - filled);
      System.arraycopy(bytes, from, coders.plain, filled, n);
      filled += n;
      from += n;
      left -= n;
    }
  }

  /** Writes the last block and the end, once. */
  public void finish() throws IOException {
    if (finished) {
      return;
    }
    check();
    emit(coders.plain, 0, filled, true);
    failed = true;
    end();
    failed = false;
    filled = 0;
    finished = true;
  }

  private void check() throws IOException {
    coders.check(this);
    if (failed) {
      throw new IOException("the stream cannot be written further: a write to it failed before");
    }
  }

  /** Makes ready for another stream behind the one that is finished; nothing if none is. */
  public void restart() {
    begun = false;
    failed = false;
    finished = false;
    filled = 0;
    number = 0;
    cipher = null;
  }

  private void emit(byte[] bytes, int offset, int length, boolean last) throws IOException {
    failed = true; // until it is done
    if (!begun) {
      cipher = begin(bytes, offset, length);
      begun = true;
    }
    if (number == Integer.MAX_VALUE) {
      throw new IOException("the stream has more blocks than can be counted: " + Integer.MAX_VALUE);
    }
    coders.encode(chain, cipher, number, last, bytes, offset, length);
    block(coders, number, last, length);
    number++;
    failed = false;
  }

  final OutputStream out() {
    return out;
  }

  final Chain chain() {
    return chain;
  }
}
