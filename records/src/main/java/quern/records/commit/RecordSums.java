package quern.records.commit;

import java.util.Arrays;
import quern.records.Murmur3;

/**
 * Adds up, for each partition, the records that pass a point of the shuffle: how many, their bytes
 * (key and value), and an order-independent hash of 128 bits: the sum of each record's MurmurHash3
 * x64 128, seeded by the length of the key, so that it matters where a key ends.
 *
 * <p>Allocates nothing for each record; not for several threads.
 */
public final class RecordSums {
  /** Not 0, so that an empty record does not hash to nothing. */
  private static final int SEED = 0x7368_7566;

  private final Murmur3 murmur = new Murmur3();
  private final long[] records;
  private final long[] bytes;
  private final long[] lo;
  private final long[] hi;

  /** Sums for partitions 0 to {@code partitions - 1}. */
  public RecordSums(int partitions) {
    records = new long[partitions];
    bytes = new long[partitions];
    lo = new long[partitions];
    hi = new long[partitions];
  }

  /** Adds the record whose key and value stand one behind the other from {@code from} on. */
  public void add(int partition, byte[] record, int from, int keyLength, int valueLength) {
    int length = keyLength + valueLength;
    murmur.hash(record, from, length, SEED + keyLength);
    records[partition]++;
    bytes[partition] += length;
    long low = lo[partition] + murmur.first();
    hi[partition] += murmur.second() + (Long.compareUnsigned(low, murmur.first()) < 0 ? 1 : 0);
    lo[partition] = low;
  }

  /** What has been added for {@code partition}. */
  public Sum sum(int partition) {
    return new Sum(records[partition], bytes[partition], lo[partition], hi[partition]);
  }

  /** How many records have been added for all partitions. */
  public long records() {
    return Arrays.stream(records).sum();
  }

  /** Tells {@code page} that a map task sent what has been added. */
  public void reportSent(TaskPage page) {
    for (int partition = 0; partition < records.length; partition++) {
      page.shuffled(partition, sum(partition));
    }
  }
}
