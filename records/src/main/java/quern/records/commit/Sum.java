package quern.records.commit;

/**
 * What the ledger holds of a bag of records: how many, their serialized bytes, and the
 * order-independent hash as its low and high 64 bits.
 */
public record Sum(long records, long bytes, long lo, long hi) {
  /** Of no records. */
  public static final Sum ZERO = new Sum(0, 0, 0, 0);

  /** The sum of a bag whose hash is in {@code hash}. */
  public static Sum of(long records, long bytes, RowHash hash) {
    return new Sum(records, bytes, hash.lo(), hash.hi());
  }

  /** Both bags together. */
  public Sum plus(Sum other) {
    long low = lo + other.lo;
    long carry = Long.compareUnsigned(low, lo) < 0 ? 1 : 0;
    return new Sum(records + other.records, bytes + other.bytes, low, hi + other.hi + carry);
  }

  @Override
  public String toString() {
    return records + " records, " + bytes + " bytes, hash " + RowHash.hex(lo, hi);
  }
}
