package quern.records.shuffle;

import java.io.IOException;

/** Takes a map task's records as bytes, past the objects and counters of the framework. */
public interface RawOutput {
  /**
   * Hands on a record: a serialized key and a serialized value, which are copied. Counts it, as the
   * framework does.
   *
   * @param partition the reduce partition, from 0
   */
  void write(
      int partition,
      byte[] key,
      int keyFrom,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException, InterruptedException;
}
