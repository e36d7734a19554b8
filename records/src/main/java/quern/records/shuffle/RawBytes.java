package quern.records.shuffle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.Writable;

/**
 * Bytes that are serialized as they are, with no length before them: the framework keeps the length
 * of each key and value. Their order is that of unsigned bytes. Holds a slice of somebody else's
 * array until it is read into; not for several threads.
 */
public class RawBytes extends BinaryComparable implements Writable {
  private byte[] bytes = new byte[0];
  private int from;
  private int length;
  private boolean own;

  /** Points at {@code bytes[from, from + length)}. */
  public final void set(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.from = from;
    this.length = length;
    this.own = false;
  }

  /** The array that holds the bytes, from {@link #from} on when this points into another's. */
  public final byte[] array() {
    return bytes;
  }

  /** Where in {@link #array} the bytes begin. */
  public final int from() {
    return from;
  }

  @Override
  public final int getLength() {
    return length;
  }

  /** The bytes from index 0 on; copies them when they begin elsewhere in {@link #array}. */
  @Override
  public final byte[] getBytes() {
    if (from != 0) {
      byte[] copy = new byte[length];
      System.arraycopy(bytes, from, copy, 0, length);
      set(copy, 0, length);
    }
    return bytes;
  }

  @Override
  public final void write(DataOutput out) throws IOException {
    out.write(bytes, from, length);
  }

  /** Reads all that is left of {@code in}, which must be a stream over one key or value. */
  @Override
  public final void readFields(DataInput in) throws IOException {
    int left = ((InputStream) in).available();
    if (!own || bytes.length < left) {
      bytes = new byte[Math.max(left, 64)];
      from = 0;
      own = true;
    }
    in.readFully(bytes, 0, left);
    length = left;
  }
}
