package quern.reducers;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Writable;

/**
 * Count, mean and variance of numbers, for {@link MomentsCombiner}: a mapper writes one number
 * each, the reducer's output has them all. As text: count, mean and standard deviation, with tabs.
 *
 * <p>Kept as count, mean and sum of squared distances from it (Welford, Technometrics 4, 1962).
 */
public final class Moments implements Writable {
  long count;
  double mean;
  double squares;

  /** Makes this the moments of one number. */
  public void set(double x) {
    count = 1;
    mean = x;
    squares = 0;
  }

  /** How many numbers there are. */
  public long count() {
    return count;
  }

  /** Their mean; NaN when there are none. */
  public double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /** The variance that they have as a sample; NaN when there are less than two. */
  public double variance() {
    return count < 2 ? Double.NaN : squares / (count - 1);
  }

  /** Adds other numbers' moments (Chan, Golub and LeVeque, Stanford STAN-CS-79-773). */
  public void add(Moments other) {
    add(other.count, other.mean, other.squares);
  }

  void add(long otherCount, double otherMean, double otherSquares) {
    if (otherCount == 0) {
      return;
    }
    long total = count + otherCount;
    double delta = otherMean - mean;
    double share = (double) otherCount / total;
    squares += otherSquares + delta * delta * count * share;
    mean += delta * share;
    count = total;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(squares);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    count = in.readLong();
    mean = in.readDouble();
    squares = in.readDouble();
  }

  @Override
  public String toString() {
    return count + "\t" + mean() + "\t" + Math.sqrt(variance());
  }
}
