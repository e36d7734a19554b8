package quern.shuffle;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.mapred.JobConf;
import quern.records.shuffle.KeyPrefix;
import quern.records.shuffle.Prefix;

/**
 * The order of a job's serialized keys: its comparator, and what is known of it that makes sorting
 * fast. Of a comparator that neither declares a {@link KeyPrefix} nor is one of Hadoop's own that
 * are known here, all prefixes are equal, so that it decides each time. Immutable.
 */
final class KeyOrder {
  /** Comparators of keys that are a number, or nothing: the prefix is all of them. */
  private static final Set<Class<?>> WHOLE =
      Set.of(
          LongWritable.Comparator.class,
          LongWritable.DecreasingComparator.class,
          IntWritable.Comparator.class,
          NullWritable.Comparator.class);

  private static final KeyPrefix NONE = (bytes, from, length) -> 0;

  /** How many bytes of a key that compares as bytes are in a prefix. */
  static final int STEP = Long.BYTES - 1;

  private final RawComparator<?> comparator;
  private final KeyPrefix prefix;
  private final boolean bytewise;
  private final boolean whole;

  private KeyOrder(RawComparator<?> comparator, KeyPrefix prefix) {
    this.comparator = requireNonNull(comparator, "comparator is null");
    this.prefix = prefix;
    this.whole = WHOLE.contains(comparator.getClass());
    this.bytewise = !(prefix == NONE) && prefix.orderedFrom(new byte[Long.BYTES], 0, 1) >= 0;
  }

  /** The order in which the job sorts map output. */
  static KeyOrder of(JobConf job) {
    return of(job.getOutputKeyComparator());
  }

  static KeyOrder of(RawComparator<?> comparator) {
    return new KeyOrder(comparator, prefixOf(comparator));
  }

  private static KeyPrefix prefixOf(RawComparator<?> comparator) {
    if (comparator instanceof KeyPrefix declared) {
      return declared;
    }
    Class<?> type = comparator.getClass();
    if (type == Text.Comparator.class) {
      return new Bytes() {
        @Override
        int start(byte[] bytes, int from) {
          return from + WritableUtils.decodeVIntSize(bytes[from]);
        }
      };
    }
    if (type == BytesWritable.Comparator.class) {
      return new Bytes() {
        @Override
        int start(byte[] bytes, int from) {
          return from + Integer.BYTES;
        }
      };
    }
    if (type == LongWritable.Comparator.class) {
      return (bytes, from, length) -> WritableComparator.readLong(bytes, from) ^ Long.MIN_VALUE;
    }
    if (type == LongWritable.DecreasingComparator.class) {
      return (bytes, from, length) -> ~(WritableComparator.readLong(bytes, from) ^ Long.MIN_VALUE);
    }
    if (type == IntWritable.Comparator.class) {
      return (bytes, from, length) ->
          (long) (WritableComparator.readInt(bytes, from) ^ Integer.MIN_VALUE) << 32;
    }
    if (type == NullWritable.Comparator.class) {
      return (bytes, from, length) -> 0;
    }
    return NONE;
  }

  /** Keys that are bytes behind a length. */
  private abstract static class Bytes implements KeyPrefix {
    abstract int start(byte[] bytes, int from);

    @Override
    public long prefix(byte[] bytes, int from, int length) {
      int start = start(bytes, from);
      return Prefix.of(bytes, start, from + length - start);
    }

    @Override
    public int orderedFrom(byte[] bytes, int from, int length) {
      return start(bytes, from);
    }
  }

  /**
   * An unsigned number whose order the keys' order begins with. Of keys that compare as bytes it is
   * seven bytes, with zeros for those that lack, and how many there were, or 8 for more: so keys
   * that end within the prefix are told apart by it, or are equal.
   */
  long prefix(byte[] bytes, int from, int length) {
    return bytewise ? prefixAt(bytes, from, length, 0) : prefix.prefix(bytes, from, length);
  }

  /** Whether keys that both have this prefix, and differ nowhere before it, are equal. */
  boolean decides(long prefix) {
    return bytewise ? (prefix & 0xff) <= STEP : whole;
  }

  /** Whether keys compare as unsigned bytes, so that {@link #prefixAt} can look further. */
  boolean isBytewise() {
    return bytewise;
  }

  /** The prefix of what is left of a key behind the first {@code depth} bytes of the order. */
  long prefixAt(byte[] bytes, int from, int length, int depth) {
    int start = prefix.orderedFrom(bytes, from, length) + depth;
    int left = from + length - start;
    return (Prefix.of(bytes, start, left) & ~0xffL) | Math.min(left, Long.BYTES);
  }

  int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
    return comparator.compare(a, aFrom, aLength, b, bFrom, bLength);
  }
}
