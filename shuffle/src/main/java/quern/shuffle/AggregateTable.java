package quern.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quern.records.Murmur3;
import quern.records.shuffle.Aggregate;

/**
 * A hash table of keys and states: open addressing with linear probing over slots of longs, in
 * which keys of up to 16 bytes lie themselves; longer ones are in an arena. Not for several
 * threads.
 */
final class AggregateTable {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int INLINE = 2 * Long.BYTES;
  private static final int HEAD = 3;
  private static final int CHUNK_BITS = 16;
  private static final int FIRST_SLOTS = 1 << 12;
  private static final int SEED = 0x6167_6772;

  private final Aggregate<?> aggregate;
  private final int stride;

  /** Of each slot: two longs of key, partition + 1 and length, and the state. */
  private long[] table;

  private int shift;
  private int keys;
  private final List<byte[]> chunks = new ArrayList<>();
  private int used = 1 << CHUNK_BITS;
  private long arenaBytes;

  AggregateTable(Aggregate<?> aggregate) {
    this.aggregate = aggregate;
    this.stride = HEAD + aggregate.words();
    this.table = new long[FIRST_SLOTS * stride];
    this.shift = Long.SIZE - 12;
  }

  /** How many keys there are. */
  int keys() {
    return keys;
  }

  /** What it takes in bytes; growing takes three times that of the table for a moment. */
  long footprint() {
    return (long) table.length * Long.BYTES + arenaBytes;
  }

  /** What it would take after growing. */
  long grownFootprint() {
    return 3L * table.length * Long.BYTES + arenaBytes;
  }

  /** Whether the next new key makes it grow. */
  boolean isFull() {
    return 2L * keys * stride >= table.length;
  }

  /**
   * Merges {@code state} into that of a key that is there, in whatever partition it is.
   *
   * @param bytes has {@link quern.records.shuffle.AggregateOutput#SLACK} readable bytes behind the
   *     key
   * @return false when the key is not there
   */
  boolean merge(byte[] bytes, int from, int length, long[] state) {
    int slot = find(bytes, from, length, length, 0xFFFF_FFFFL);
    if (table[slot + 2] == 0) {
      return false;
    }
    aggregate.merge(table, slot + HEAD, state, 0);
    return true;
  }

  /** Likewise, of a key in its partition. */
  boolean merge(int partition, byte[] bytes, int from, int length, long[] state) {
    int slot = find(bytes, from, length, meta(partition, length), -1L);
    if (table[slot + 2] == 0) {
      return false;
    }
    aggregate.merge(table, slot + HEAD, state, 0);
    return true;
  }

  /** Adds a key that is not there in its partition, with its state. */
  void insert(int partition, byte[] bytes, int from, int length, long[] state) {
    if (isFull()) {
      grow();
    }
    int slot = find(bytes, from, length, meta(partition, length), -1L);
    if (length <= INLINE) {
      table[slot] = first(bytes, from, length);
      table[slot + 1] = second(bytes, from, length);
    } else {
      table[slot] = Murmur3.hash64(bytes, from, length, SEED);
      table[slot + 1] = keep(bytes, from, length);
    }
    table[slot + 2] = meta(partition, length);
    System.arraycopy(state, 0, table, slot + HEAD, stride - HEAD);
    keys++;
  }

  private static long meta(int partition, int length) {
    return (partition + 1L) << 32 | length;
  }

  private static long first(byte[] bytes, int from, int length) {
    long word = (long) LONG.get(bytes, from);
    return length >= Long.BYTES ? word : word & ((1L << (8 * length)) - 1);
  }

  private static long second(byte[] bytes, int from, int length) {
    if (length <= Long.BYTES) {
      return 0;
    }
    long word = (long) LONG.get(bytes, from + Long.BYTES);
    return length == INLINE ? word : word & ((1L << (8 * (length - Long.BYTES))) - 1);
  }

