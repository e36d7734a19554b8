package quern.records.commit;

import java.util.HexFormat;
import quern.records.Murmur3;

/**
 * The order-independent hash of a multiset of rows: the sum modulo 2<sup>128</sup> of the rows'
 * MurmurHash3 x64 128. A sum and not an XOR, in which two equal rows would cancel out.
 *
 * <p>Mutable, allocates nothing for each row, not for several threads.
 */
public final class RowHash {
  /** Not 0, so that an empty row does not hash to nothing. */
  static final int SEED = 0x71756572;

  private final Murmur3 murmur = new Murmur3();
  private long lo;
  private long hi;

  /** Adds the row {@code bytes[from, to)}, which is given without its line end. */
  public void add(byte[] bytes, int from, int to) {
    murmur.hash(bytes, from, to - from, SEED);
    addAll(murmur.first(), murmur.second());
  }

  /** Adds another sum. */
  public void addAll(RowHash other) {
    addAll(other.lo, other.hi);
  }

  /** Adds another sum, given as its low and high 64 bits. */
  public void addAll(long otherLo, long otherHi) {
    lo += otherLo;
    hi += otherHi + (Long.compareUnsigned(lo, otherLo) < 0 ? 1 : 0);
  }

  /** The low 64 bits. */
  public long lo() {
    return lo;
  }

  /** The high 64 bits. */
  public long hi() {
    return hi;
  }

  /** Back to the hash of no rows. */
  public void clear() {
    lo = 0;
    hi = 0;
  }

  /** The 32 lower-case hex digits of a sum, high bits first. */
  static String hex(long lo, long hi) {
    return HexFormat.of().toHexDigits(hi) + HexFormat.of().toHexDigits(lo);
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException when it is not 32 hex digits
   */
  public static RowHash parse(String hex) {
    if (hex.length() != 32) {
      throw new IllegalArgumentException("expected 32 hex digits, found '" + hex + "'");
    }
    RowHash hash = new RowHash();
    hash.addAll(
        HexFormat.fromHexDigitsToLong(hex, 16, 32), HexFormat.fromHexDigitsToLong(hex, 0, 16));
    return hash;
  }

  /** The sum in 32 lower-case hex digits, high bits first. */
  @Override
  public String toString() {
    return hex(lo, hi);
  }
}
