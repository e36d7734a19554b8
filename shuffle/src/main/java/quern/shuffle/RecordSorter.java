package quern.shuffle;

import java.util.Arrays;

/**
 * Sorts the records of a buffer by partition and key; records of equal keys stay in the order of
 * collection.
 *
 * <p>Partitions are counted out. Within one, records are sorted by the prefixes of their keys, by
 * radix from the most significant bits that differ (stable, out of place), small runs by insertion.
 * Runs of equal prefixes are done where the prefix was all of the keys, and go on with the next
 * bytes where the order is one of bytes; else the comparator decides in a merge sort.
 */
final class RecordSorter {
  private static final int RADIX_BITS = 11;
  private static final int SMALL = 24;

  /** How many bytes are looked at before keys are compared: recursion must end somewhere. */
  private static final int MOST_DEPTH = 8 * KeyOrder.STEP;

  private final KeyOrder order;
  private Records records = NO_RECORDS;
  private long[] prefixes = new long[0];
  private long[] positions = new long[0];
  private int[] starts = new int[1];
  private long[] otherPrefixes = new long[0];
  private long[] otherPositions = new long[0];

  private static final Records NO_RECORDS =
      new Records() {
        @Override
        public byte[] array(long position) {
          throw new IllegalStateException("nothing has been sorted");
        }

        @Override
        public int offset(long position) {
          throw new IllegalStateException("nothing has been sorted");
        }
      };

  RecordSorter(KeyOrder order) {
    this.order = order;
  }

  /** Sorts what is in {@code buffer}, which must not change while the result is used. */
  void sort(RecordBuffer buffer, int partitions) {
    int count = buffer.records();
    records = buffer;
    starts = new int[partitions + 1];
    for (int i = 0; i < count; i++) {
      starts[buffer.partition(i) + 1]++;
    }
    int largest = 0;
    for (int p = 0; p < partitions; p++) {
      largest = Math.max(largest, starts[p + 1]);
      starts[p + 1] += starts[p];
    }
    if (prefixes.length < count) {
      prefixes = new long[count];
      positions = new long[count];
    }
    if (otherPrefixes.length < largest) {
      otherPrefixes = new long[largest];
      otherPositions = new long[largest];
    }
    int[] next = Arrays.copyOf(starts, partitions);
    for (int i = 0; i < count; i++) {
      int to = next[buffer.partition(i)]++;
      prefixes[to] = buffer.prefix(i);
      positions[to] = buffer.position(i);
    }
    for (int p = 0; p < partitions; p++) {
      sort(starts[p], starts[p + 1], 0);
    }
  }

  /** Where the records of {@code partition} begin in the sorted order. */
  int start(int partition) {
    return starts[partition];
  }

  /** Where they end. */
  int end(int partition) {
    return starts[partition + 1];
  }

  /** The position of the record that is number {@code i} in the sorted order. */
  long position(int i) {
    return positions[i];
  }

  /** Lets go of the arrays. */
  void release() {
    records = NO_RECORDS;
    prefixes = new long[0];
    positions = new long[0];
    otherPrefixes = new long[0];
    otherPositions = new long[0];
  }

  /**
   * Sorts a range whose prefixes are those at {@code depth} in the keys, and differ nowhere above.
   */
  private void sort(int from, int to, int depth) {
    if (to - from > 1) {
      byPrefix(from, to);
      for (int i = from; i < to; ) {
        int end = i + 1;
        while (end < to && prefixes[end] == prefixes[i]) {
          end++;
        }
        if (end - i > 1) {
          ties(i, end, depth);
        }
        i = end;
      }
    }
  }