  /** The slot of a key, or the free one where it belongs. */
  private int find(byte[] bytes, int from, int length, long meta, long mask) {
    return length <= INLINE
        ? findInline(first(bytes, from, length), second(bytes, from, length), length, meta, mask)
        : findLong(bytes, from, length, meta, mask);
  }

  private static long mix(long first, long second, int length) {
    long hash = first * 0x9E37_79B9_7F4A_7C15L;
    hash ^= (second + length) * 0xC2B2_AE3D_27D4_EB4FL;
    return (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
  }

  private int findInline(long first, long second, int length, long meta, long mask) {
    long[] slots = table;
    int slot = (int) (mix(first, second, length) >>> shift) * stride;
    while (true) {
      long there = slots[slot + 2];
      if (there == 0
          || (slots[slot] == first && slots[slot + 1] == second && (there & mask) == meta)) {
        return slot;
      }
      slot += stride;
      slot = slot == slots.length ? 0 : slot;
    }
  }

  private int findLong(byte[] bytes, int from, int length, long meta, long mask) {
    long[] slots = table;
    long hash = Murmur3.hash64(bytes, from, length, SEED);
    int slot = (int) (hash >>> shift) * stride;
    while (true) {
      long there = slots[slot + 2];
      if (there == 0
          || (slots[slot] == hash
              && (there & mask) == meta
              && isKept(slots[slot + 1], bytes, from, length))) {
        return slot;
      }
      slot += stride;
      slot = slot == slots.length ? 0 : slot;
    }
  }

  private boolean isKept(long position, byte[] bytes, int from, int length) {
    byte[] chunk = chunks.get((int) (position >>> 32));
    int at = (int) position;
    return Arrays.equals(chunk, at, at + length, bytes, from, from + length);
  }

  private long keep(byte[] bytes, int from, int length) {
    if (length > (1 << CHUNK_BITS) - used) {
      chunks.add(new byte[Math.max(1 << CHUNK_BITS, length)]);
      arenaBytes += Math.max(1 << CHUNK_BITS, length);
      used = 0;
    }
    long position = (chunks.size() - 1L) << 32 | used;
    System.arraycopy(bytes, from, chunks.get(chunks.size() - 1), used, length);
    used += length;
    return position;
  }

  private void grow() {
    long[] old = table;
    table = new long[Math.multiplyExact(2, old.length)];
    shift--;
    for (int slot = 0; slot < old.length; slot += stride) {
      if (old[slot + 2] != 0) {
        int length = (int) old[slot + 2];
        long hash = length <= INLINE ? mix(old[slot], old[slot + 1], length) : old[slot];
        int to = (int) (hash >>> shift) * stride;
        while (table[to + 2] != 0) {
          to += stride;
          to = to == table.length ? 0 : to;
        }
        System.arraycopy(old, slot, table, to, stride);
      }
    }
  }

  /** Takes a key and its state. */
  interface Sink {
    /** Takes {@code bytes[from, from + length)} and the state at {@code at}. */
    void accept(int partition, byte[] bytes, int from, int length, long[] states, int at)
        throws java.io.IOException, InterruptedException;
  }

  /** Gives out all keys, in no order, and is empty then. */
  void drain(Sink sink) throws java.io.IOException, InterruptedException {
    byte[] key = new byte[INLINE];
    for (int slot = 0; slot < table.length; slot += stride) {
      long meta = table[slot + 2];
      if (meta != 0) {
        int partition = (int) (meta >>> 32) - 1;
        int length = (int) meta;
        if (length <= INLINE) {
          LONG.set(key, 0, table[slot]);
          LONG.set(key, Long.BYTES, table[slot + 1]);
          sink.accept(partition, key, 0, length, table, slot + HEAD);
        } else {
          long position = table[slot + 1];
          byte[] chunk = chunks.get((int) (position >>> 32));
          sink.accept(partition, chunk, (int) position, length, table, slot + HEAD);
        }
      }
    }
    Arrays.fill(table, 0);
    keys = 0;
    chunks.clear();
    arenaBytes = 0;
    used = 1 << CHUNK_BITS;
  }
}
