package quern.codecs.block;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import quern.codecs.hamming.Majority;

/** A stream's bytes with their positions, read ahead into one buffer. */
final class Source {
  private static final int CHUNK = 16 << 10;

  /** Bytes passed over that stay in the buffer, to go back to. */
  private static final int BEHIND = Majority.COPIES * BlockRecord.LENGTH;

  private final InputStream in;

  /** What was read ahead: from {@link #at} to {@link #filled}. */
  byte[] buffer = new byte[CHUNK];

  int at;
  int filled;
  private long base;
  private boolean ended;

  /**
   * @param position where {@code in} stands
   */
  Source(InputStream in, long position) {
    this.in = in;
    this.base = position;
  }

  /** The position of the next byte. */
  long position() {
    return base + at;
  }

  /**
   * Reads ahead until {@code length} bytes from {@link #at} are in the buffer, or the stream ends.
   *
   * @return how many there are, which may be more
   */
  int ensure(int length) throws IOException {
    while (filled - at < length && !ended) {
      if (buffer.length - at < length) {
        makeRoom(length);
      }
      int n = in.read(buffer, filled, buffer.length - filled);
      ended = n < 0;
      filled += Math.max(0, n);
    }
    return filled - at;
  }

  private void makeRoom(int length) {
    int from = Math.max(0, at - BEHIND);
    byte[] to = buffer;
    if (buffer.length < length + BEHIND) {
      to = new byte[Math.max(length + BEHIND, 2 * buffer.length)];
    }
    System.arraycopy(buffer, from, to, 0, filled - from);
    buffer = to;
    base += from;
    filled -= from;
    at -= from;
  }

  /** Passes over bytes that are in the buffer. */
  void skip(int length) {
    at += length;
  }

  /**
   * Passes over bytes, whether they are in the buffer or not.
   *
   * @param cutOff what to say when the stream ends before
   */
  void pass(int length, String cutOff) throws IOException {
    for (int left = length; left > 0; ) {
      int n = Math.min(left, ensure(Math.min(left, CHUNK)));
      if (n == 0) {
        throw new EOFException(cutOff);
      }
      skip(n);
      left -= n;
    }
  }

  /** Reads {@code length} bytes, of which a few may be in the buffer. */
  void read(byte[] to, int offset, int length) throws IOException {
    int n = Math.min(length, filled - at);
    System.arraycopy(buffer, at, to, offset, n);
    at += n;
    if (n < length && !ended) {
      int more = in.readNBytes(to, offset + n, length - n);
      base += more;
      n += more;
    }
    if (n < length) {
      ended = true;
      throw new EOFException("expected %d bytes, found %d".formatted(length, n));
    }
  }
}
