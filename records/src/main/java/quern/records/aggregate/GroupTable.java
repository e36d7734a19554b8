package quern.records.aggregate;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Murmur3;

/**
 * Groups by their keys' bytes: an open-addressing index, and for each group a record of longs that
 * holds its key and the longs of its state side by side, so that a group is found by touching two
 * places of memory. A slot of the index has half of the key's hash and the record's place, so that
 * keys are compared only where they are almost sure to be equal, and the index grows without a look
 * at the records. Not for several threads.
 *
 * <p>A record: the group's number and the key's length in one long, the key padded with zeros, the
 * state. Objects of states stand apart, by the group's number.
 */
final class GroupTable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SEED = 0x6a09;
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK = 1 << CHUNK_BITS;

  /** Longs that the processor reads at a time. */
  private static final int LINE = 8;

  /** The most keys that are touched together. */
  static final int BLOCK = 64;

  private static final int OBJECT_BITS = 10;
  private static final long OBJECT_BYTES = 4;

  private final int words;
  private final int objects;

  private long[] slots = new long[1 << 10];
  private int size;

  private long[][] chunks = new long[16][];
  private int[] used = new int[16];
  private int open;
  private long chunkBytes;
  private int end = CHUNK;

  private final List<@Nullable Object[]> references = new ArrayList<>();

  private final long[] touched = new long[BLOCK];
  private boolean isNew;

  /** Of no meaning: without it the reads would be optimized away. */
  long lastTouched;

  /**
   * @param words how many longs a state has
   * @param objects how many objects
   */
  GroupTable(int words, int objects) {
    this.words = words;
    this.objects = objects;
  }

  /** How many groups there are. */
  int size() {
    return size;
  }

  /** About how many bytes it takes, without what objects hold. */
  long bytes() {
    return (long) Long.BYTES * slots.length + chunkBytes + OBJECT_BYTES * objects * size;
  }

  /** Whether the last {@link #find} has made the group. */
  boolean isNew() {
    return isNew;
  }

  /** The hash of a key, as the other methods want it. */
  static long hash(byte[] key, int from, int length) {
    return Murmur3.hash64(key, from, length, SEED);
  }

  /**
   * Reads what {@link #find} will have to for keys with these hashes, one read not waiting for the
   * other, so that it finds them in the processor's cache.
   */
  void touch(long[] hashes, int count) {
    int mask = slots.length - 1;
    for (int i = 0; i < count; i++) {
      touched[i] = slots[(int) (hashes[i] >>> 32) & mask];
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      if (touched[i] != 0) {
        int place = (int) touched[i] - 1;
        long[] chunk = chunks[place >>> CHUNK_BITS];
        int at = place & (CHUNK - 1);
        sum += chunk[at] + chunk[Math.min(at + LINE, chunk.length - 1)];
      }
    }
    lastTouched = sum;
  }

  /**
   * Points {@code state} at that of the group with this key, which is made when there is none. The
   * key is read in steps of eight bytes, so that seven more have to stand behind it.
   */
  void find(byte[] key, int from, int length, long hash, State state) {
    long tag = hash & 0xffff_ffff_0000_0000L;
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (true) {
      long there = slots[slot];
      if (there == 0) {
        slots[slot] = tag | (add(key, from, length, state) + 1L);
        if (2 * size > slots.length) {
          grow();
        }
        return;
      }
      if ((there ^ tag) >>> 32 == 0 && isAt((int) there - 1, key, from, length, state)) {
        isNew = false;
        return;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** As the other, of a key alone. */
  void find(ByteBuilder key, State state) {
    key.reserve(Long.BYTES);
    find(key.array(), 0, key.length(), hash(key.array(), 0, key.length()), state);
  }

  private boolean isAt(int place, byte[] key, int from, int length, State state) {
    long[] chunk = chunks[place >>> CHUNK_BITS];
    int at = place & (CHUNK - 1);
    long head = chunk[at++];
    if ((int) head != length) {
      return false;
    }
    int whole = from + (length & -Long.BYTES);
    for (int i = from; i < whole; i += Long.BYTES) {
      if (chunk[at++] != (long) LONG.get(key, i)) {
        return false;
      }
    }
    int rest = from + length - whole;
    if (rest > 0 && chunk[at++] != tail(key, whole, rest)) {
      return false;
    }
    point(chunk, at, (int) (head >>> 32), state);
    return true;
  }

  /** The last bytes of a key, fewer than eight, with zeros behind. */
  private static long tail(byte[] key, int from, int count) {
    return (long) LONG.get(key, from) & ((1L << (count << 3)) - 1);
  }

  private void point(long[] chunk, int at, int group, State state) {
    state.words = chunk;
    state.word = at;
    if (objects > 0) {
      state.objects = references.get(group >>> OBJECT_BITS);
      state.object = (group & ((1 << OBJECT_BITS) - 1)) * objects;
    }
  }

  private int add(byte[] key, int from, int length, State state) {
    isNew = true;
    int needed = 1 + ((length + Long.BYTES - 1) >>> 3) + words;
    if (needed > CHUNK - end) {
      open(needed);
    }
    long[] chunk = chunks[open - 1];
    int place = (open - 1) << CHUNK_BITS | end;
    int at = end;
    end += needed;
    chunk[at++] = (long) size << 32 | length;
    int whole = from + (length & -Long.BYTES);
    for (int i = from; i < whole; i += Long.BYTES) {
      chunk[at++] = (long) LONG.get(key, i);
    }
    int rest = from + length - whole;
    if (rest > 0) {
      chunk[at++] = tail(key, whole, rest);
    }
    if (objects > 0 && (size & ((1 << OBJECT_BITS) - 1)) == 0) {
      references.add(new Object[objects << OBJECT_BITS]);
    }
    point(chunk, at, size++, state);
    return place;
  }

  private void open(int needed) {
    if (open == 1 << (31 - CHUNK_BITS)) {
      throw new IllegalStateException("the table is full: it was to be emptied before");
    }
    if (open == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * open);
      used = Arrays.copyOf(used, 2 * open);
    }
    if (open > 0) {
      used[open - 1] = end;
    }
    chunks[open] = new long[Math.max(CHUNK, needed)];
    chunkBytes += (long) Long.BYTES * chunks[open].length;
    open++;
    end = 0;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    int mask = slots.length - 1;
    for (long entry : old) {
      if (entry != 0) {
        int slot = (int) (entry >>> 32) & mask;
        while (slots[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = entry;
      }
    }
  }

  /** Takes a group. */
  interface Visitor {
    /** Takes a key and what {@code state} points at; both are valid during the call. */
    void visit(ByteBuilder key, State state) throws IOException, InterruptedException;
  }

  /** Gives out all groups, in the order in which they were made, and is empty then. */
  void drain(Visitor visitor) throws IOException, InterruptedException {
    if (open > 0) {
      used[open - 1] = end;
    }
    ByteBuilder key = new ByteBuilder(64);
    State state = new State();
    for (int i = 0; i < open; i++) {
      long[] chunk = chunks[i];
      int at = 0;
      while (at < used[i]) {
        long head = chunk[at++];
        int length = (int) head;
        key.clear();
        for (int left = length; left > 0; left -= Long.BYTES) {
          ByteSource.putLong(chunk[at++], key);
        }
        key.truncate(length);
        point(chunk, at, (int) (head >>> 32), state);
        at += words;
        visitor.visit(key, state);
      }
    }
    clear();
  }

  /** Forgets all groups; keeps the index. */
  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
    Arrays.fill(chunks, 0, open, null);
    open = 0;
    chunkBytes = 0;
    end = CHUNK;
    references.clear();
  }
}
