package quern.codecs.huffman;

import java.util.Arrays;

/**
 * Finds code lengths of at most {@code limit} bits that take at most a 128th more than any others
 * do. Reused; not for several threads.
 *
 * <p>Most of the time Huffman's own code keeps the limit, and nothing is better: it is built in
 * place (Moffat and Katajainen, "In-Place Calculation of Minimum-Redundancy Codes", 1995). Where it
 * does not, it is changed until it does, and that is good enough if it takes hardly more than
 * without a limit. Else package-merge, which takes several times as long, finds the best code
 * (Larmore and Hirschberg, "A Fast Algorithm for Optimal Length-Limited Huffman Codes", 1990).
 */
final class CodeLengths {
  /** More than a 128th above Huffman's code is too much. */
  private static final int LOSS_SHIFT = 7;

  private final int limit;
  private final int mask;
  private final int symbolBits;

  /** Count and symbol of the symbols that occur, by rising count. */
  private final long[] sorted;

  private final int[] weights;
  private final int[] depths;

  private int[] list;
  private int[] longer;

  /** For each level a bit for each item of its list: whether it is a symbol, not a package. */
  private final long[][] isSymbol;

  /** How many leaves there are at each depth. */
  private final int[] leaves;

  /** Codes for at most {@code symbols} symbols, of at most {@code limit} bits. */
  CodeLengths(int symbols, int limit) {
    if (symbols > 1 << limit) {
      throw new IllegalArgumentException(
          "%d symbols cannot have different codewords of %d bits".formatted(symbols, limit));
    }
    this.limit = limit;
    symbolBits = 32 - Integer.numberOfLeadingZeros(symbols - 1);
    mask = (1 << symbolBits) - 1;
    sorted = new long[symbols];
    weights = new int[symbols];
    depths = new int[symbols];
    list = new int[2 * symbols];
    longer = new int[2 * symbols];
    isSymbol = new long[limit][(2 * symbols + 63) / 64];
    leaves = new int[limit + 1];
  }

