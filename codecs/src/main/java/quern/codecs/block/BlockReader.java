package quern.codecs.block;

import java.io.IOException;
import quern.codecs.hamming.Correction;

/** Reads a stream block by block. Not for several threads. */
public interface BlockReader {
  /**
   * Reads the next block; the one before is then gone.
   *
   * @return false when there are no more, and the stream's end was as it should be
   * @throws IOException when the stream is not what was written, and cannot be corrected
   */
  boolean next() throws IOException;

  /** The block's plain bytes, from 0 to {@link #length()}. */
  byte[] bytes();

  /** How many bytes the block has. */
  int length();

  /** What was corrected so far. */
  Correction corrected();
}
