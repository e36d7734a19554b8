package quern.codecs.hamming;

import java.util.Arrays;

/**
 * The (72,64) code that corrects one damaged bit of a codeword and detects two: a word of 64 bits
 * and a check of 8.
 *
 * <p>After M. Y. Hsiao, "A Class of Optimal Minimum Odd-weight-column SEC-DED Codes", IBM Journal
 * of Research and Development 14 (1970): all columns of the check matrix are distinct and of odd
 * weight, so that one damaged bit gives an odd syndrome and two an even one. The check bits have
 * the columns of weight 1, the word's bits all 56 of weight 3 and 8 of weight 5, and each check
 * covers 26 bits of the word.
 *
 * <p>Of the codes of that kind, this one has two more properties. It is quasi-cyclic: one mask
 * tells all, since each check covers what the one before covers, eight bits further on; this makes
 * the sums of {@link Parity} short. And any eight bits that follow one another in the codeword, the
 * check's bits after the word's, have linearly independent columns, so that a burst over eight
 * chunks can be undone.
 */
public final class Secded72 {
  /** How many bits a codeword has: 0 to 63 are the word's, 64 to 71 the check's. */
  public static final int BITS = 72;

  /** How many bits the word of a codeword has. */
  public static final int WORD_BITS = 64;

  /** How many bits the check of a codeword has. */
  public static final int CHECK_BITS = BITS - WORD_BITS;

  /** What {@link #damagedBit} says of a codeword that is right. */
  public static final int UNDAMAGED = -1;

  /** What {@link #damagedBit} says of a codeword in which two or more bits are damaged. */
  public static final int UNCORRECTABLE = -2;

  /** The bits of the word that check 0 covers. */
  private static final long MASK = 0xA81B_0554_463D_C6A0L;

  private static final int[] COLUMNS = columns();
  private static final int[] DAMAGED_BIT = damagedBits();

  private Secded72() {}

  /** The check of a word, 0 to 255. */
  public static int check(long word) {
    int check = 0;
    for (int row = 0; row < CHECK_BITS; row++) {
      check |= (Long.bitCount(word & mask(row)) & 1) << row;
    }
    return check;
  }

  /**
   * The bit of a codeword that is damaged, 0 to 71, or else {@link #UNDAMAGED} or {@link
   * #UNCORRECTABLE}. Three and more damaged bits may pass for one, four and more for none.
   */
  public static int damagedBit(long word, int check) {
    return DAMAGED_BIT[(check(word) ^ check) & 0xff];
  }

  /**
   * The word as it was before at most one bit of its codeword was damaged.
   *
   * @throws UncorrectableException when more are
   */
  public static long decode(long word, int check) throws UncorrectableException {
    int bit = damagedBit(word, check);
    if (bit == UNCORRECTABLE) {
      throw new UncorrectableException("two bits or more of a codeword are damaged", 1, 0);
    }
    return bit >= 0 && bit < WORD_BITS ? word ^ 1L << bit : word;
  }

  /** The column of a bit of the codeword: bit r is set where check r covers it. */
  static int column(int bit) {
    return COLUMNS[bit];
  }

  /** The bits of the word that check {@code row} covers. */
  static long mask(int row) {
    return Long.rotateLeft(MASK, 8 * row);
  }

  private static int[] columns() {
    int[] columns = new int[BITS];
    for (int row = 0; row < CHECK_BITS; row++) {
      for (int bit = 0; bit < WORD_BITS; bit++) {
        columns[bit] |= (int) (mask(row) >>> bit & 1) << row;
      }
      columns[WORD_BITS + row] = 1 << row;
    }
    return columns;
  }

  private static int[] damagedBits() {
    int[] bits = new int[1 << CHECK_BITS];
    Arrays.fill(bits, UNCORRECTABLE);
    bits[0] = UNDAMAGED;
    for (int bit = 0; bit < BITS; bit++) {
      bits[COLUMNS[bit]] = bit;
    }
    return bits;
  }
}
