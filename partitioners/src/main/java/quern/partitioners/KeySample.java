package quern.partitioners;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Keys drawn from an input, in order and each once, with how many of the input's rows each stands
 * for. Immutable; the arrays it hands out are its own and are not to be written to.
 */
public final class KeySample {
  private final byte[][] keys;
  private final long[] weights;
  private final int drawn;
  private final Comparator<byte[]> order;

  private KeySample(byte[][] keys, long[] weights, int drawn, Comparator<byte[]> order) {
    this.keys = keys;
    this.weights = weights;
    this.drawn = drawn;
    this.order = order;
  }

  /** A sample of keys in the unsigned order of their bytes, each of the same weight. */
  public static KeySample of(Iterable<byte[]> keys) {
    Builder builder = new Builder();
    for (byte[] key : keys) {
      builder.add(key, 1);
    }
    return builder.build();
  }

  /** How many different keys there are. */
  public int distinct() {
    return keys.length;
  }

  /** How many keys were drawn, repeats counted. */
  public int drawn() {
    return drawn;
  }

  /** The key of that rank, from 0. */
  public byte[] key(int rank) {
    return keys[rank];
  }

  /** The weight of the key of that rank: how many rows it stands for, in any one unit. */
  public long weight(int rank) {
    return weights[rank];
  }

  /** Whether the keys are in the unsigned order of their bytes. */
  boolean inByteOrder() {
    return order == Builder.BYTES;
  }

  /** Gathers a sample. Not for several threads. */
  public static final class Builder {
    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;

    private static final class Draw {
      final byte[] key;
      final long weight;

      Draw(byte[] key, long weight) {
        this.key = key;
        this.weight = weight;
      }
    }

    private final List<Draw> draws = new ArrayList<>();
    private final Comparator<byte[]> order;

    /** For keys in the unsigned order of their bytes. */
    public Builder() {
      this(BYTES);
    }

    /** For keys in another order, such as a raw comparator's. */
    public Builder(Comparator<byte[]> order) {
      this.order = order;
    }

    /**
     * Adds a key, which is not copied.
     *
     * @throws IllegalArgumentException when the weight is not positive
     */
    public Builder add(byte[] key, long weight) {
      if (weight <= 0) {
        throw new IllegalArgumentException("weight " + weight + " is not positive");
      }
      draws.add(new Draw(key, weight));
      return this;
    }

    /** The sample of all that was added. */
    public KeySample build() {
      Draw[] sorted = draws.toArray(new Draw[0]);
      Arrays.parallelSort(sorted, (a, b) -> order.compare(a.key, b.key));
      byte[][] keys = new byte[sorted.length][];
      long[] weights = new long[sorted.length];
      int count = 0;
      for (Draw draw : sorted) {
        if (count == 0 || order.compare(keys[count - 1], draw.key) != 0) {
          keys[count++] = draw.key;
        }
        weights[count - 1] = Math.addExact(weights[count - 1], draw.weight);
      }
      return new KeySample(
          Arrays.copyOf(keys, count), Arrays.copyOf(weights, count), sorted.length, order);
    }
  }
}