  private void ties(int from, int to, int depth) {
    if (order.decides(prefixes[from])) {
      return;
    }
    if (order.isBytewise() && depth < MOST_DEPTH) {
      int deeper = depth + KeyOrder.STEP;
      for (int i = from; i < to; i++) {
        long position = positions[i];
        byte[] bytes = records.array(position);
        int at = records.offset(position);
        prefixes[i] = order.prefixAt(bytes, keyStart(bytes, at), VInts.get(bytes, at), deeper);
      }
      sort(from, to, deeper);
    } else if (!isInOrder(from, to)) {
      byComparator(from, to);
    }
  }

  private static int keyStart(byte[] bytes, int at) {
    int value = at + VInts.sizeFrom(bytes[at]);
    return value + VInts.sizeFrom(bytes[value]);
  }

  private boolean isInOrder(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (compare(positions[i - 1], positions[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  private int compare(long a, long b) {
    byte[] aBytes = records.array(a);
    int aAt = records.offset(a);
    byte[] bBytes = records.array(b);
    int bAt = records.offset(b);
    return order.compare(
        aBytes,
        keyStart(aBytes, aAt),
        VInts.get(aBytes, aAt),
        bBytes,
        keyStart(bBytes, bAt),
        VInts.get(bBytes, bAt));
  }

  /** A merge sort, top down; runs that are in order already are only looked at. */
  private void byComparator(int from, int to) {
    if (to - from <= 8) {
      for (int i = from + 1; i < to; i++) {
        long position = positions[i];
        int at = i;
        while (at > from && compare(positions[at - 1], position) > 0) {
          positions[at] = positions[at - 1];
          at--;
        }
        positions[at] = position;
      }
      return;
    }
    int middle = (from + to) >>> 1;
    byComparator(from, middle);
    byComparator(middle, to);
    if (compare(positions[middle - 1], positions[middle]) <= 0) {
      return;
    }
    int left = middle - from;
    System.arraycopy(positions, from, otherPositions, 0, left);
    int a = 0;
    int b = middle;
    int out = from;
    while (a < left && b < to) {
      positions[out++] =
          compare(otherPositions[a], positions[b]) <= 0 ? otherPositions[a++] : positions[b++];
    }
    System.arraycopy(otherPositions, a, positions, out, left - a);
  }

  private void byPrefix(int from, int to) {
    int count = to - from;
    if (count <= SMALL) {
      insertion(from, to);
      return;
    }
    long differing = 0;
    long first = prefixes[from];
    for (int i = from + 1; i < to; i++) {
      differing |= prefixes[i] ^ first;
    }
    if (differing == 0) {
      return;
    }
    int top = 64 - Long.numberOfLeadingZeros(differing);
    int bits = Math.min(RADIX_BITS, Math.max(4, 31 - Integer.numberOfLeadingZeros(count)));
    int shift = Math.max(0, top - bits);
    int mask = (1 << (top - shift)) - 1;
    int[] counts = new int[mask + 2];
    for (int i = from; i < to; i++) {
      counts[((int) (prefixes[i] >>> shift) & mask) + 1]++;
    }
    for (int i = 0; i < mask; i++) {
      counts[i + 1] += counts[i];
    }
    for (int i = from; i < to; i++) {
      int at = counts[(int) (prefixes[i] >>> shift) & mask]++;
      otherPrefixes[at] = prefixes[i];
      otherPositions[at] = positions[i];
    }
    System.arraycopy(otherPrefixes, 0, prefixes, from, count);
    System.arraycopy(otherPositions, 0, positions, from, count);
    if (shift > 0) {
      int start = 0;
      for (int i = 0; i <= mask; i++) {
        int end = counts[i];
        if (end - start > 1) {
          byPrefix(from + start, from + end);
        }
        start = end;
      }
    }
  }

  private void insertion(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long prefix = prefixes[i];
      long position = positions[i];
      int at = i;
      while (at > from && Long.compareUnsigned(prefixes[at - 1], prefix) > 0) {
        prefixes[at] = prefixes[at - 1];
        positions[at] = positions[at - 1];
        at--;
      }
      prefixes[at] = prefix;
      positions[at] = position;
    }
  }
}
