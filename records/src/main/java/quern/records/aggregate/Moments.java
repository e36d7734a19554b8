package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/**
 * Variance and standard deviation: count, mean and sum of squared distances from it (Welford,
 * Technometrics 4, 1962), merged as Chan, Golub and LeVeque have it (Stanford STAN-CS-79-773).
 */
final class Moments extends Accumulator {
  private final Value value;
  private final boolean isSample;
  private final boolean isRoot;

  /**
   * @param isSample whether the rows are a sample, and the sum is divided by one less than there
   *     are
   * @param isRoot whether the standard deviation is wanted
   */
  Moments(Value value, boolean isSample, boolean isRoot) {
    super(Type.DOUBLE, 3, 0);
    this.value = value;
    this.isSample = isSample;
    this.isRoot = isRoot;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      merge(state, 1, asDouble(value), 0);
    }
  }

  /** A number that has just been evaluated, as a double. */
  static double asDouble(Value number) {
    return switch (number.type()) {
      case LONG -> number.longValue();
      case DECIMAL -> number.decimalValue().doubleValue();
      default -> number.doubleValue();
    };
  }

  @Override
  boolean isOrdered() {
    return true;
  }

  private void merge(State state, long count, double mean, double squares) {
    int at = state.word + firstWord;
    long[] words = state.words;
    long before = words[at];
    long total = before + count;
    double oldMean = Double.longBitsToDouble(words[at + 1]);
    double delta = mean - oldMean;
    double share = (double) count / total;
    words[at] = total;
    words[at + 1] = Double.doubleToRawLongBits(oldMean + delta * share);
    words[at + 2] =
        Double.doubleToRawLongBits(
            Double.longBitsToDouble(words[at + 2]) + squares + delta * delta * before * share);
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
    double mean = Double.longBitsToDouble(in.fixed());
    double squares = Double.longBitsToDouble(in.fixed());
    if (count > 0) {
      merge(state, count, mean, squares);
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    int at = state.word + firstWord;
    long divisor = state.words[at] - (isSample ? 1 : 0);
    if (divisor <= 0) {
      return false;
    }
    double variance = Double.longBitsToDouble(state.words[at + 2]) / divisor;
    formatter.appendDouble(isRoot ? Math.sqrt(variance) : variance, out);
    return true;
  }
}
