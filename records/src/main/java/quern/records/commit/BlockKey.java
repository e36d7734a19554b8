package quern.records.commit;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import quern.records.shuffle.KeyPrefix;
import quern.records.shuffle.Prefix;

/**
 * Where a {@link RowBlock} goes and when it was made: its partition, the map task that made it, and
 * how many the task had made before. Blocks of a partition arrive in the order of these three,
 * which is the order of the input, on every run and every retry.
 */
public final class BlockKey implements WritableComparable<BlockKey> {
  private static final int BYTES = 16;

  private int partition;
  private int task;
  private long sequence;

  /** Sets all three. */
  public void set(int partition, int task, long sequence) {
    this.partition = partition;
    this.task = task;
    this.sequence = sequence;
  }

  /** The reduce partition the block goes to. */
  public int partition() {
    return partition;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(partition);
    out.writeInt(task);
    out.writeLong(sequence);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    partition = in.readInt();
    task = in.readInt();
    sequence = in.readLong();
  }

  @Override
  public int compareTo(BlockKey other) {
    int order = Integer.compareUnsigned(partition, other.partition);
    order = order != 0 ? order : Integer.compareUnsigned(task, other.task);
    return order != 0 ? order : Long.compareUnsigned(sequence, other.sequence);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockKey key && compareTo(key) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * partition + task) + Long.hashCode(sequence);
  }

  @Override
  public String toString() {
    return partition + "/" + task + "/" + sequence;
  }

  /** Compares serialized keys: their bytes have the order of the keys. */
  public static final class Comparator extends WritableComparator implements KeyPrefix {
    /** For the framework. */
    public Comparator() {
      super(BlockKey.class);
    }

    @Override
    public int compare(byte[] a, int aStart, int aLength, byte[] b, int bStart, int bLength) {
      return java.util.Arrays.compareUnsigned(a, aStart, aStart + BYTES, b, bStart, bStart + BYTES);
    }

    @Override
    public long prefix(byte[] bytes, int from, int length) {
      return Prefix.of(bytes, from, length);
    }

    @Override
    public int orderedFrom(byte[] bytes, int from, int length) {
      return from;
    }
  }
}
