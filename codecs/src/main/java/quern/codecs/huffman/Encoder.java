package quern.codecs.huffman;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes bytes as canonical codewords. The last byte comes first, and each codeword stands above
 * those before it, so that a decoder finds the first byte's codeword in the top bits (the layout of
 * Yann Collet's Huff0). Reused; not for several threads.
 */
final class Encoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int TO_CODE = 64 - Huffman.MAX_BITS;

  /** For each byte its codeword in the top bits, and the number of these bits in the low ones. */
  private final long[] codes = new long[256];

  private final int[] next = new int[Huffman.MAX_BITS + 2];

  /** Takes the code on that has these lengths. */
  void use(byte[] lengths) {
    CanonicalCode.firstIndexes(lengths, next);
    for (int symbol = 0; symbol < 256; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = (long) next[length] << TO_CODE | length;
        next[length] += 1 << (Huffman.MAX_BITS - length);
      }
    }
  }

  /**
   * Encodes {@code in[from, to)} and returns where the stream ends. Up to eight bytes after that
   * are overwritten.
   */
  int encode(byte[] in, int from, int to, byte[] out, int offset) {
    // The top bits of 'bits' are what has been encoded last. The lengths in the low bits of 'codes'
    // get in as well, but are shifted out before they are stored; a shift takes its distance from
    // the low six bits, and so from a whole entry. A copy, for the compiler then knows its length
    // and leaves bounds checks and, with them, spilled registers out: a quarter of the time.
    long[] codes = new long[256];
    System.arraycopy(this.codes, 0, codes, 0, 256);
    long bits = 0;
    long end = 8L * offset;
    int i = to - 1;
    for (; i >= from + 3; i -= 4) {
      long a = codes[in[i] & 0xff];
      long b = codes[in[i - 1] & 0xff];
      long c = codes[in[i - 2] & 0xff];
      long d = codes[in[i - 3] & 0xff];
      bits = bits >>> a | a;
      bits = bits >>> b | b;
      bits = bits >>> c | c;
      bits = bits >>> d | d;
      // Four codewords and up to seven bits of the byte begun: 51 of 64 bits.
      int at = (int) (end >>> 3);
      end += (int) a + (int) b + (int) c + (int) d;
      LONG.set(out, at, bits >>> ((at << 3) - (int) end));
    }
    int fill = (int) end & 7;
    for (; i >= from; i--) {
      long a = codes[in[i] & 0xff];
      bits = bits >>> a | a;
      fill += (int) a;
    }
    // The mark that tells where the topmost codeword begins.
    bits = bits >>> 1 | Long.MIN_VALUE;
    fill++;
    int at = (int) (end >>> 3);
    LONG.set(out, at, bits >>> -fill);
    return at + ((fill + 7) >>> 3);
  }
}
