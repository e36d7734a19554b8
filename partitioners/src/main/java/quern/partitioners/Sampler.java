package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Draws keys from inputs too big to read, for cut points.
 *
 * <p>The bytes of all splittable inputs are laid in a row and cut into strata of equal size; a few
 * rows are read at one random place in each, and stand for as many rows as their stratum seems to
 * hold. Stratification keeps a sorted input's partitions even; many places, and not many rows at
 * few, keep a clustered one's. Small inputs are read whole. Inputs that cannot be split are
 * streamed through a reservoir (Vitter, "Random Sampling with a Reservoir", 1985, algorithm R), up
 * to {@value #MAX_STREAMED} files of them, chosen at random.
 *
 * <p>The same seed draws the same sample. Safe for several threads.
 */
public final class Sampler {
  /** As many files are streamed that cannot be split. */
  static final int MAX_STREAMED = 16;

  /** Inputs that are no bigger are read whole: places would take as long. */
  static final long SMALL = 64L << 20;

  /** About what is read at one place, however few rows are wanted; strata are not smaller. */
  static final long PLACE_BYTES = 32 << 10;

  private static final int MIN_PLACES = 256;

  /**
   * Rows of one place are often near each other in key too (each file may be sorted), and then only
   * the number of places counts: 200 a partition while that is quickly done, at least 20.
   */
  private static final int PLACES_PER_PARTITION = 200;

  private static final int QUICK_PLACES = 2_000;
  private static final int LEAST_PLACES_PER_PARTITION = 20;

  /** So that a client's wait for seeks (some milliseconds each, on HDFS) has an end. */
  private static final int MAX_PLACES = 20_000;

  private static final int MIN_KEYS = 10_000;

  /**
   * With 1000 keys a partition its size is off by 3 % (one standard deviation), and the worst of a
   * hundred by more than 10 % too often; with 3000 by 1.8 %, and that is 5.5 deviations.
   */
  private static final int KEYS_PER_PARTITION = 3_000;

  private static final int MAX_KEYS = 1_000_000;

  /** A key's weight is in sixteenths of a row, for a stratum may hold 1.5 rows for each drawn. */
  private static final double ROW = 16;

  private final RowSource source;
  private final long seed;
  private final int threads;

  /** Eight threads: each place costs a seek, and more wait than work. */
  public Sampler(RowSource source, long seed) {
    this(source, seed, 8);
  }

  /** With that many threads. */
  public Sampler(RowSource source, long seed, int threads) {
    this.source = requireNonNull(source, "source is null");
    this.seed = seed;
    this.threads = threads;
  }

  /**
   * A file to sample.
   *
   * @param length in bytes, as stored
   * @param splittable whether reading can start at any byte
   */
  public record Input(String path, long length, boolean splittable) {}

  /** Keys drawn at one place, and how many rows each stands for. */
  private record Drawn(List<byte[]> keys, double rowsEach) {}

  private record Place(Input input, long offset, double bytes) {}

  /** How many keys are wanted for that many partitions; fewer are drawn where there are fewer. */
  static int wanted(int partitions) {
    long keys = Math.max(MIN_KEYS, (long) KEYS_PER_PARTITION * partitions);
    return (int) Math.min(keys, Math.max(MAX_KEYS, 1000L * partitions));
  }

  /**
   * Draws a sample good for that many partitions.
   *
   * @throws IOException when an input cannot be read, or the thread is interrupted
   */
  public KeySample sample(List<Input> inputs, int partitions) throws IOException {
    List<Input> splittable = inputs.stream().filter(i -> i.length > 0 && i.splittable).toList();
    List<Input> streamed = inputs.stream().filter(i -> i.length > 0 && !i.splittable).toList();
    List<Callable<Drawn>> draws = new ArrayList<>();
    int wanted = wanted(partitions);
    long bytes = bytes(splittable);
    if (bytes <= SMALL) {
      // Little to read, so more keys than wanted: a small input's cut points are exact.
      addStreams(splittable, bytes, Math.max(wanted, MAX_KEYS), draws);
    } else {
      addPlaces(splittable, bytes, partitions, wanted, draws);
    }
    List<Input> chosen = choose(streamed);
    addStreams(chosen, bytes(streamed), wanted, draws);
    KeySample.Builder sample = new KeySample.Builder();
    for (Drawn drawn : run(draws)) {
      long weight = Math.max(1, Math.round(drawn.rowsEach * ROW));
      drawn.keys.forEach(key -> sample.add(key, weight));
    }
    return sample.build();
  }

  /** How many places a big input is read at. */
  static long places(int partitions) {
    long quick = Math.min((long) PLACES_PER_PARTITION * partitions, QUICK_PLACES);
    long least = Math.max(MIN_PLACES, (long) LEAST_PLACES_PER_PARTITION * partitions);
    return Math.min(Math.max(quick, least), MAX_PLACES);
  }

  private static long bytes(List<Input> inputs) {
    return inputs.stream().mapToLong(Input::length).sum();
  }

  private List<Input> choose(List<Input> inputs) {
    if (inputs.size() <= MAX_STREAMED) {
      return inputs;
    }
    List<Input> shuffled = new ArrayList<>(inputs);
    Collections.shuffle(shuffled, new Random(Partitions.mix(seed)));
    return shuffled.subList(0, MAX_STREAMED);
  }

  private void addPlaces(
      List<Input> inputs, long bytes, int partitions, int wanted, List<Callable<Drawn>> draws) {
    int count = (int) Math.min(places(partitions), bytes / PLACE_BYTES);
    int rows = (wanted + count - 1) / count;
    SplittableRandom random = new SplittableRandom(seed);
    double stratum = (double) bytes / count;
    int at = 0;
    long before = 0;
    for (int i = 0; i < count; i++) {
      long position = Math.min((long) ((i + random.nextDouble()) * stratum), bytes - 1);
      while (position - before >= inputs.get(at).length) {
        before += inputs.get(at).length;
        at++;
      }
      Place place = new Place(inputs.get(at), position - before, stratum);
      draws.add(() -> draw(place, rows));
    }
  }

  private Drawn draw(Place place, int rows) throws IOException {
    List<byte[]> keys = new ArrayList<>(rows);
    String path = place.input.path;
    long taken =
        source.sample(path, place.offset, rows, (b, off, len) -> keys.add(copy(b, off, len)));
    if (keys.isEmpty() && place.offset > 0) {
      // Behind the start of the last row. The first rows stand in, lest big rows never be drawn.
      taken = source.sample(path, 0, rows, (b, off, len) -> keys.add(copy(b, off, len)));
    }
    return new Drawn(keys, place.bytes / Math.max(1, taken));
  }

  /**
   * Has each input read whole, and as many keys kept as is its share.
   *
   * @param bytes what the inputs stand for, which is more than they have when they were chosen from
   *     many
   */
  private void addStreams(List<Input> inputs, long bytes, int wanted, List<Callable<Drawn>> draws) {
    long chosen = bytes(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      Input input = inputs.get(i);
      int capacity = (int) Math.max(100, Math.ceil((double) wanted * input.length / chosen));
      long inputSeed = Partitions.mix(seed + i);
      double factor = (double) bytes / chosen;
      draws.add(() -> stream(input, capacity, factor, inputSeed));
    }
  }

  private Drawn stream(Input input, int capacity, double factor, long inputSeed)
      throws IOException {
    Reservoir reservoir = new Reservoir(capacity, inputSeed);
    source.sample(input.path, 0, Long.MAX_VALUE, reservoir);
    List<byte[]> keys = reservoir.keys;
    return new Drawn(keys, factor * reservoir.seen / Math.max(1, keys.size()));
  }

  private List<Drawn> run(List<Callable<Drawn>> draws) throws IOException {
    if (draws.isEmpty()) {
      return List.of();
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.min(threads, draws.size()), Sampler::thread);
    try {
      List<Future<Drawn>> futures = new ArrayList<>();
      draws.forEach(draw -> futures.add(pool.submit(draw)));
      List<Drawn> all = new ArrayList<>();
      // In the order of the inputs, so that the sample does not depend on who was faster.
      for (Future<Drawn> future : futures) {
        all.add(future.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while sampling").initCause(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException("sampling failed: " + (cause == null ? e : cause).getMessage(), cause);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "quern-sampler");
    thread.setDaemon(true);
    return thread;
  }

  private static byte[] copy(byte[] bytes, int offset, int length) {
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  /** An even choice of as many keys as it holds, from however many come. */
  private static final class Reservoir implements RowSource.KeyConsumer {
    final List<byte[]> keys = new ArrayList<>();
    private final int capacity;
    private final SplittableRandom random;
    long seen;

    Reservoir(int capacity, long seed) {
      this.capacity = capacity;
      this.random = new SplittableRandom(seed);
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      seen++;
      if (keys.size() < capacity) {
        keys.add(copy(bytes, offset, length));
        return;
      }
      long slot = random.nextLong(seen);
      if (slot < capacity) {
        keys.set((int) slot, copy(bytes, offset, length));
      }
    }
  }
}
