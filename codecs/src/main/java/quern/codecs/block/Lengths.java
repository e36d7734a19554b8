package quern.codecs.block;

import quern.codecs.aes.KeyPart;

/** What lengths a stream and its blocks may have. */
final class Lengths {
  private Lengths() {}

  /** Whether a header may have these of a stream of {@code chain}. */
  static boolean fitHeader(Chain chain, int blockLength, int keyLength) {
    return blockLength >= 1
        && blockLength <= StreamHeader.MOST_BLOCK_LENGTH
        && keyLength >= 0
        && keyLength <= KeyPart.MAX_BYTES
        && (keyLength > 0) == chain.encrypts();
  }

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
