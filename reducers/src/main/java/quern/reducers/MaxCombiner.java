package quern.reducers;

/** Keeps the greatest value of a key; combiner and reducer in one, for keys of any type. */
public final class MaxCombiner<K> extends Extremes<K> {
  @Override
  long better(long a, long b) {
    return Math.max(a, b);
  }
}
