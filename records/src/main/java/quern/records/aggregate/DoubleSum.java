package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/**
 * Sum or mean of doubles, kept as a double and the error of its last addition (Knuth, The Art of
 * Computer Programming 2, §4.2.2, theorem B), so that the order of the rows does not show in the
 * digits that a double has.
 */
final class DoubleSum extends Accumulator {
  private final Value value;
  private final boolean isMean;

  DoubleSum(Value value, boolean isMean) {
    super(Type.DOUBLE, 3, 0);
    this.value = value;
    this.isMean = isMean;
  }

  @Override
  boolean isOrdered() {
    return true;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      plus(state.words, state.word + firstWord, 1, value.doubleValue(), 0);
    }
  }

  private static void plus(long[] words, int at, long count, double x, double rest) {
    words[at] += count;
    double sum = Double.longBitsToDouble(words[at + 1]);
    double low = Double.longBitsToDouble(words[at + 2]);
    double high = sum + x;
    double part = high - sum;
    double error = (sum - (high - part)) + (x - part) + (low + rest);
    if (!Double.isFinite(error)) {
      error = 0; // Infinities and NaN are their own sum.
    }
    double total = high + error;
    words[at + 1] = Double.doubleToRawLongBits(total);
    words[at + 2] = Double.doubleToRawLongBits(Double.isFinite(total) ? error - (total - high) : 0);
  }

  @Override
  void write(State state, ByteBuilder out) {
    int at = state.word + firstWord;
    ByteSource.putCount(state.words[at], out);
    ByteSource.putLong(state.words[at + 1], out);
    ByteSource.putLong(state.words[at + 2], out);
  }

  @Override
  void merge(State state, ByteSource in) {
    long count = in.count();
    double sum = Double.longBitsToDouble(in.fixed());
    double rest = Double.longBitsToDouble(in.fixed());
    plus(state.words, state.word + firstWord, count, sum, rest);
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    int at = state.word + firstWord;
    if (state.words[at] == 0) {
      return false;
    }
    double sum = Double.longBitsToDouble(state.words[at + 1]);
    formatter.appendDouble(isMean ? sum / state.words[at] : sum, out);
    return true;
  }
}
