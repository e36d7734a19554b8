package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Reducer;

/** Adds up the values of a key; combiner and reducer in one, for keys of any type. */
public final class SumCombiner<K> extends Reducer<K, LongWritable, K, LongWritable> {
  private final LongWritable sum = new LongWritable();

  @Override
  protected void reduce(K key, Iterable<LongWritable> values, Context context)
      throws IOException, InterruptedException {
    sum.set(sum(values));
    context.write(key, sum);
  }

  /**
   * The sum of {@code values}.
   *
   * @throws ArithmeticException when it is beyond a long
   */
  static long sum(Iterable<LongWritable> values) {
    long sum = 0;
    for (LongWritable value : values) {
      sum = Math.addExact(sum, value.get());
    }
    return sum;
  }
}
