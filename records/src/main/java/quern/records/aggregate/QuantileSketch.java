package quern.records.aggregate;

import java.util.Arrays;
import quern.records.ByteBuilder;
import quern.records.Murmur3;

/**
 * A sketch of the order of many doubles: Karnin, Lang and Liberty, "Optimal Quantile Approximation
 * in Streams" (FOCS 2016). Values of level <i>h</i> stand for 2<sup><i>h</i></sup> each; a full
 * level is sorted, and every other value of it goes up. With {@link #K} values at the top, a rank
 * is wrong by less than 0.8 % of all values in 99 of 100 cases.
 *
 * <p>Its own, and not a library's, because whether the odd or the even values go up must be the
 * same on every retry of a task: it is decided by a hash of how many there were, and not by a coin.
 */
final class QuantileSketch {
  /** Values that the highest level holds. */
  static final int K = 350;

  private static final int LEAST_CAPACITY = 8;
  private static final double SHRINKS_BY = 2.0 / 3;

  private double[][] levels = {new double[LEAST_CAPACITY]};
  private int[] sizes = new int[1];
  private long count;
  private long compactions;

  /** How many values the lowest level holds. */
  private int bottom = K;

  /** How many values it has seen. */
  long count() {
    return count;
  }

  void add(double x) {
    count++;
    put(0, x);
    if (sizes[0] >= bottom) {
      compress();
    }
  }

  private void put(int level, double x) {
    if (sizes[level] == levels[level].length) {
      levels[level] = Arrays.copyOf(levels[level], Math.max(LEAST_CAPACITY, 2 * sizes[level]));
    }
    levels[level][sizes[level]++] = x;
  }

  private int capacity(int level) {
    double share = Math.pow(SHRINKS_BY, sizes.length - 1.0 - level);
    return Math.max(LEAST_CAPACITY, (int) Math.ceil(K * share));
  }

  private void compress() {
    for (int level = 0; level < sizes.length; level++) {
      if (sizes[level] >= capacity(level)) {
        compact(level);
      }
    }
    bottom = capacity(0);
  }

  private void compact(int level) {
    if (level + 1 == sizes.length) {
      sizes = Arrays.copyOf(sizes, level + 2);
      levels = Arrays.copyOf(levels, level + 2);
      levels[level + 1] = new double[LEAST_CAPACITY];
    }
    double[] values = levels[level];
    int size = sizes[level];
    Arrays.sort(values, 0, size);
    int odd = size & 1; // The least stays where it is.
    int first = odd + (int) (Murmur3.mix64(compactions++ ^ count << 20) & 1);
    for (int i = first; i < size; i += 2) {
      put(level + 1, values[i]);
    }
    sizes[level] = odd;
  }

  void merge(QuantileSketch other) {
    while (sizes.length < other.sizes.length) {
      sizes = Arrays.copyOf(sizes, sizes.length + 1);
      levels = Arrays.copyOf(levels, sizes.length);
      levels[sizes.length - 1] = new double[LEAST_CAPACITY];
    }
    count += other.count;
    for (int level = 0; level < other.sizes.length; level++) {
      for (int i = 0; i < other.sizes[level]; i++) {
        put(level, other.levels[level][i]);
      }
    }
    compress();
  }

  /**
   * A value whose rank is about {@code fraction} of all: the least one that so many are not above.
   *
   * @param fraction from 0 to 1
   */
  double quantile(double fraction) {
    int total = Arrays.stream(sizes).sum();
    double[] values = new double[total];
    long[] weights = new long[total];
    Integer[] order = new Integer[total];
    long all = 0;
    int n = 0;
    for (int level = 0; level < sizes.length; level++) {
      for (int i = 0; i < sizes[level]; i++) {
        values[n] = levels[level][i];
        weights[n] = 1L << level;
        order[n] = n;
        all += weights[n++];
      }
    }
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double wanted = fraction * all;
    long seen = 0;
    for (int i : order) {
      seen += weights[i];
      if (seen >= wanted) {
        return values[i];
      }
    }
    throw new IllegalStateException("no values");
  }

  void write(ByteBuilder out) {
    ByteSource.putCount(count, out);
    ByteSource.putCount(compactions, out);
    ByteSource.putCount(sizes.length, out);
    for (int level = 0; level < sizes.length; level++) {
      ByteSource.putCount(sizes[level], out);
      for (int i = 0; i < sizes[level]; i++) {
        ByteSource.putLong(Double.doubleToRawLongBits(levels[level][i]), out);
      }
    }
  }

  static QuantileSketch read(ByteSource in) {
    QuantileSketch sketch = new QuantileSketch();
    sketch.count = in.count();
    sketch.compactions = in.count();
    int levels = (int) in.count();
    sketch.sizes = new int[levels];
    sketch.levels = new double[levels][];
    for (int level = 0; level < levels; level++) {
      int size = (int) in.count();
      sketch.sizes[level] = size;
      sketch.levels[level] = new double[Math.max(LEAST_CAPACITY, size)];
      for (int i = 0; i < size; i++) {
        sketch.levels[level][i] = Double.longBitsToDouble(in.fixed());
      }
    }
    return sketch;
  }
}
