package quern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** A byte array that text is appended to; it grows as needed. Not thread-safe. */
public final class ByteSink {
  private byte[] bytes;
  private int length;

  public ByteSink(int capacity) {
    bytes = new byte[capacity];
  }

  /** The number of bytes appended since the last {@link #clear}. */
  public int length() {
    return length;
  }

  public void clear() {
    length = 0;
  }

  void put(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  void put(byte[] text) {
    reserve(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  /** Appends a number that is not negative in as many digits as it has. */
  void putDecimal(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    putDigits(number, digits);
  }

  /** Appends the last {@code digits} digits of a number that is not negative. */
  void putDigits(long number, int digits) {
    reserve(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
