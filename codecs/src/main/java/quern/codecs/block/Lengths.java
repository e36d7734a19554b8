package quern.codecs.block;

/** What lengths a block may have. */
final class Lengths {
  private Lengths() {}

  /** Whether a block may say this of itself in a stream of such blocks. */
  static boolean fit(
      boolean last, int number, int plainLength, int contentLength, int blockLength) {
    boolean plainFits =
        last
            ? plainLength >= (number == 0 ? 0 : 1) && plainLength <= blockLength
            : plainLength == blockLength;
    return plainFits
        && contentLength >= 0
        && contentLength <= blockLength + Coders.MOST_ADDED
        && number >= 0;
  }

  /** Whether {@code blocks} such blocks may have so many plain bytes together. */
  static boolean fitEnd(int blocks, long plainBytes, int blockLength) {
    long least = blocks == 1 ? 0 : (blocks - 1L) * blockLength + 1;
    return blocks >= 1 && plainBytes >= least && plainBytes <= (long) blocks * blockLength;
  }
}
