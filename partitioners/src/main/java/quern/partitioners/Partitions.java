package quern.partitioners;

import quern.records.Murmur3;

/**
 * The three ways to choose a partition, as pure functions of bytes and numbers: the same on every
 * retry, in every JVM, and never negative.
 */
public final class Partitions {
  /**
   * Not a seed that hash tables use: keys of one partition share the high bits of this hash, and
   * would crowd together in a table that hashed them the same way.
   */
  private static final int HASH_SEED = 0x5175_6572;

  private Partitions() {}

  /** The partition of a key by its hash, from 0 to {@code partitions - 1}. */
  public static int hash(byte[] key, int offset, int length, int partitions) {
    return reduce(Murmur3.hash64(key, offset, length, HASH_SEED), partitions);
  }

  /** The partition of a key that is one number, such as a hash that may be poorly mixed. */
  static int hash(long key, int partitions) {
    return reduce(mix(key ^ HASH_SEED), partitions);
  }

  /**
   * The partition of a task's record by turns: the first of each task falls on a partition drawn
   * from seed and task, each further one on the next. So the parts of one task differ by one record
   * at most, and a retry does the same again.
   *
   * @param seed the job's seed
   * @param task the task's number within its job, the same for each attempt
   * @param ordinal the record's number within the task, from 0
   */
  public static int random(long seed, int task, long ordinal, int partitions) {
    return (int) ((firstOf(seed, task, partitions) + ordinal) % partitions);
  }

  /** Where the turns of a task start. */
  static int firstOf(long seed, int task, int partitions) {
    return reduce(mix(mix(seed) + task), partitions);
  }

  /** The partition of a key by the cut points' order of bytes. */
  public static int range(byte[] key, int offset, int length, CutPoints cutPoints) {
    return cutPoints.partition(key, offset, length);
  }

  /**
   * Maps a well mixed hash to 0 … {@code partitions - 1} by the high half of a product (D. Lemire,
   * "Fast Random Integer Generation in an Interval", 2019), with no sign to go wrong and no
   * division; uneven by at most {@code partitions} / 2³².
   */
  private static int reduce(long hash, int partitions) {
    if (partitions <= 0) {
      throw new IllegalArgumentException(partitions + " partitions: there must be at least one");
    }
    return (int) (((hash >>> 32) * partitions) >>> 32);
  }

  /** SplitMix64's finalizer (Steele, Lea and Flood, 2014), one step of its sequence ahead. */
  static long mix(long value) {
    long z = value + 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
