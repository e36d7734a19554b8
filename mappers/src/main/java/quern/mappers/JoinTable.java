package quern.mappers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import quern.records.ByteBuilder;
import quern.records.Murmur3;

/**
 * The rows of a join's smaller side by their keys, as bytes in chunks, with no object a row: an
 * open-addressing table of addresses, and at each address an entry whose next one has the same key.
 * Entries of a key come in the order in which they were added. Not for several threads.
 */
final class JoinTable {
  /** The address of no entry. */
  static final long NONE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CHUNK = 1 << 20;

  // An entry: the address of the next of its key, that of the last (in the first one only), the
  // lengths of key and row, the key (in the first one only), the row.
  private static final int LAST = 8;
  private static final int KEY_LENGTH = 16;
  private static final int ROW_LENGTH = 20;
  private static final int HEAD = 24;

  /** In the bits that no address has, a slot has those of its key's hash. */
  private static final long TAG = 0xffff_0000_0000_0000L;

  private static final int SEED = 0x6a74_626c;

  private byte[][] chunks = new byte[16][];
  private int lastChunk = -1;
  private int used = CHUNK;
  private long[] slots = new long[1 << 10];
  private int keys;

  /** Adds a row under a key; both are copied. */
  void add(byte[] key, int keyLength, byte[] row, int rowLength) {
    long hash = hash(key, 0, keyLength);
    int slot = slot(hash, key, 0, keyLength);
    if (slots[slot] == 0) {
      long entry = append(key, keyLength, row, rowLength);
      slots[slot] = (hash & TAG) | (entry + 1);
      if (++keys > slots.length / 2) {
        grow();
      }
      return;
    }
    long first = (slots[slot] & ~TAG) - 1;
    long entry = append(key, 0, row, rowLength);
    long last = (long) LONG.get(chunk(first), offset(first) + LAST);
    LONG.set(chunk(last), offset(last), entry);
    LONG.set(chunk(first), offset(first) + LAST, entry);
  }

  /** Adds a key without a row, once. */
  void addKey(byte[] key, int length) {
    if (find(key, 0, length, hash(key, 0, length)) == NONE) {
      add(key, length, key, 0);
    }
  }

  private long append(byte[] key, int keyLength, byte[] row, int rowLength) {
    long size = (long) HEAD + keyLength + rowLength;
    if (used + size > CHUNK) {
      if (++lastChunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunks.length);
      }
      // A row longer than a chunk has one for itself.
      chunks[lastChunk] = new byte[(int) Math.max(CHUNK, size)];
      used = 0;
    }
    byte[] chunk = chunks[lastChunk];
    int at = used;
    used = (int) Math.min(at + size, CHUNK);
    long address = (long) lastChunk << 32 | at;
    LONG.set(chunk, at, NONE);
    LONG.set(chunk, at + LAST, address);
    INT.set(chunk, at + KEY_LENGTH, keyLength);
    INT.set(chunk, at + ROW_LENGTH, rowLength);
    System.arraycopy(key, 0, chunk, at + HEAD, keyLength);
    System.arraycopy(row, 0, chunk, at + HEAD + keyLength, rowLength);
    return address;
  }

  private byte[] chunk(long entry) {
    return chunks[(int) (entry >>> 32)];
  }

  private static int offset(long entry) {
    return (int) entry;
  }

  /** The slot that has the key, or is where it would go. */
  private int slot(long hash, byte[] key, int from, int length) {
    int mask = slots.length - 1;
    int at = (int) hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if (((slot ^ hash) & TAG) == 0 && hasKey((slot & ~TAG) - 1, key, from, length)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean hasKey(long entry, byte[] key, int from, int length) {
    byte[] chunk = chunk(entry);
    int at = offset(entry);
    int there = at + HEAD;
    return (int) INT.get(chunk, at + KEY_LENGTH) == length
        && Arrays.equals(chunk, there, there + length, key, from, from + length);
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        long entry = (slot & ~TAG) - 1;
        int length = (int) INT.get(chunk(entry), offset(entry) + KEY_LENGTH);
        long hash = hash(chunk(entry), offset(entry) + HEAD, length);
        int at = (int) hash & mask;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        slots[at] = slot;
      }
    }
  }

  private static long hash(byte[] key, int from, int length) {
    return Murmur3.hash64(key, from, length, SEED);
  }

  /** The first entry of the key with that hash, or {@link #NONE}. */
  private long find(byte[] key, int from, int length, long hash) {
    long slot = slots[slot(hash, key, from, length)];
    return slot == 0 ? NONE : (slot & ~TAG) - 1;
  }

  /**
   * Finds many keys together, so that the table's memory is not waited for key by key: first all is
   * read that will have to be, one read not waiting for the other. For one thread.
   */
  static final class Search {
    /** The most keys that are looked for together. */
    static final int MOST = 64;

    private final JoinTable table;
    private final ByteBuilder keys = new ByteBuilder(4 << 10);
    private final int[] ends = new int[MOST + 1];
    private final long[] hashes = new long[MOST];
    private final long[] entries = new long[MOST];
    private int count;

    /** Of no meaning: without it the reads would be optimized away. */
    long lastRead;

    Search(JoinTable table) {
      this.table = table;
    }

    /** Begins with no key. */
    void clear() {
      keys.clear();
      count = 0;
    }

    /** Where to append the next key. */
    ByteBuilder keys() {
      return keys;
    }

    /**
     * Ends the key.
     *
     * @param exists false for one that equals none, whatever has been appended of it
     */
    void end(boolean exists) {
      int from = ends[count];
      if (!exists) {
        keys.truncate(from);
      }
      hashes[count] = hash(keys.array(), from, keys.length() - from);
      ends[++count] = keys.length();
    }

    /** Finds the keys. */
    void run() {
      long[] slots = table.slots;
      int mask = slots.length - 1;
      for (int i = 0; i < count; i++) {
        entries[i] = slots[(int) hashes[i] & mask];
      }
      long sum = 0;
      for (int i = 0; i < count; i++) {
        long slot = entries[i];
        if (slot != 0 && ((slot ^ hashes[i]) & TAG) == 0) {
          long entry = (slot & ~TAG) - 1;
          sum += (int) INT.get(table.chunk(entry), offset(entry) + KEY_LENGTH);
        }
      }
      lastRead = sum;
      for (int i = 0; i < count; i++) {
        int length = ends[i + 1] - ends[i];
        entries[i] = length == 0 ? NONE : table.find(keys.array(), ends[i], length, hashes[i]);
      }
    }

    /** The first entry of the key that was ended as number {@code i}, or {@link #NONE}. */
    long entry(int i) {
      return entries[i];
    }
  }

  /** The entry behind {@code entry} that has the same key, or {@link #NONE}. */
  long next(long entry) {
    return (long) LONG.get(chunk(entry), offset(entry));
  }

  /** The array that has an entry's row. */
  byte[] bytes(long entry) {
    return chunk(entry);
  }

  /** Where the row begins. */
  int from(long entry) {
    return offset(entry) + HEAD + (int) INT.get(chunk(entry), offset(entry) + KEY_LENGTH);
  }

  /** How long it is. */
  int length(long entry) {
    return (int) INT.get(chunk(entry), offset(entry) + ROW_LENGTH);
  }
}
