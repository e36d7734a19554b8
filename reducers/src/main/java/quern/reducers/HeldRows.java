package quern.reducers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;

/**
 * The rows of one key, to be gone through again and again: in memory as bytes one behind the other
 * up to a limit, and what is beyond in a local file. Not for several threads.
 */
final class HeldRows implements Closeable {
  private static final int PIECE = 64 << 10;

  private final int limit;
  private final Spill.Maker spills;
  private final ByteBuilder bytes = new ByteBuilder(PIECE);
  private int count;
  private int at;
  private @Nullable Spill spill;
  private @Nullable DataOutputStream out;
  private @Nullable DataInputStream in;
  private long spilled;
  private long left;
  private byte[] row = {};
  private int from;
  private int length;

  /**
   * @param limit how many bytes of memory the rows may take
   */
  HeldRows(int limit, Spill.Maker spills) {
    this.limit = limit;
    this.spills = spills;
  }

  boolean isEmpty() {
    return count == 0 && spilled == 0;
  }

  /** Adds a copy of {@code row[from, from + length)}. */
  void add(byte[] row, int from, int length) throws IOException {
    if (spilled == 0 && (long) bytes.length() + length + Integer.BYTES <= limit) {
      appendInt(length);
      bytes.append(row, from, length);
      count++;
      return;
    }
    DataOutputStream to = out;
    if (to == null) {
      spill = spills.make();
      to = new DataOutputStream(new BufferedOutputStream(spill.create(), PIECE));
      out = to;
    }
    to.writeInt(length);
    to.write(row, from, length);
    spilled++;
  }

  private void appendInt(int value) {
    bytes.append(value >>> 24).append(value >>> 16).append(value >>> 8).append(value);
  }

  /** Goes back before the first row. */
  void rewind() throws IOException {
    at = 0;
    left = spilled;
    if (spilled > 0) {
      if (out != null) {
        out.close();
        out = null;
      }
      closeInput();
    }
  }

  private void closeInput() throws IOException {
    if (in != null) {
      in.close();
      in = null;
    }
  }

  /** Moves to the next row; false when there is none. */
  boolean next() throws IOException {
    if (at < bytes.length()) {
      byte[] all = bytes.array();
      length =
          (all[at] & 0xff) << 24
              | (all[at + 1] & 0xff) << 16
              | (all[at + 2] & 0xff) << 8
              | (all[at + 3] & 0xff);
      row = all;
      from = at + Integer.BYTES;
      at = from + length;
      return true;
    }
    if (left == 0) {
      return false;
    }
    return nextSpilled();
  }

  private boolean nextSpilled() throws IOException {
    DataInputStream stream = in;
    if (stream == null) {
      Spill written = spill;
      if (written == null) {
        throw new IllegalStateException("rows are spilled, but nowhere");
      }
      stream = new DataInputStream(new BufferedInputStream(written.open(), PIECE));
      in = stream;
    }
    left--;
    length = stream.readInt();
    if (row == bytes.array() || row.length < length) {
      row = new byte[Math.max(length, 1 << 10)];
    }
    from = 0;
    stream.readFully(row, 0, length);
    return true;
  }

  /** The array with the row, from {@link #from} on; valid until the next move. */
  byte[] row() {
    return row;
  }

  int from() {
    return from;
  }

  int length() {
    return length;
  }

  /** How many rows have gone to the local file since the last {@link #clear}. */
  long spilledRows() {
    return spilled;
  }

  /** Lets go of all rows. */
  void clear() throws IOException {
    bytes.clear();
    count = 0;
    at = 0;
    if (spilled > 0) {
      dropSpill();
    }
  }

  private void dropSpill() throws IOException {
    spilled = 0;
    left = 0;
    try {
      if (out != null) {
        out.close();
      }
    } finally {
      out = null;
      dropFile();
    }
  }

  private void dropFile() throws IOException {
    try {
      closeInput();
    } finally {
      if (spill != null) {
        spill.delete();
        spill = null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    dropSpill();
  }
}
