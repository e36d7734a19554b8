package quern.records;

import java.util.Arrays;

/**
 * Numbers byte strings: the first that comes is 0, the next other one 1. Looking one up that is
 * there allocates nothing. Not for several threads.
 */
public final class ByteTable {
  private static final int SEED = 0x7461626c;

  private byte[][] strings = new byte[16][];
  private long[] hashes = new long[16];
  private int size;

  /** Numbers plus one by their place, 0 where there is none; a power of two, half full at most. */
  private int[] slots = new int[64];

  /** How many there are. */
  public int size() {
    return size;
  }

  /** The number of {@code bytes[from, from + length)}, or -1 when it has none. */
  public int find(byte[] bytes, int from, int length) {
    return slots[slot(Murmur3.hash64(bytes, from, length, SEED), bytes, from, length)] - 1;
  }

  /** The number of {@code bytes[from, from + length)}, which is given one if it has none. */
  public int add(byte[] bytes, int from, int length) {
    long hash = Murmur3.hash64(bytes, from, length, SEED);
    int slot = slot(hash, bytes, from, length);
    if (slots[slot] > 0) {
      return slots[slot] - 1;
    }
    if (size == strings.length) {
      strings = Arrays.copyOf(strings, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    strings[size] = Arrays.copyOfRange(bytes, from, from + length);
    hashes[size] = hash;
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** The bytes with that number; not to be changed. */
  public byte[] get(int number) {
    return strings[number];
  }

  private int slot(long hash, byte[] bytes, int from, int length) {
    int mask = slots.length - 1;
    for (int slot = (int) hash & mask; ; slot = (slot + 1) & mask) {
      int number = slots[slot] - 1;
      if (number < 0
          || (hashes[number] == hash
              && Arrays.equals(
                  strings[number], 0, strings[number].length, bytes, from, from + length))) {
        return slot;
      }
    }
  }

  private void grow() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = (int) hashes[number] & mask;
      while (slots[slot] > 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = number + 1;
    }
  }
}
