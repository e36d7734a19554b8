package quern.mappers;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
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
    long hash = Murmur3.hash64(key, 0, keyLength, SEED);
    int slot = slot(hash, key, keyLength);
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
    if (find(key, length) == NONE) {
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
  private int slot(long hash, byte[] key, int length) {
    int mask = slots.length - 1;
    int at = (int) hash & mask;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if (((slot ^ hash) & TAG) == 0 && hasKey((slot & ~TAG) - 1, key, length)) {
        return at;
      }
      at = (at + 1) & mask;
    }
    return at;
  }

  private boolean hasKey(long entry, byte[] key, int length) {
    byte[] chunk = chunk(entry);
    int at = offset(entry);
    int from = at + HEAD;
    return (int) INT.get(chunk, at + KEY_LENGTH) == length
        && Arrays.equals(chunk, from, from + length, key, 0, length);
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        long entry = (slot & ~TAG) - 1;
        int length = (int) INT.get(chunk(entry), offset(entry) + KEY_LENGTH);
        long hash = Murmur3.hash64(chunk(entry), offset(entry) + HEAD, length, SEED);
        int at = (int) hash & mask;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        slots[at] = slot;
      }
    }
  }

  /** The first entry of the key {@code key[0, length)}, or {@link #NONE}. */
  long find(byte[] key, int length) {
    long slot = slots[slot(Murmur3.hash64(key, 0, length, SEED), key, length)];
    return slot == 0 ? NONE : (slot & ~TAG) - 1;
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
