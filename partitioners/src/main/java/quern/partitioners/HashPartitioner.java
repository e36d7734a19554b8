package quern.partitioners;

import java.util.Arrays;
import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Partitioner;
import org.jspecify.annotations.Nullable;
import quern.records.shuffle.ByKey;

/**
 * Partitions by a well mixed hash of the key's bytes: consecutive numbers, common prefixes and poor
 * {@code hashCode}s spread evenly. For any job, by {@code mapreduce.job.partitioner.class}, or for
 * the older interface {@code mapred.partitioner.class}.
 *
 * <p>The bytes are those of a {@link BinaryComparable} ({@code Text}, {@code BytesWritable}), or
 * what any other {@link Writable} serializes to, so equal keys must serialize alike. Keys that are
 * no {@code Writable} go by their {@code hashCode}; those of a class that leaves it to the JVM,
 * which gives another one on each run, are refused. Not for several threads.
 */
public final class HashPartitioner<K, V> extends Partitioner<K, V>
    implements org.apache.hadoop.mapred.Partitioner<K, V>, ByKey {
  private final KeyForm form = new KeyForm();
  private @Nullable Class<?> hashes;

  @Override
  public void configure(JobConf job) {}

  @Override
  public int getPartition(K key, V value, int partitions) {
    if (key instanceof BinaryComparable bytes) {
      form.set(bytes);
    } else if (key instanceof Writable writable) {
      form.serialize(writable);
    } else {
      return Partitions.hash(stableHash(key), partitions);
    }
    return Partitions.hash(form.bytes(), 0, form.length(), partitions);
  }

  private long stableHash(Object key) {
    if (key instanceof Enum<?> constant) {
      return constant.name().hashCode();
    }
    if (key instanceof byte[] bytes) {
      return Arrays.hashCode(bytes);
    }
    if (key.getClass() != hashes) {
      requireOwnHash(key.getClass());
      hashes = key.getClass();
    }
    return key.hashCode();
  }

  private static void requireOwnHash(Class<?> type) {
    try {
      if (type.getMethod("hashCode").getDeclaringClass() != Object.class) {
        return;
      }
    } catch (NoSuchMethodException e) {
      throw new AssertionError("every class has hashCode", e);
    }
    throw new IllegalArgumentException(
        "keys of "
            + type.getName()
            + " cannot be partitioned by hash: the class has no hashCode of its own, so a retried"
            + " task would partition them differently; make it a Writable or override hashCode");
  }
}
