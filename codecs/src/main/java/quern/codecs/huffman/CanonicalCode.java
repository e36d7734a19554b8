package quern.codecs.huffman;

import java.util.Arrays;

/**
 * The order of a canonical code: codewords rise with their length, and with their symbol where
 * lengths are equal. A codeword's <i>index</i> is the codeword with zeros behind, {@link
 * Huffman#MAX_BITS} bits in all: a table of that many bits has its symbol there.
 */
final class CanonicalCode {
  private CanonicalCode() {}

  /**
   * Sets the index of the first codeword of each length; what follows the last one is returned, and
   * is 2^{@value Huffman#MAX_BITS} if the code is complete.
   */
  static int firstIndexes(byte[] lengths, int[] first) {
    Arrays.fill(first, 0);
    for (byte length : lengths) {
      first[length]++;
    }
    int index = 0;
    for (int length = 1; length <= Huffman.MAX_BITS; length++) {
      int count = first[length];
      first[length] = index;
      index += count << (Huffman.MAX_BITS - length);
    }
    return index;
  }
}
