package quern.partitioners;

import java.io.IOException;

/** Where a sample's rows come from. Safe for several threads. */
public interface RowSource {
  /** Takes the key of one row. */
  @FunctionalInterface
  interface KeyConsumer {
    /** Takes {@code bytes[offset, offset + length)}, which change after the call. */
    void accept(byte[] bytes, int offset, int length);
  }

  /**
   * Reads the first rows that start at or behind an offset.
   *
   * @param from an offset in the file; 0 when the file cannot be split
   * @param maxRows how many rows are wanted
   * @return how many bytes the rows take in the file, line ends included; 0 when there are none
   */
  long sample(String path, long from, long maxRows, KeyConsumer keys) throws IOException;
}
