package quern.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers as {@code DataOutput} writes them. */
final class BigEndian {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static void putInt(int number, byte[] bytes, int at) {
    INT.set(bytes, at, number);
  }

  static void putLong(long number, byte[] bytes, int at) {
    LONG.set(bytes, at, number);
  }
}
