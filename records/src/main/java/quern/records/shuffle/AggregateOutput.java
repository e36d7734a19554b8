package quern.records.shuffle;

import java.io.IOException;

/**
 * Takes a map task's records where a combiner's {@link Aggregate} is applied in place: keys as
 * bytes, values as states. Every record of a key must go to the same partition, which is why the
 * job's partitioner must be {@link ByKey} for a task to have one.
 */
public interface AggregateOutput {
  /** Bytes that must be readable behind a key, whatever they hold. */
  int SLACK = 16;

  /**
   * Merges {@code state} into that of the serialized key {@code bytes[from, from + length)}, which
   * is copied. Counts one record.
   */
  void add(byte[] bytes, int from, int length, long[] state)
      throws IOException, InterruptedException;
}
