package quern.records.aggregate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** Sum or mean of decimals, exactly. */
final class DecimalSum extends Accumulator {
  private final Value value;
  private final boolean isMean;

  DecimalSum(Value value, boolean isMean) {
    super(Type.DECIMAL, 1, 1);
    this.value = value;
    this.isMean = isMean;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      plus(state, 1, value.decimalValue());
    }
  }

  private void plus(State state, long count, BigDecimal x) {
    int at = state.object + firstObject;
    BigDecimal sum = (BigDecimal) state.objects[at];
    if (sum == null) {
      state.grown += 96;
    }
    state.objects[at] = sum == null ? x : sum.add(x);
    state.words[state.word + firstWord] += count;
  }

  @Override
  void write(State state, ByteBuilder out) {
    ByteSource.putCount(state.words[state.word + firstWord], out);
    writeDecimal((BigDecimal) state.objects[state.object + firstObject], out);
  }

  @Override
  void merge(State state, ByteSource in) {
    long count = in.count();
    BigDecimal sum = readDecimal(in);
    if (sum != null) {
      plus(state, count, sum);
    }
  }

  /** Writes a decimal, its scale first; null as no bytes. */
  static void writeDecimal(@Nullable BigDecimal value, ByteBuilder out) {
    if (value == null) {
      ByteSource.putCount(0, out);
      return;
    }
    ByteSource.putBytes(value.unscaledValue().toByteArray(), out);
    ByteSource.putCount(Integer.toUnsignedLong(value.scale()), out);
  }

  static @Nullable BigDecimal readDecimal(ByteSource in) {
    byte[] unscaled = in.bytes();
    return unscaled.length == 0 ? null : new BigDecimal(new BigInteger(unscaled), (int) in.count());
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    BigDecimal sum = (BigDecimal) state.objects[state.object + firstObject];
    if (sum == null) {
      return false;
    }
    long count = state.words[state.word + firstWord];
    formatter.appendDecimal(
        isMean ? sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128) : sum, out);
    return true;
  }
}
