package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.shuffle.Aggregate;

/**
 * Adds up the values of a key; combiner and reducer in one, for keys of any type.
 *
 * <p>A sum beyond a long is an {@link ArithmeticException}.
 */
public final class SumCombiner<K> extends Reducer<K, LongWritable, K, LongWritable>
    implements Aggregate<LongWritable> {
  private final LongWritable sum = new LongWritable();

  @Override
  protected void reduce(K key, Iterable<LongWritable> values, Context context)
      throws IOException, InterruptedException {
    sum.set(sum(values));
    context.write(key, sum);
  }

  static long sum(Iterable<LongWritable> values) {
    long sum = 0;
    for (LongWritable value : values) {
      sum = Math.addExact(sum, value.get());
    }
    return sum;
  }

  @Override
  public int words() {
    return 1;
  }

  @Override
  public void load(LongWritable value, long[] state, int at) {
    state[at] = value.get();
  }

  @Override
  public void merge(long[] state, int at, long[] other, int from) {
    state[at] = Math.addExact(state[at], other[from]);
  }

  @Override
  public void store(long[] state, int at, LongWritable value) {
    value.set(state[at]);
  }
}
