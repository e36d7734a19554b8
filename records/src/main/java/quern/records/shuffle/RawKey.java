package quern.records.shuffle;

import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;

/** A key as bytes whose order is that of the key. */
public final class RawKey extends RawBytes implements WritableComparable<BinaryComparable> {
  /** The order of unsigned bytes. */
  public static final class Comparator extends WritableComparator implements KeyPrefix {
    /** For the framework. */
    public Comparator() {
      super(RawKey.class);
    }

    @Override
    public int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
      return java.util.Arrays.compareUnsigned(a, aFrom, aFrom + aLength, b, bFrom, bFrom + bLength);
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
