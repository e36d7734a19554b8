package quern.codecs.hamming;

import java.util.Objects;

/**
 * Protects short records by three copies: each bit is what two of them agree on. For records too
 * short for {@link Hamming}, and for those that say how to read what it protects.
 */
public final class Majority {
  /** How many copies there are. */
  public static final int COPIES = 3;

  private Majority() {}

  /**
   * Reads a record of which three copies lie one after another.
   *
   * @param copies holds them, {@code copies[offset, offset + 3 * length)}
   * @param length bytes of one copy
   * @param out where the record is written, from index 0
   * @return in how many of the record's bytes not all copies agree; 0 if nothing is damaged
   */
  public static int vote(byte[] copies, int offset, int length, byte[] out) {
    Objects.checkFromIndexSize(offset, Math.multiplyExact(COPIES, length), copies.length);
    Objects.checkFromIndexSize(0, length, out.length);
    int disputed = 0;
    for (int i = 0; i < length; i++) {
      byte a = copies[offset + i];
      byte b = copies[offset + length + i];
      byte c = copies[offset + 2 * length + i];
      out[i] = (byte) ((a & b) | (b & c) | (c & a));
      disputed += a == b && b == c ? 0 : 1;
    }
    return disputed;
  }
}
