package quern.records.commit;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import quern.records.ByteBuilder;

/**
 * A run of rows ready for output: their bytes, each row with its line end and without a header, how
 * many there are, and the sum of their hashes. Reused from block to block; not for several threads.
 *
 * <pre>{@code
 * int start = block.bytes().length();
 * block.bytes().append(…).append('\n');
 * block.endRow(start, 1);
 * }</pre>
 */
public final class RowBlock implements Writable {
  /** A good size to hand a block on at, in bytes. */
  public static final int FULL = 64 << 10;

  /** Bytes read from a stream at a time, so that a wrong length cannot take the memory. */
  private static final int PIECE = 64 << 10;

  /** Bytes of a directory's name that are believed. */
  private static final int MOST_NAME = 64 << 10;

  private static final int SMALL = 1 << 10;

  private final ByteBuilder bytes;
  private final RowHash hash = new RowHash();
  private long rows;
  private String directory = "";

  /** An empty block, with room to be filled. */
  public RowBlock() {
    this.bytes = new ByteBuilder(FULL + (FULL >> 3));
  }

  /** An empty block that stays small until there are many rows, for one of many. */
  public RowBlock(String directory) {
    this.bytes = new ByteBuilder(SMALL);
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** The directory below the output's that the rows go to, ended by a slash; empty for none. */
  public String directory() {
    return directory;
  }

  /** The bytes, to append a row to. */
  public ByteBuilder bytes() {
    return bytes;
  }

  /**
   * Ends the row that begins at {@code start} in {@link #bytes()}: counts it, and adds the hash of
   * its bytes without the {@code lineEnd} last ones.
   */
  public void endRow(int start, int lineEnd) {
    hash.add(bytes.array(), start, bytes.length() - lineEnd);
    rows++;
  }

  /** How many rows have been ended. */
  public long rows() {
    return rows;
  }

  /** The sum of the rows' hashes. */
  public RowHash hash() {
    return hash;
  }

  /** Whether there are enough bytes to hand the block on. */
  public boolean isFull() {
    return bytes.length() >= FULL;
  }

  /** Empties the block and keeps its room and its directory. */
  public void clear() {
    bytes.clear();
    hash.clear();
    rows = 0;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(rows);
    out.writeLong(hash.lo());
    out.writeLong(hash.hi());
    out.writeInt(bytes.length());
    out.write(bytes.array(), 0, bytes.length());
    Text.writeString(out, directory);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    clear();
    long count = in.readLong();
    long lo = in.readLong();
    long hi = in.readLong();
    int length = in.readInt();
    if (count < 0 || length < 0) {
      throw new IOException(
          "row block: expected counts from 0, found %d rows and %d bytes".formatted(count, length));
    }
    byte[] piece = new byte[Math.min(length, PIECE)];
    for (int left = length; left > 0; ) {
      int take = Math.min(left, piece.length);
      in.readFully(piece, 0, take);
      bytes.append(piece, 0, take);
      left -= take;
    }
    directory = Text.readString(in, MOST_NAME);
    rows = count;
    hash.addAll(lo, hi);
  }
}
