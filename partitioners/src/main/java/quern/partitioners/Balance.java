package quern.partitioners;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Cuts a row of weighted keys into consecutive partitions.
 *
 * <p>First the least possible weight of the greatest partition is found (the linear partition
 * problem, by bisection over a greedy filling); then the partitions are closed near the mean, but
 * never so that the rest would no longer fit under that weight. The mean leaves out keys that are
 * heavier than it: one hot key must not make its neighbours' partitions big.
 */
final class Balance {
  private final long[] before;
  private final int keys;
  private final int partitions;

  private Balance(KeySample sample, int partitions) {
    this.keys = sample.distinct();
    this.partitions = partitions;
    this.before = new long[keys + 1];
    for (int i = 0; i < keys; i++) {
      before[i + 1] = Math.addExact(before[i], sample.weight(i));
    }
  }

  /**
   * The ranks of the keys that begin partitions 1, 2, …, ascending; fewer than {@code partitions -
   * 1} when there are fewer keys.
   */
  static int[] cuts(KeySample sample, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions: there must be at least one");
    }
    return new Balance(sample, partitions).cuts();
  }

  private int[] cuts() {
    if (keys <= partitions) {
      return IntStream.range(Math.min(1, keys), keys).toArray();
    }
    long capacity = capacity();
    int[] needed = needed(capacity);
    int[] heaviest = heaviest();
    int[] cuts = new int[partitions - 1];
    int count = 0;
    int start = 0;
    double target = mean(heaviest, 0, partitions);
    for (int i = 1; i < keys && count < cuts.length; i++) {
      long weight = before[i] - before[start];
      int left = partitions - count - 1;
      boolean full = weight + weight(i) > capacity;
      boolean even = weight + weight(i) / 2.0 > target && needed[i] <= left;
      if (full || even) {
        cuts[count++] = i;
        start = i;
        target = mean(heaviest, i, left);
      }
    }
    return Arrays.copyOf(cuts, count);
  }

  /** The least weight that the greatest of the partitions can have. */
  private long capacity() {
    long low = 0;
    for (int i = 0; i < keys; i++) {
      low = Math.max(low, weight(i));
    }
    long high = before[keys];
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (fits(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean fits(long capacity) {
    int start = 0;
    for (int p = 0; p < partitions && start < keys; p++) {
      start = filled(start, capacity);
    }
    return start == keys;
  }

  /** The first key that no longer fits in a partition that begins with key {@code start}. */
  private int filled(int start, long capacity) {
    int low = start;
    int high = keys;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (before[middle] - before[start] <= capacity) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** For each key: how many partitions of that capacity hold it and all keys behind it. */
  private int[] needed(long capacity) {
    int[] needed = new int[keys + 1];
    int end = keys;
    for (int i = keys - 1; i >= 0; i--) {
      while (before[end] - before[i] > capacity) {
        end--;
      }
      needed[i] = needed[end] + 1;
    }
    return needed;
  }

  /** The keys that could be heavier than a mean partition, the heaviest first. */
  private int[] heaviest() {
    // Half the mean, for it sinks when heavy keys are taken out of it; lighter ones hardly matter.
    long atLeast = before[keys] / partitions / 2;
    return IntStream.range(0, keys)
        .filter(i -> weight(i) > atLeast)
        .boxed()
        .sorted(Comparator.comparingLong((Integer i) -> weight(i)).reversed())
        .limit(partitions)
        .mapToInt(i -> i)
        .toArray();
  }

  private long weight(int key) {
    return before[key + 1] - before[key];
  }

  /** The mean of the partitions that are left, without the keys that fill one by themselves. */
  private double mean(int[] heaviest, int from, int left) {
    double weight = before[keys] - before[from];
    int share = left;
    for (int key : heaviest) {
      if (share <= 1) {
        break;
      }
      if (key >= from) {
        if (weight(key) * (double) share <= weight) {
          break;
        }
        weight -= weight(key);
        share--;
      }
    }
    return weight / share;
  }
}
