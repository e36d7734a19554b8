package quern.codecs.block;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The record that stands before each block, behind each protected one, and at the stream's end. Its
 * grammar is in docs/formats.md.
 */
final class BlockRecord {
  static final int LENGTH = 45;

  /** Before a block. */
  static final int HEAD = 1;

  /** Behind a protected block: its head again, for when that is lost. */
  static final int TAIL = 2;

  /**
   * Behind the last block: how many there are, how many plain bytes, and the check of all heads.
   */
  static final int END = 3;

  private static final int LAST = 0x80;
  private static final int CHECKED = LENGTH - 4;

  int kind;
  boolean last;
  int number;
  int plainLength;
  int contentLength;
  long plainOffset;
  int crc;

  /**
   * Turns the last block's record into that of the stream's end.
   *
   * @param plainBytes of all blocks
   * @param heads the check of all heads
   */
  void toEnd(long plainBytes, int heads) {
    kind = END;
    number++;
    plainLength = 0;
    contentLength = 0;
    plainOffset = plainBytes;
    crc = heads;
  }

  void write(Marker marker, byte[] to, int offset) {
    ByteBuffer out = ByteBuffer.wrap(to, offset, LENGTH);
    Marker own = kind == TAIL ? marker.inverse() : marker;
    out.putLong(own.high()).putLong(own.low());
    out.put((byte) (kind | (last ? LAST : 0))).putInt(number);
    out.putInt(plainLength).putInt(contentLength).putLong(plainOffset).putInt(crc);
    out.putInt(check(to, offset));
  }

  /**
   * Reads a record.
   *
   * @return whether there is one: its marker and its check are right
   */
  boolean read(Marker marker, byte[] from, int offset) {
    ByteBuffer in = ByteBuffer.wrap(from, offset, LENGTH);
    long high = in.getLong();
    long low = in.getLong();
    int flags = in.get() & 0xff;
    kind = flags & ~LAST;
    last = (flags & LAST) != 0;
    number = in.getInt();
    plainLength = in.getInt();
    contentLength = in.getInt();
    plainOffset = in.getLong();
    crc = in.getInt();
    Marker own = kind == TAIL ? marker.inverse() : marker;
    return in.getInt() == check(from, offset)
        && high == own.high()
        && low == own.low()
        && kind >= HEAD
        && kind <= END;
  }

  private static int check(byte[] bytes, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, CHECKED);
    return (int) crc.getValue();
  }
}
