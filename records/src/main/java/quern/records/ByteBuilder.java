package quern.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing run of bytes, reused from row to row. Like {@code ByteArrayOutputStream}, without locks
 * and with its array in the open, because it is written in the innermost loops.
 */
public final class ByteBuilder {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  /** Starts empty, with room for {@code capacity} bytes. */
  public ByteBuilder(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  /** The array; its first {@link #length()} bytes count. Replaced when it grows. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** Empties it and keeps the room. */
  public void clear() {
    length = 0;
  }

  /** Cuts it back to its first {@code newLength} bytes. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
    }
    length = newLength;
  }

  /** Makes room for {@code more} bytes behind those there are. */
  public void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), 2 * bytes.length));
    }
  }

  /** Appends the low eight bits of {@code b}. */
  public ByteBuilder append(int b) {
    if (length == bytes.length) {
      reserve(1);
    }
    bytes[length++] = (byte) b;
    return this;
  }

  /** Appends {@code source[from, from + count)}. */
  public ByteBuilder append(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  /** Appends the eight bytes of {@code bits}, the greatest first. */
  public ByteBuilder appendBigEndian(long bits) {
    if (bytes.length - length < Long.BYTES) {
      reserve(Long.BYTES);
    }
    BIG_ENDIAN.set(bytes, length, bits);
    length += Long.BYTES;
    return this;
  }

  /** Appends the eight bytes of {@code bits}, the least first. */
  public ByteBuilder appendLittleEndian(long bits) {
    return appendBigEndian(Long.reverseBytes(bits));
  }

  /** Appends all of {@code source}. */
  public ByteBuilder append(byte[] source) {
    return append(source, 0, source.length);
  }

  /** Appends the text's UTF-8 (allocates: not for inner loops). */
  public ByteBuilder append(String text) {
    return append(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The bytes read as UTF-8. */
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
