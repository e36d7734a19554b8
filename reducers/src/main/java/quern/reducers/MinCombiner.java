package quern.reducers;

/** Keeps the least value of a key; combiner and reducer in one, for keys of any type. */
public final class MinCombiner<K> extends Extremes<K> {
  @Override
  long better(long a, long b) {
    return Math.min(a, b);
  }
}
