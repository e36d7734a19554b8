package quern.records.shuffle;

import org.apache.hadoop.io.Writable;

/**
 * What a combiner declares that can be applied in place: the values of a key are merged one by one
 * into a state of a few longs, in any order and grouping.
 *
 * <p>The laws: merging is associative and commutative; a value that is stored from a state and
 * loaded again gives that state; what the combiner's {@code reduce} makes of a key's values is one
 * record with that key and the value that the merged state is stored as.
 *
 * @param <V> the type of the values
 */
public interface Aggregate<V extends Writable> {
  /** The most longs that a state may have. */
  int MOST_WORDS = 3;

  /** How many longs a state has, from 1 to {@link #MOST_WORDS}; always the same. */
  int words();

  /** Sets {@code state[at, at + words())} to that of one value. */
  void load(V value, long[] state, int at);

  /**
   * Merges the state {@code other[from, from + words())} into {@code state[at, at + words())}.
   *
   * @throws ArithmeticException when the state cannot hold the result
   */
  void merge(long[] state, int at, long[] other, int from);

  /** Sets {@code value} to what {@code state[at, at + words())} stands for. */
  void store(long[] state, int at, V value);
}
