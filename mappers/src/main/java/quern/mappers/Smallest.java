package quern.mappers;

import java.util.Arrays;

/** The smallest of many numbers, unsigned: as many as asked for, in a heap with the greatest up. */
final class Smallest {
  private final int most;
  private long[] heap = new long[4];
  private int size;

  /**
   * @param most how many to keep, at least 1
   */
  Smallest(int most) {
    this.most = most;
  }

  /** Whether {@code number} is among the smallest of those offered so far, itself too. */
  boolean offer(long number) {
    long signed = number ^ Long.MIN_VALUE;
    if (size == most) {
      if (signed > heap[0]) {
        return false;
      }
      down(signed);
      return true;
    }
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, Math.min(most, 2 * size));
    }
    int at = size++;
    while (at > 0 && heap[(at - 1) / 2] < signed) {
      heap[at] = heap[(at - 1) / 2];
      at = (at - 1) / 2;
    }
    heap[at] = signed;
    return true;
  }

  /** Puts {@code signed} in the place of the greatest, and then where it belongs. */
  private void down(long signed) {
    int at = 0;
    for (int child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[child] <= signed) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = signed;
  }
}
