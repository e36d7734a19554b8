package quern.codecs.hamming;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which bits of a codeword to flip for each syndrome, once it is known which chunks may be damaged
 * at all.
 *
 * <p>If the suspects' columns are linearly independent, as those of any three are, each set of
 * damaged suspects has a syndrome of its own: the suspects are erasures, and what the other chunks
 * say of them is all there is to know. If they are not, a syndrome is taken for one damaged
 * suspect, or for two if there are no other two that it fits.
 */
final class Explanations {
  private static final byte NONE = -1;
  private static final byte AMBIGUOUS = -2;

  /** A chunk to flip for each syndrome; what is to flip then is that of the remaining syndrome. */
  private final byte[] flip = new byte[1 << Secded72.CHECK_BITS];

  private boolean exact;

  /** Explains all syndromes by damage of {@code suspects}. */
  void explainBy(BitSet suspects) {
    exact = explainBySets(suspects);
    if (!exact) {
      explainByOneOrTwo(suspects);
    }
  }

  /** Whether no syndrome has two explanations. */
  boolean exact() {
    return exact;
  }

  /** The first chunk in which to flip the bit, or a negative number if nothing explains this. */
  int flip(int syndrome) {
    return flip[syndrome];
  }

  private boolean explainBySets(BitSet suspects) {
    Arrays.fill(flip, NONE);
    for (int chunk = suspects.nextSetBit(0); chunk >= 0; chunk = suspects.nextSetBit(chunk + 1)) {
      int column = Secded72.column(chunk);
      if (isExplained(column)) {
        return false;
      }
      for (int syndrome = 0; syndrome < flip.length; syndrome++) {
        if (isExplained(syndrome) && !isExplained(syndrome ^ column)) {
          flip[syndrome ^ column] = (byte) chunk;
        }
      }
    }
    return true;
  }

  private void explainByOneOrTwo(BitSet suspects) {
    Arrays.fill(flip, NONE);
    int[] chunks = suspects.stream().toArray();
    for (int i = 0; i < chunks.length; i++) {
      int column = Secded72.column(chunks[i]);
      flip[column] = (byte) chunks[i];
      for (int k = 0; k < i; k++) {
        // The syndrome of two is even, so it is never that of one.
        int syndrome = column ^ Secded72.column(chunks[k]);
        flip[syndrome] = flip[syndrome] == NONE ? (byte) chunks[i] : AMBIGUOUS;
      }
    }
  }

  private boolean isExplained(int syndrome) {
    return syndrome == 0 || flip[syndrome] >= 0;
  }
}
