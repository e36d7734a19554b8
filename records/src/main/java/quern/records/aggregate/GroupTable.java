package quern.records.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.Murmur3;

/**
 * Groups by their keys' bytes: an open-addressing index over keys in an arena, and for each group
 * the longs and objects of its state. A slot of the index has half of the key's hash and the
 * group's number, so that keys are compared only where they are almost sure to be equal. Not for
 * several threads.
 */
final class GroupTable {
  private static final int SEED = 0x6a09;
  private static final int KEY_CHUNK = 1 << 18;
  private static final int GROUP_BITS = 10;
  private static final int GROUPS = 1 << GROUP_BITS;
  private static final long OBJECT_BYTES = 4;

  private final int words;
  private final int objects;

  private long[] slots = new long[1 << 10];
  private int shift = 64 - 10;
  private long[] keyAt = new long[GROUPS];
  private int[] keyLength = new int[GROUPS];
  private int size;

  private final List<byte[]> keys = new ArrayList<>();
  private long keyBytes;
  private int used = KEY_CHUNK;

  private final List<long[]> longs = new ArrayList<>();
  private final List<@Nullable Object[]> references = new ArrayList<>();

  private boolean isNew;

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
    return 8L * slots.length + 12L * keyAt.length + keyBytes + stateBytes() * longs.size();
  }

  private long stateBytes() {
    return GROUPS * (8L * words + OBJECT_BYTES * objects);
  }

  /** Whether the last {@link #find} has made the group. */
  boolean isNew() {
    return isNew;
  }

  /** The number of the group with that key, which is made when there is none. */
  int find(byte[] key, int from, int length) {
    long hash = Murmur3.hash64(key, from, length, SEED);
    long tag = hash << 32;
    int mask = slots.length - 1;
    int slot = (int) (hash >>> shift);
    while (true) {
      long there = slots[slot];
      if (there == 0) {
        return add(key, from, length, slot, tag);
      }
      if ((there ^ tag) >>> 32 == 0) {
        int group = (int) there - 1;
        if (keyLength[group] == length && isKey(group, key, from, length)) {
          isNew = false;
          return group;
        }
      }
      slot = slot + 1 & mask;
    }
  }

  private boolean isKey(int group, byte[] key, int from, int length) {
    int at = keyFrom(group);
    return Arrays.equals(keyArray(group), at, at + length, key, from, from + length);
  }

  /** The array that holds a group's key. */
  byte[] keyArray(int group) {
    return keys.get((int) (keyAt[group] >>> 32));
  }

  /** Where the key begins in it. */
  int keyFrom(int group) {
    return (int) keyAt[group];
  }

  /** How long it is. */
  int keyLength(int group) {
    return keyLength[group];
  }

  private int add(byte[] key, int from, int length, int slot, long tag) {
    isNew = true;
    int group = size++;
    if (group == keyAt.length) {
      keyAt = Arrays.copyOf(keyAt, 2 * group);
      keyLength = Arrays.copyOf(keyLength, 2 * group);
    }
    if ((group & GROUPS - 1) == 0) {
      longs.add(new long[words << GROUP_BITS]);
      references.add(new Object[objects << GROUP_BITS]);
    }
    if (keys.isEmpty() || length > KEY_CHUNK - used) {
      keys.add(new byte[Math.max(KEY_CHUNK, length)]);
      keyBytes += Math.max(KEY_CHUNK, length);
      used = 0;
    }
    keyAt[group] = (keys.size() - 1L) << 32 | used;
    keyLength[group] = length;
    System.arraycopy(key, from, keys.get(keys.size() - 1), used, length);
    used += length;
    slots[slot] = tag | group + 1L;
    if (2 * size > slots.length) {
      grow();
    }
    return group;
  }

  private void grow() {
    slots = new long[2 * slots.length];
    shift--;
    int mask = slots.length - 1;
    for (int group = 0; group < size; group++) {
      long hash = Murmur3.hash64(keyArray(group), keyFrom(group), keyLength[group], SEED);
      int slot = (int) (hash >>> shift);
      while (slots[slot] != 0) {
        slot = slot + 1 & mask;
      }
      slots[slot] = hash << 32 | group + 1L;
    }
  }

  /** Points {@code state} at that of a group. */
  void point(int group, State state) {
    int chunk = group >>> GROUP_BITS;
    int within = group & GROUPS - 1;
    state.words = longs.get(chunk);
    state.word = within * words;
    state.objects = references.get(chunk);
    state.object = within * objects;
  }

  /** Forgets all groups; keeps the index. */
  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
    keys.clear();
    keyBytes = 0;
    used = KEY_CHUNK;
    longs.clear();
    references.clear();
  }
}
