package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.shuffle.Aggregate;

/**
 * Adds up the {@link Moments} of a key, for means, variances and counts; combiner and reducer in
 * one, for keys of any type.
 */
public final class MomentsCombiner<K> extends Reducer<K, Moments, K, Moments>
    implements Aggregate<Moments> {
  private final Moments sum = new Moments();

  @Override
  protected void reduce(K key, Iterable<Moments> values, Context context)
      throws IOException, InterruptedException {
    sum.count = 0;
    sum.mean = 0;
    sum.squares = 0;
    for (Moments value : values) {
      sum.add(value);
    }
    context.write(key, sum);
  }

  @Override
  public int words() {
    return 3;
  }

  @Override
  public void load(Moments value, long[] state, int at) {
    state[at] = value.count;
    state[at + 1] = Double.doubleToRawLongBits(value.mean);
    state[at + 2] = Double.doubleToRawLongBits(value.squares);
  }

  @Override
  public void merge(long[] state, int at, long[] other, int from) {
    store(state, at, sum);
    sum.add(
        other[from],
        Double.longBitsToDouble(other[from + 1]),
        Double.longBitsToDouble(other[from + 2]));
    load(sum, state, at);
  }

  @Override
  public void store(long[] state, int at, Moments value) {
    value.count = state[at];
    value.mean = Double.longBitsToDouble(state[at + 1]);
    value.squares = Double.longBitsToDouble(state[at + 2]);
  }
}