  /**
   * Sets the length in bits of each symbol's codeword: 0 for a symbol that does not occur. At least
   * two must occur; the counts may add up to 2²⁶.
   */
  void build(int[] counts, byte[] lengths) {
    int n = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        sorted[n++] = (long) counts[symbol] << symbolBits | symbol;
      }
    }
    if (n < 2) {
      throw new IllegalArgumentException("a code needs two symbols; found " + n);
    }
    Arrays.sort(sorted, 0, n);
    for (int i = 0; i < n; i++) {
      weights[i] = (int) (sorted[i] >>> symbolBits);
    }
    if (huffman(n) > limit) {
      long least = bits(n);
      keepLimit(n);
      if (bits(n) - least > least >> LOSS_SHIFT) {
        packageMerge(n);
      }
    }
    Arrays.fill(lengths, (byte) 0);
    for (int i = 0; i < n; i++) {
      lengths[(int) sorted[i] & mask] = (byte) depths[i];
    }
  }

  private long bits(int n) {
    long bits = 0;
    for (int i = 0; i < n; i++) {
      bits += (long) weights[i] * depths[i];
    }
    return bits;
  }

  /** Sets the depths without a limit, by rising weight, and returns the greatest. */
  private int huffman(int n) {
    int[] a = depths;
    System.arraycopy(weights, 0, a, 0, n);
    // Left to right: a[next] becomes the weight of an inner node, and those taken point to parents.
    a[0] += a[1];
    int root = 0;
    int leaf = 2;
    for (int next = 1; next < n - 1; next++) {
      if (leaf >= n || a[root] < a[leaf]) {
        a[next] = a[root];
        a[root++] = next;
      } else {
        a[next] = a[leaf++];
      }
      if (leaf >= n || (root < next && a[root] < a[leaf])) {
        a[next] += a[root];
        a[root++] = next;
      } else {
        a[next] += a[leaf++];
      }
    }
    // Right to left: parents become the depths of inner nodes.
    a[n - 2] = 0;
    for (int next = n - 3; next >= 0; next--) {
      a[next] = a[a[next]] + 1;
    }
    // Right to left: what inner nodes leave free at each depth is leaves.
    int free = 1;
    int depth = 0;
    int inner = n - 2;
    int next = n - 1;
    while (free > 0) {
      int used = 0;
      while (inner >= 0 && a[inner] == depth) {
        used++;
        inner--;
      }
      for (int i = free - used; i > 0; i--) {
        a[next--] = depth;
      }
      free = 2 * used;
      depth++;
    }
    return a[0];
  }

  /**
   * Makes leaves deeper than the limit as deep as it, and others deeper to make room for them: the
   * ones that cost least for the room they give. Room that is too much goes to leaves that can rise
   * into it.
   */
  private void keepLimit(int n) {
    Arrays.fill(leaves, 0);
    for (int i = 0; i < n; i++) {
      leaves[Math.min(depths[i], limit)]++;
    }
    // Counted in codewords as long as the limit.
    int missing = -(1 << limit);
    for (int depth = 1; depth <= limit; depth++) {
      missing += leaves[depth] << (limit - depth);
    }
    while (missing > 0) {
      missing -= sinkCheapest(missing);
    }
    while (missing < 0) {
      for (int depth = 2; depth <= limit; depth++) {
        int room = 1 << (limit - depth);
        int rising = Math.min(leaves[depth], -missing / room);
        leaves[depth] -= rising;
        leaves[depth - 1] += rising;
        missing += rising * room;
      }
    }
    int i = n;
    for (int depth = 1; depth <= limit; depth++) {
      Arrays.fill(depths, i - leaves[depth], i, depth);
      i -= leaves[depth];
    }
  }

  /** Makes one leaf deeper by one, and returns the room that this gives. */
  private int sinkCheapest(int missing) {
    int best = 0;
    long bestWeight = 0;
    long bestRoom = 0;
    // The lightest leaf of a depth stands after all that are deeper.
    int lightest = leaves[limit];
    for (int depth = limit - 1; depth > 0; depth--) {
      if (leaves[depth] > 0) {
        int room = Math.min(missing, 1 << (limit - depth - 1));
        if (best == 0 || weights[lightest] * bestRoom < bestWeight * room) {
          best = depth;
          bestWeight = weights[lightest];
          bestRoom = room;
        }
        lightest += leaves[depth];
      }
    }
    leaves[best]--;
    leaves[best + 1]++;
    return 1 << (limit - best - 1);
  }

  private void packageMerge(int n) {
    System.arraycopy(weights, 0, list, 0, n);
    int size = n;
    Arrays.fill(isSymbol[0], -1);
    for (int level = 1; level < limit; level++) {
      size = merge(n, size, isSymbol[level]);
    }
    // Walk back: of the first items of a list, the symbols become one bit longer, and the packages
    // stand for twice as many items of the list before.
    Arrays.fill(depths, 0, n, 0);
    int items = 2 * n - 2;
    for (int level = limit - 1; level >= 0; level--) {
      int symbols = countFirst(isSymbol[level], items);
      for (int i = 0; i < symbols; i++) {
        depths[i]++;
      }
      items = 2 * (items - symbols);
    }
  }

  /** Merges the symbols with pairs of the list into the next list; returns its size. */
  private int merge(int n, int size, long[] flags) {
    Arrays.fill(flags, 0);
    int packages = size / 2;
    int symbol = 0;
    int pair = 0;
    int to = 0;
    while (symbol < n || pair < packages) {
      int pairWeight = pair < packages ? list[2 * pair] + list[2 * pair + 1] : Integer.MAX_VALUE;
      if (symbol < n && weights[symbol] <= pairWeight) {
        flags[to >> 6] |= 1L << to;
        longer[to++] = weights[symbol++];
      } else {
        longer[to++] = pairWeight;
        pair++;
      }
    }
    int[] swap = list;
    list = longer;
    longer = swap;
    return to;
  }

  private static int countFirst(long[] flags, int items) {
    int count = 0;
    for (int i = 0; i < items >> 6; i++) {
      count += Long.bitCount(flags[i]);
    }
    int rest = items & 63;
    return rest == 0 ? count : count + Long.bitCount(flags[items >> 6] << -rest);
  }
}
