package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.shuffle.Aggregate;

/** What {@link MinCombiner} and {@link MaxCombiner} have in common. */
abstract class Extremes<K> extends Reducer<K, LongWritable, K, LongWritable>
    implements Aggregate<LongWritable> {
  private final LongWritable best = new LongWritable();

  /** The one of two values that stays. */
  abstract long better(long a, long b);

  @Override
  protected void reduce(K key, Iterable<LongWritable> values, Context context)
      throws IOException, InterruptedException {
    boolean first = true;
    for (LongWritable value : values) {
      best.set(first ? value.get() : better(best.get(), value.get()));
      first = false;
    }
    context.write(key, best);
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
    state[at] = better(state[at], other[from]);
  }

  @Override
  public void store(long[] state, int at, LongWritable value) {
    value.set(state[at]);
  }
}
