package quern.shuffle;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.util.StringUtils;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.shuffle.Aggregate;

/**
 * The aggregate that a job's combiner stands for: its own, when it declares one; else that of
 * Hadoop's own combiners and its examples, which are known here by name; else what {@code
 * quern.shuffle.aggregates} says.
 */
final class Aggregates {
  private static final Map<String, String> KNOWN =
      Map.of(
          "org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer",
          IntSum.class.getName(),
          "org.apache.hadoop.mapreduce.lib.reduce.LongSumReducer",
          LongSum.class.getName(),
          "org.apache.hadoop.mapred.lib.LongSumReducer",
          LongSum.class.getName(),
          "org.apache.hadoop.examples.WordCount$IntSumReducer",
          IntSum.class.getName());

  private Aggregates() {}

  /** The sum of ints; beyond an int it wraps round, as Hadoop's combiners do. */
  static final class IntSum implements Aggregate<IntWritable> {
    @Override
    public int words() {
      return 1;
    }

    @Override
    public void load(IntWritable value, long[] state, int at) {
      state[at] = value.get();
    }

    @Override
    public void merge(long[] state, int at, long[] other, int from) {
      state[at] = (int) (state[at] + other[from]);
    }

    @Override
    public void store(long[] state, int at, IntWritable value) {
      value.set((int) state[at]);
    }
  }

  /** The sum of longs; beyond a long it wraps round, as Hadoop's combiners do. */
  static final class LongSum implements Aggregate<LongWritable> {
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
      state[at] += other[from];
    }

    @Override
    public void store(long[] state, int at, LongWritable value) {
      value.set(state[at]);
    }
  }

  /**
   * The aggregate of the job's combiner.
   *
   * @throws IOException when it has none, or is said to have one that is none
   */
  static Aggregate<?> of(JobConf job) throws IOException {
    Class<?> combiner = combiner(job);
    if (combiner == null) {
      throw new IOException("the job has no combiner, so there is nothing to aggregate in place");
    }
    if (Aggregate.class.isAssignableFrom(combiner)) {
      return (Aggregate<?>) ReflectionUtils.newInstance(combiner, job);
    }
    Map<String, String> known = new LinkedHashMap<>(KNOWN);
    for (String pair : StringUtils.getTrimmedStrings(Settings.SHUFFLE_AGGREGATES.get(job))) {
      int at = pair.indexOf('=');
      if (at <= 0) {
        throw new IOException(
            "%s: expected COMBINER=AGGREGATE, found '%s'"
                .formatted(Settings.SHUFFLE_AGGREGATES.key(), pair));
      }
      known.put(pair.substring(0, at), pair.substring(at + 1));
    }
    String name = known.get(combiner.getName());
    if (name == null) {
      throw new IOException(
          "%s does not say that it is an aggregate: it can implement %s, or %s name one for it"
              .formatted(
                  combiner.getName(),
                  Aggregate.class.getName(),
                  Settings.SHUFFLE_AGGREGATES.key()));
    }
    try {
      return ReflectionUtils.newInstance(job.getClassByName(name).asSubclass(Aggregate.class), job);
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IOException(name + " is not an aggregate on the class path", e);
    }
  }

  private static @Nullable Class<?> combiner(JobConf job) {
    Class<?> byNewInterface = job.getClass(MRJobConfig.COMBINE_CLASS_ATTR, null);
    return byNewInterface == null ? job.getCombinerClass() : byNewInterface;
  }
}
