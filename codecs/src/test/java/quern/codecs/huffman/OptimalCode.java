package quern.codecs.huffman;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What an optimal length-limited code takes, by package-merge in its plainest form. */
final class OptimalCode {
  private record Item(long weight, List<Integer> symbols) {}

  private OptimalCode() {}

  /** The sum of counts times code lengths, in bits. At least two symbols must occur. */
  static long bits(int[] counts, int limit) {
    int[] lengths = lengths(counts, limit);
    long bits = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      bits += (long) counts[symbol] * lengths[symbol];
    }
    return bits;
  }

  /** A coin of each denomination for each symbol; the cheapest ones that make up n - 1. */
  private static int[] lengths(int[] counts, int limit) {
    List<Item> coins = new ArrayList<>();
    for (int symbol = 0; symbol < counts.length; symbol++) {
      if (counts[symbol] > 0) {
        coins.add(new Item(counts[symbol], List.of(symbol)));
      }
    }
    List<Item> items = List.of();
    for (int level = 0; level < limit; level++) {
      List<Item> next = new ArrayList<>(coins);
      for (int i = 0; i + 1 < items.size(); i += 2) {
        List<Integer> symbols = new ArrayList<>(items.get(i).symbols());
        symbols.addAll(items.get(i + 1).symbols());
        next.add(new Item(items.get(i).weight() + items.get(i + 1).weight(), symbols));
      }
      next.sort(Comparator.comparingLong(Item::weight));
      items = next;
    }
    int[] lengths = new int[counts.length];
    for (Item item : items.subList(0, 2 * coins.size() - 2)) {
      item.symbols().forEach(symbol -> lengths[symbol]++);
    }
    return lengths;
  }

  static int[] counts(byte[] bytes, int from, int to) {
    int[] counts = new int[256];
    for (byte symbol : Arrays.copyOfRange(bytes, from, to)) {
      counts[symbol & 0xff]++;
    }
    return counts;
  }
}
