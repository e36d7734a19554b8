package quern.records.aggregate;

import java.math.BigInteger;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/**
 * Sum or mean of longs: a count, and a sum of 128 bits, which no file is long enough to exceed; so
 * that whether the sum fits a long is asked once, at the end.
 */
final class LongSum extends Accumulator {
  private final Value value;
  private final boolean isMean;

  LongSum(Value value, boolean isMean) {
    super(isMean ? Type.DOUBLE : Type.LONG, 3, 0);
    this.value = value;
    this.isMean = isMean;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      long x = value.longValue();
      plus(state.words, state.word + firstWord, 1, x, x >> 63);
    }
  }

  private static void plus(long[] words, int at, long count, long low, long high) {
    words[at] += count;
    long sum = words[at + 1] + low;
    words[at + 2] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    words[at + 1] = sum;
  }

  @Override
  void write(State state, ByteBuilder out) {
    int at = state.word + firstWord;
    long low = state.words[at + 1];
    boolean isShort = state.words[at + 2] == low >> 63;
    // The lowest bit of the first number says whether the high half follows.
    ByteSource.putCount(state.words[at] << 1 | (isShort ? 0 : 1), out);
    ByteSource.putLong(low, out);
    if (!isShort) {
      ByteSource.putLong(state.words[at + 2], out);
    }
  }

  @Override
  void merge(State state, ByteSource in) {
    long head = in.count();
    long low = in.fixed();
    long high = (head & 1) == 0 ? low >> 63 : in.fixed();
    plus(state.words, state.word + firstWord, head >>> 1, low, high);
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    int at = state.word + firstWord;
    long count = state.words[at];
    long low = state.words[at + 1];
    long high = state.words[at + 2];
    if (count == 0) {
      return false;
    }
    if (isMean) {
      formatter.appendDouble(mean(count, low, high), out);
      return true;
    }
    if (high != low >> 63) {
      throw new ArithmeticException(sum(low, high) + " is more than a long can hold");
    }
    formatter.appendLong(low, out);
    return true;
  }

  private static double mean(long count, long low, long high) {
    if (high == low >> 63 && Math.abs(low) <= 1L << 53 && count <= 1L << 53) {
      return (double) low / count; // Both are exact, so the quotient is rounded once.
    }
    return new java.math.BigDecimal(sum(low, high))
        .divide(new java.math.BigDecimal(count), java.math.MathContext.DECIMAL128)
        .doubleValue();
  }

  private static BigInteger sum(long low, long high) {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(low));
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsigned);
  }
}
