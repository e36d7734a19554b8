package quern.codecs.hamming;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The CRC-32C that stands behind a chunk, in 4 bytes. */
final class ChunkChecksum {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final CRC32C crc = new CRC32C();

  /** Writes the checksum of the chunk {@code bytes[at, at + length)} behind it. */
  void write(byte[] bytes, int at, int length) {
    INT.set(bytes, at + length, compute(bytes, at, length));
  }

  /** The bits in which the checksum behind the chunk is not that of the chunk; 0 if it is right. */
  int difference(byte[] bytes, int at, int length) {
    return (int) INT.get(bytes, at + length) ^ compute(bytes, at, length);
  }

  private int compute(byte[] bytes, int at, int length) {
    crc.reset();
    crc.update(bytes, at, length);
    return (int) crc.getValue();
  }
}
