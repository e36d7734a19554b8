package quern.codecs.block;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Sets the checksums of a stream right, whatever it is, as somebody would do who means harm; so
 * that what is behind them is reached by bytes that chance alone would never get there.
 */
final class Checks {
  private static final int KEY_LENGTH = 28;
  private static final int LEAN_FIXED = 10;

  private Checks() {}

  /** Of a stream as files hold it. */
  static byte[] mend(byte[] stream) {
    byte[] mended = stream.clone();
    if (mended.length < StreamHeader.FIXED) {
      return mended;
    }
    ByteBuffer bytes = ByteBuffer.wrap(mended);
    bytes.putInt(0, 0x51426c6b).put(4, (byte) 1);
    check(mended, 0, StreamHeader.FIXED);
    int copies = bytes.get(7) == 1 ? 3 : 1;
    int at = StreamHeader.FIXED;
    at = repeat(mended, 0, at, copies);
    int key = bytes.getShort(KEY_LENGTH);
    if (key > 0 && at + key + 4 <= mended.length) {
      check(mended, at, key + 4);
      at = repeat(mended, at, key + 4, copies);
    }
    Marker marker = new Marker(bytes.getLong(12), bytes.getLong(20));
    BlockRecord record = new BlockRecord();
    while (at + copies * BlockRecord.LENGTH <= mended.length) {
      record.read(marker, mended, at);
      record.kind = record.kind == BlockRecord.END ? BlockRecord.END : BlockRecord.HEAD;
      long content = Math.min(mended.length, Math.max(0, record.contentLength));
      long stored = content;
      if (copies == 3) {
        stored = Coders.storedLength(new Chain(null, false, true), (int) content);
      }
      int from = at + copies * BlockRecord.LENGTH;
      if (record.kind == BlockRecord.HEAD && from + stored <= mended.length) {
        record.crc = crc(mended, from, (int) stored);
      }
      for (int copy = 0; copy < copies; copy++) {
        record.write(marker, mended, at + copy * BlockRecord.LENGTH);
        Marker.turn(mended, at + copy * BlockRecord.LENGTH, copy);
      }
      at = (int) Math.min(mended.length, from + stored + (copies == 3 ? BlockRecord.LENGTH : 0));
      if (record.kind == BlockRecord.END) {
        break;
      }
    }
    return mended;
  }

  /** Of a lean stream that is not encrypted. */
  static byte[] mendLean(byte[] stream, Chain chain) {
    byte[] mended = stream.clone();
    if (mended.length < LEAN_FIXED) {
      return mended;
    }
    ByteBuffer bytes = ByteBuffer.wrap(mended);
    bytes.put((byte) 1).put(StreamHeader.ids(chain));
    int at = LEAN_FIXED;
    while (at + LeanHeader.BLOCK_HEAD <= mended.length) {
      int content = Math.min(mended.length, Math.max(0, bytes.getInt(at + 5)));
      int stored = Coders.storedLength(chain, content);
      int from = at + LeanHeader.BLOCK_HEAD;
      if (from + stored <= mended.length) {
        bytes.putInt(at + 9, crc(mended, from, stored));
      }
      at = Math.min(mended.length, from + stored);
    }
    return mended;
  }

  private static int repeat(byte[] bytes, int from, int length, int copies) {
    int at = from + length;
    for (int copy = 1; copy < copies && at + length <= bytes.length; copy++, at += length) {
      System.arraycopy(bytes, from, bytes, at, length);
    }
    return at;
  }

  private static void check(byte[] bytes, int from, int length) {
    ByteBuffer.wrap(bytes).putInt(from + length - 4, crc(bytes, from, length - 4));
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
