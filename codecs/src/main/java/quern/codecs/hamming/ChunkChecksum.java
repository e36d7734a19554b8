package quern.codecs.hamming;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The CRC-32C that stands behind a chunk, in 4 bytes: of the chunk's number and the chunk, so that
 * a chunk that got into another's place is not believed there.
 */
final class ChunkChecksum {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final CRC32C crc = new CRC32C();
  private final byte[] numberBytes = new byte[Integer.BYTES];

  /** Writes the checksum of the chunk {@code bytes[at, at + length)} behind it. */
  void write(int number, byte[] bytes, int at, int length) {
    INT.set(bytes, at + length, compute(number, bytes, at, length));
  }

  /** The bits in which the checksum behind the chunk is not that of the chunk; 0 if it is right. */
  int difference(int number, byte[] bytes, int at, int length) {
    return (int) INT.get(bytes, at + length) ^ compute(number, bytes, at, length);
  }

  private int compute(int number, byte[] bytes, int at, int length) {
    INT.set(numberBytes, 0, number);
    crc.reset();
    crc.update(numberBytes);
    crc.update(bytes, at, length);
    return (int) crc.getValue();
  }
}
