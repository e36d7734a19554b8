package quern.records.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The first eight bytes of a key as a number. */
public final class Prefix {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Prefix() {}

  /**
   * The first eight of {@code bytes[from, from + length)}, the first one weightiest, with zeros in
   * place of those that lack: unsigned, it has the order of the bytes.
   */
  public static long of(byte[] bytes, int from, int length) {
    if (length >= Long.BYTES) {
      return (long) BIG_ENDIAN.get(bytes, from);
    }
    if (bytes.length - from >= Long.BYTES) {
      return (long) BIG_ENDIAN.get(bytes, from) & ~(-1L >>> (Byte.SIZE * length));
    }
    long prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix |= (bytes[from + i] & 0xffL) << (56 - 8 * i);
    }
    return prefix;
  }
}
