package quern.shuffle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Records of one spill, as they are collected: their bytes in chunks, ready to be written, and for
 * each its partition, its place and its key's prefix. Not for several threads at once.
 */
final class RecordBuffer implements Records {
  /** What a record costs beside its bytes: the entry as it is collected, and as it is sorted. */
  static final int ENTRY_BYTES = 40;

  private static final int MOST_CHUNK_BITS = 22;
  private static final int LEAST_CHUNK_BITS = 12;
  private static final int ENTRIES_BITS = 14;
  private static final int ENTRIES = 1 << ENTRIES_BITS;

  /** Chunks that are not in use, for the task's next buffer. Safe for several threads. */
  static final class Pool {
    private final int chunkBits;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final Deque<long[]> entries = new ArrayDeque<>();

    /**
     * @param budget how many bytes all buffers of the pool have together
     */
    Pool(long budget) {
      int bits = 63 - Long.numberOfLeadingZeros(Math.max(1, budget / 16));
      chunkBits = Math.max(LEAST_CHUNK_BITS, Math.min(MOST_CHUNK_BITS, bits));
    }

    synchronized byte[] chunk() {
      byte[] chunk = chunks.poll();
      return chunk == null ? new byte[1 << chunkBits] : chunk;
    }

    synchronized long[] entries() {
      long[] some = entries.poll();
      return some == null ? new long[2 * ENTRIES] : some;
    }

    private synchronized void giveBack(List<byte[]> someChunks, List<long[]> someEntries) {
      for (byte[] chunk : someChunks) {
        if (chunk.length == 1 << chunkBits) { // not one for a single large record
          chunks.push(chunk);
        }
      }
      someEntries.forEach(entries::push);
    }
  }

  private final Pool pool;
  private final int chunkBits;
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<long[]> entries = new ArrayList<>();
  private byte[] chunk = new byte[0];
  private long[] lastEntries = new long[0];
  private int used;
  private int records;
  private long bytes;

  RecordBuffer(Pool pool) {
    this.pool = pool;
    this.chunkBits = pool.chunkBits;
  }

  /** How many records there are. */
  int records() {
    return records;
  }

  /** What they take, their entries included. */
  long footprint() {
    return bytes + (long) records * ENTRY_BYTES;
  }

  /**
   * Makes room for a record of {@code length} bytes, which is then to be put at {@link #room} in
   * {@link #chunk}.
   */
  void reserve(int length) {
    if (length > chunk.length - used) {
      chunk = length > 1 << chunkBits ? new byte[length] : pool.chunk();
      chunks.add(chunk);
      used = 0;
    }
  }

  /** The chunk that is being filled. */
  byte[] chunk() {
    return chunk;
  }

  /** Where in {@link #chunk} there is room. */
  int room() {
    return used;
  }

  /** Adds the record of {@code length} bytes that has been put at {@link #room}. */
  void add(int partition, long prefix, int length) {
    int slot = records & ENTRIES - 1;
    if (slot == 0) {
      lastEntries = pool.entries();
      entries.add(lastEntries);
    }
    lastEntries[2 * slot] = prefix;
    lastEntries[2 * slot + 1] =
        (long) partition << POSITION_BITS | ((long) (chunks.size() - 1) << chunkBits) + used;
    records++;
    used += length;
    bytes += length;
  }

  private static final int POSITION_BITS = 40;

  /** The prefix of the record that was added as number {@code i}. */
  long prefix(int i) {
    return entries.get(i >>> ENTRIES_BITS)[2 * (i & ENTRIES - 1)];
  }

  /** Its partition. */
  int partition(int i) {
    return (int) (entries.get(i >>> ENTRIES_BITS)[2 * (i & ENTRIES - 1) + 1] >>> POSITION_BITS);
  }

  /** Its position. */
  long position(int i) {
    return entries.get(i >>> ENTRIES_BITS)[2 * (i & ENTRIES - 1) + 1] & (1L << POSITION_BITS) - 1;
  }

  @Override
  public byte[] array(long position) {
    return chunks.get((int) (position >>> chunkBits));
  }

  @Override
  public int offset(long position) {
    return (int) position & (1 << chunkBits) - 1;
  }

  /** Gives its chunks back; it is empty then. */
  void release() {
    pool.giveBack(chunks, entries);
    chunks.clear();
    entries.clear();
    chunk = new byte[0];
    lastEntries = new long[0];
    used = 0;
    records = 0;
    bytes = 0;
  }
}
