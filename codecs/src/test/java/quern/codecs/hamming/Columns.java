package quern.codecs.hamming;

/** Linear algebra on columns of the check matrix, done another way than by the code under test. */
final class Columns {
  private Columns() {}

  /** Whether no set of these bits' columns adds up to 0. */
  static boolean independent(int... bits) {
    for (int set = 1; set < 1 << bits.length; set++) {
      int sum = 0;
      for (int i = 0; i < bits.length; i++) {
        sum ^= (set >> i & 1) * Secded72.column(bits[i]);
      }
      if (sum == 0) {
        return false;
      }
    }
    return true;
  }
}
