package quern.records.aggregate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import quern.records.ByteBuilder;

/** Reads what an aggregate has written of its state; the static methods write it. */
final class ByteSource {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int at;
  private int to;

  void set(byte[] array, int from, int length) {
    bytes = array;
    at = from;
    to = from + length;
  }

  int left() {
    return to - at;
  }

  /** A number written by {@link #putCount}. */
  long count() {
    long value = 0;
    int shift = 0;
    while (true) {
      byte b = bytes[at++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  /** A number written by {@link #putLong}. */
  long fixed() {
    long value = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  /** Bytes written by {@link #putBytes}. */
  byte[] bytes() {
    int length = Math.toIntExact(count());
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  /** Appends all that is left. */
  void appendRest(ByteBuilder out) {
    out.append(bytes, at, to - at);
    at = to;
  }

  /** Writes a number that is mostly small and not negative: a byte for each seven bits. */
  static void putCount(long value, ByteBuilder out) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.append((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.append((int) rest);
  }

  /** Writes eight bytes. */
  static void putLong(long value, ByteBuilder out) {
    out.appendLittleEndian(value);
  }

  /** Writes a length and the bytes. */
  static void putBytes(byte[] value, ByteBuilder out) {
    putCount(value.length, out);
    out.append(value);
  }
}
