package quern.partitioners;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.io.BinaryComparable;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Writable;

/** A key's bytes: its own, or those it serializes to. Reused from key to key. */
final class KeyForm {
  private final DataOutputBuffer buffer = new DataOutputBuffer();
  private byte[] bytes = new byte[0];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Points at the bytes of a key that has some. */
  void set(BinaryComparable key) {
    bytes = key.getBytes();
    length = key.getLength();
  }

  /** Serializes the key. A number's form is its bytes, the greatest first. */
  void serialize(Writable key) {
    buffer.reset();
    try {
      key.write(buffer);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "key of " + key.getClass().getName() + " cannot be written", e);
    }
    bytes = buffer.getData();
    length = buffer.getLength();
  }
}
