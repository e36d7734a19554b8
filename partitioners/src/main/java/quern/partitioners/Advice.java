package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import quern.partitioners.PartitionSpec.Kind;

/**
 * What a sample of keys says about partitioning by them: how large parts would be, which keys are
 * hot, and which way to take. Immutable.
 */
public final class Advice {
  /** A largest part beyond so many times the mean makes a job wait for it. */
  static final double UNEVEN = 1.5;

  /** The bytes of a part that neither takes long nor is one of too many small files. */
  private static final long PART_BYTES = 256L << 20;

  private static final int MOST_HOT = 10;

  private final KeySample sample;
  private final int partitions;
  private final double[] hash;
  private final double[] range;
  private final List<HotKey> hot;

  /**
   * A key that would fill more than half a part of its own.
   *
   * @param rank its rank in the sample
   * @param share the share of all rows that have it, from 0 to 1
   */
  public record HotKey(int rank, double share) {}

  private Advice(KeySample sample, int partitions) {
    this.sample = sample;
    this.partitions = partitions;
    int keys = sample.distinct();
    double rows = 0;
    for (int i = 0; i < keys; i++) {
      rows += sample.weight(i);
    }
    hash = new double[partitions];
    range = new double[partitions];
    CutPoints cuts = CutPoints.of(sample, partitions);
    double[] shares = new double[keys];
    for (int i = 0; i < keys; i++) {
      byte[] key = sample.key(i);
      shares[i] = sample.weight(i) / rows;
      hash[Partitions.hash(key, 0, key.length, partitions)] += shares[i];
      range[cuts.partition(key, 0, key.length)] += shares[i];
    }
    hot =
        IntStream.range(0, keys)
            .filter(i -> shares[i] > 0.5 / partitions)
            .mapToObj(i -> new HotKey(i, shares[i]))
            .sorted(Comparator.comparingDouble(HotKey::share).reversed())
            .limit(MOST_HOT)
            .toList();
  }

  /**
   * The advice for keys in the order of their bytes.
   *
   * @param partitions how many there shall be, at least one
   */
  public static Advice of(KeySample sample, int partitions) {
    requireNonNull(sample, "sample is null");
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions: there must be at least one");
    }
    return new Advice(sample, partitions);
  }

  /** How many partitions make parts of a good size of an input of so many bytes. */
  public static int partitionsFor(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (bytes + PART_BYTES - 1) / PART_BYTES));
  }

  /** How many partitions it is for. */
  public int partitions() {
    return partitions;
  }

  /** The keys it is drawn from. */
  public KeySample sample() {
    return sample;
  }

  /** The share of rows that each part would have, from 0 to 1. */
  public double[] shares(Kind kind) {
    return switch (kind) {
      case HASH -> hash.clone();
      case RANGE -> range.clone();
      case RANDOM -> {
        double[] even = new double[partitions];
        Arrays.fill(even, 1.0 / partitions);
        yield even;
      }
    };
  }

  /** How many times the mean the largest part would have; 1 when there are no rows. */
  public double largest(Kind kind) {
    return Math.max(1, Arrays.stream(shares(kind)).max().orElse(0) * partitions);
  }

  /** Whether parts would be so uneven that a job waits for the largest. */
  public boolean isUneven(Kind kind) {
    return largest(kind) > UNEVEN;
  }

  /** The keys that would fill more than half a part each, the hottest first; the first few. */
  public List<HotKey> hot() {
    return hot;
  }

  /**
   * How many rows a key has in the sample, on average: from 2 on, combining in the map saves at
   * least half of what moves.
   */
  public double rowsPerKey() {
    return sample.distinct() == 0 ? 0 : (double) sample.drawn() / sample.distinct();
  }

  /**
   * The way to take: by range when order is wanted, else by hash, which keeps rows of equal keys
   * together, unless that would be so uneven that parts at random serve better.
   */
  public Kind best(boolean ordered) {
    if (ordered) {
      return Kind.RANGE;
    }
    return isUneven(Kind.HASH) ? Kind.RANDOM : Kind.HASH;
  }
}
