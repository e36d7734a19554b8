package quern.records.aggregate;

import java.util.Arrays;

/**
 * The rows of a group that are ahead so far, under keys whose order of bytes is the ranking: a heap
 * with the last of them on top.
 */
final class TopRows {
  private final int most;
  private byte[][] keys;
  private byte[][] rows;
  private int size;

  /**
   * @param most how many rows are kept, at least 1
   */
  TopRows(int most) {
    this.most = most;
    this.keys = new byte[Math.min(most, 4)][];
    this.rows = new byte[keys.length][];
  }

  int size() {
    return size;
  }

  byte[] key(int index) {
    return keys[index];
  }

  byte[] row(int index) {
    return rows[index];
  }

  /**
   * Whether a row may be kept whose key begins with {@code bytes[0, length)}, which is no prefix of
   * another key's beginning unless they are equal.
   */
  boolean mayTake(byte[] bytes, int length) {
    if (size < most) {
      return true;
    }
    byte[] last = keys[0];
    int common = Math.min(length, last.length);
    return Arrays.compareUnsigned(bytes, 0, common, last, 0, common) <= 0;
  }

  /**
   * Takes a row, unless as many are kept that are ahead of it.
   *
   * @return by how many bytes the rows have grown
   */
  long offer(byte[] key, byte[] row) {
    if (size < most) {
      if (size == keys.length) {
        int room = (int) Math.min(most, 2L * size);
        keys = Arrays.copyOf(keys, room);
        rows = Arrays.copyOf(rows, room);
      }
      up(size++, key, row);
      return 48L + key.length + row.length;
    }
    if (Arrays.compareUnsigned(key, keys[0]) >= 0) {
      return 0;
    }
    long grown = (long) key.length + row.length - keys[0].length - rows[0].length;
    down(key, row);
    return grown;
  }

  private void up(int from, byte[] key, byte[] row) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (Arrays.compareUnsigned(key, keys[parent]) <= 0) {
        break;
      }
      keys[at] = keys[parent];
      rows[at] = rows[parent];
      at = parent;
    }
    keys[at] = key;
    rows[at] = row;
  }

  private void down(byte[] key, byte[] row) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && Arrays.compareUnsigned(keys[child + 1], keys[child]) > 0) {
        child++;
      }
      if (Arrays.compareUnsigned(key, keys[child]) >= 0) {
        break;
      }
      keys[at] = keys[child];
      rows[at] = rows[child];
      at = child;
    }
    keys[at] = key;
    rows[at] = row;
  }
}
