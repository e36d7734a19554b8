package quern.partitioners;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Partitions by cut points, so that the parts of a sorted job are in order: {@link CutPoints#put}
 * on the job's configuration, then {@code mapreduce.job.partitioner.class} (for the older interface
 * {@code mapred.partitioner.class}).
 *
 * <p>Cut points without a key class are compared with the bytes of a {@link BinaryComparable},
 * which is the order of {@code Text} and {@code BytesWritable} unless the job has a sort comparator
 * of its own; those of a key class with the key's serialized form, by the job's sort comparator or
 * else the class's own. Not for several threads.
 */
public final class RangePartitioner<K, V> extends Partitioner<K, V>
    implements org.apache.hadoop.mapred.Partitioner<K, V>, Configurable {
  private final KeyForm form = new KeyForm();
  private Configuration conf = new Configuration(false);
  private @Nullable CutPoints cutPoints;
  private @Nullable RawComparator<?> comparator;
  private @Nullable Class<?> checked;

  /**
   * @throws UncheckedIOException when the cut points cannot be read
   */
  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
    try {
      this.cutPoints = CutPoints.get(conf);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  /** Nothing: an object made by Hadoop has been given its configuration already. */
  @Override
  public void configure(JobConf job) {}

  @Override
  public int getPartition(K key, V value, int partitions) {
    CutPoints cuts = cutPoints;
    if (cuts == null) {
      throw new IllegalStateException("no cut points: setConf comes first");
    }
    if (key.getClass() != checked) {
      check(key, cuts, partitions);
      checked = key.getClass();
    }
    if (comparator == null) {
      form.set((BinaryComparable) key);
      return cuts.partition(form.bytes(), 0, form.length());
    }
    form.serialize((Writable) key);
    return cuts.partition(form.bytes(), 0, form.length(), comparator);
  }

  private void check(K key, CutPoints cuts, int partitions) {
    if (cuts.partitions() != partitions) {
      throw new IllegalStateException(
          "the cut points are for "
              + cuts.partitions()
              + " partitions, but the job has "
              + partitions
              + ": set the number of reduce tasks before the cut points are made");
    }
    String type = key.getClass().getName();
    if (!cuts.keyClass().isEmpty()) {
      if (!cuts.keyClass().equals(type)) {
        throw new IllegalStateException(
            "the cut points are for keys of " + cuts.keyClass() + ", but this one is a " + type);
      }
      comparator = comparatorOf(key);
    } else if (!(key instanceof BinaryComparable)) {
      throw new IllegalStateException(
          "the cut points are plain bytes, but a "
              + type
              + " is not: make them with CutPoints.of(sample, partitions, keyClass)");
    }
  }

  private RawComparator<?> comparatorOf(K key) {
    Class<?> type = conf.getClass(MRJobConfig.KEY_COMPARATOR, null);
    if (type != null) {
      return (RawComparator<?>) ReflectionUtils.newInstance(type, conf);
    }
    return WritableComparator.get(key.getClass().asSubclass(WritableComparable.class), conf);
  }
}
