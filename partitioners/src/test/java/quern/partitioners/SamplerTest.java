package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
  /** Files of rows of one length each, whose keys are functions of the row's number. */
  private static final class FakeRows implements RowSource {
    private record FakeFile(long rows, int rowBytes, LongUnaryOperator key, boolean splittable) {}

    final Map<String, FakeFile> files = new TreeMap<>();
    final Set<String> places = ConcurrentHashMap.newKeySet();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    final AtomicLong rowsRead = new AtomicLong();

    FakeRows file(String path, long rows, int rowBytes, LongUnaryOperator key) {
      files.put(path, new FakeFile(rows, rowBytes, key, true));
      return this;
    }

    FakeRows stream(String path, long rows, LongUnaryOperator key) {
      files.put(path, new FakeFile(rows, 10, key, false));
      return this;
    }

    List<Sampler.Input> inputs() {
      List<Sampler.Input> inputs = new ArrayList<>();
      files.forEach(
          (path, f) -> inputs.add(new Sampler.Input(path, f.rows * f.rowBytes, f.splittable)));
      return inputs;
    }

    @Override
    public long sample(String path, long from, long maxRows, KeyConsumer keys) {
      FakeFile file = files.get(path);
      assertThat(file.splittable || from == 0).isTrue();
      places.add(path + "@" + from);
      threads.add(Thread.currentThread());
      long row = (from + file.rowBytes - 1) / file.rowBytes;
      long count = Math.max(0, Math.min(maxRows, file.rows - row));
      byte[] key = new byte[8];
      for (long i = row; i < row + count; i++) {
        ByteBuffer.wrap(key).putLong(file.key.applyAsLong(i));
        keys.accept(key, 0, 8);
      }
      rowsRead.addAndGet(count);
      return count * file.rowBytes;
    }

    /** What share of all rows falls in each partition. */
    double[] shares(CutPoints cutPoints, int step) {
      double[] shares = new double[cutPoints.partitions()];
      double all = 0;
      for (FakeFile file : files.values()) {
        for (long i = 0; i < file.rows; i += step) {
          byte[] key = ByteBuffer.allocate(8).putLong(file.key.applyAsLong(i)).array();
          shares[cutPoints.partition(key, 0, 8)]++;
          all++;
        }
      }
      for (int p = 0; p < shares.length; p++) {
        shares[p] /= all;
      }
      return shares;
    }
  }

  /** How keys of a big file follow each other. */
  enum Layout {
    SHUFFLED {
      @Override
      long key(long row) {
        return Partitions.mix(row) >>> 1;
      }
    },
    SORTED {
      @Override
      long key(long row) {
        return row;
      }
    },
    REVERSED {
      @Override
      long key(long row) {
        return Long.MAX_VALUE - row;
      }
    },
    SORTED_RUNS {
      @Override
      long key(long row) {
        return row % 250_000;
      }
    };

    abstract long key(long row);
  }

  @ParameterizedTest
  @EnumSource
  void aBigInputIsCutWithinTenPerCentOfEven(Layout layout) throws IOException {
    FakeRows rows = new FakeRows().file("big", 10_000_000, 60, layout::key);
    for (int partitions : new int[] {2, 10, 100}) {
      KeySample sample = new Sampler(rows, 42).sample(rows.inputs(), partitions);
      double[] shares = rows.shares(CutPoints.of(sample, partitions), 23);
      // Neighbours in a run have one key as good as: only places count, with their variance.
      double slack =
          layout == Layout.SORTED_RUNS
              ? 3.5 / Math.sqrt((double) Sampler.places(partitions) / partitions)
              : 0.1;

      assertThat(sample.drawn()).isGreaterThanOrEqualTo(Math.max(10_000, 1000 * partitions));
      assertThat(Arrays.stream(shares).max().orElseThrow() * partitions).isLessThan(1 + slack);
      assertThat(Arrays.stream(shares).min().orElseThrow() * partitions).isGreaterThan(1 - slack);
    }
  }

  @Test
  void onlyAFractionOfABigInputIsRead() throws IOException {
    FakeRows rows = new FakeRows().file("big", 1_000_000_000, 60, row -> row);

    new Sampler(rows, 1).sample(rows.inputs(), 10);

    assertThat(rows.rowsRead.get()).isBetween(30_000L, 31_000L);
    assertThat(rows.places).hasSizeBetween(1990, 2000);
    assertThat(rows.threads).hasSize(8);
  }

  @Test
  void shortAndLongRowsWeighAlike() throws IOException {
    // As many rows in each file; by bytes the second would have nearly all the strata.
    FakeRows rows =
        new FakeRows()
            .file("long", 3_000_000, 200, row -> 1_000_000_000 + row)
            .file("short", 3_000_000, 10, row -> row);

    KeySample sample = new Sampler(rows, 5).sample(rows.inputs(), 10);
    double[] shares = rows.shares(CutPoints.of(sample, 10), 7);

    assertThat(shares[0] + shares[1] + shares[2] + shares[3] + shares[4]).isBetween(0.45, 0.55);
    assertThat(Arrays.stream(shares).max().orElseThrow()).isLessThan(0.115);
  }

  @Test
  void aSmallInputIsReadWholeAndCutExactly() throws IOException {
    FakeRows rows = new FakeRows();
    IntStream.range(0, 20).forEach(f -> rows.file("f" + f, 1000, 50, row -> row * 20 + f));

    KeySample sample = new Sampler(rows, 1).sample(rows.inputs(), 10);

    assertThat(sample.drawn()).isEqualTo(20_000);
    assertThat(rows.places).hasSize(20).allMatch(place -> place.endsWith("@0"));
    assertThat(rows.shares(CutPoints.of(sample, 10), 1)).containsOnly(0.1);
  }

  @Test
  void filesThatCannotBeSplitAreStreamedAtMostSixteenOfThem() throws IOException {
    FakeRows rows = new FakeRows();
    IntStream.range(0, 40)
        .forEach(f -> rows.stream("f" + f, 30_000, row -> Partitions.mix(row) >>> 1));

    KeySample sample = new Sampler(rows, 9).sample(rows.inputs(), 10);
    double[] shares = rows.shares(CutPoints.of(sample, 10), 11);

    assertThat(rows.places).hasSize(16);
    assertThat(sample.drawn()).isBetween(30_000, 31_000);
    assertThat(Arrays.stream(shares).max().orElseThrow()).isLessThan(0.11);
  }

  @Test
  void streamedAndSplitInputsStandForTheirRows() throws IOException {
    FakeRows rows =
        new FakeRows()
            .file("big", 9_000_000, 60, row -> Partitions.mix(row) >>> 2).stream(
                "packed", 1_000_000, row -> (Partitions.mix(row) >>> 2) | (1L << 62));

    KeySample sample = new Sampler(rows, 9).sample(rows.inputs(), 10);
    double[] shares = rows.shares(CutPoints.of(sample, 10), 101);

    assertThat(shares[9]).isBetween(0.09, 0.11);
    assertThat(Arrays.stream(shares).max().orElseThrow()).isLessThan(0.11);
  }

  @Test
  void theSameSeedDrawsTheSameAndAnotherDoesNot() throws IOException {
    FakeRows rows = new FakeRows().file("big", 10_000_000, 60, Layout.SHUFFLED::key);

    byte[] one = CutPoints.of(new Sampler(rows, 1).sample(rows.inputs(), 5), 5).toBytes();
    byte[] same = CutPoints.of(new Sampler(rows, 1, 2).sample(rows.inputs(), 5), 5).toBytes();
    byte[] other = CutPoints.of(new Sampler(rows, 2).sample(rows.inputs(), 5), 5).toBytes();

    assertThat(same).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void anEmptyInputHasAnEmptySampleAndNoCutPoints(int partitions) throws IOException {
    FakeRows rows = new FakeRows().file("empty", 0, 10, row -> row);

    KeySample sample = new Sampler(rows, 1).sample(rows.inputs(), partitions);

    assertThat(sample.drawn()).isZero();
    assertThat(CutPoints.of(sample, partitions).size()).isZero();
    assertThat(new Sampler(rows, 1).sample(List.of(), partitions).drawn()).isZero();
  }

  @Test
  void filesOfOneHugeRowAreSampledToo() throws IOException {
    FakeRows rows = new FakeRows();
    IntStream.range(0, 50).forEach(f -> rows.file("f" + f, 1, 4 << 20, row -> f));

    KeySample sample = new Sampler(rows, 1).sample(rows.inputs(), 5);

    assertThat(sample.distinct()).isEqualTo(50);
  }

  @Test
  void aFailureNamesItsCauseAndLeavesNoThreadBehind() {
    RowSource broken =
        (path, from, maxRows, keys) -> {
          throw new IOException(path + " is gone");
        };
    List<Sampler.Input> inputs = List.of(new Sampler.Input("a.csv", 1L << 40, true));

    assertThatThrownBy(() -> new Sampler(broken, 1).sample(inputs, 4))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.csv is gone");
  }

  @Test
  void anInterruptEndsSampling() {
    RowSource slow =
        (path, from, maxRows, keys) -> {
          try {
            Thread.sleep(60_000);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return 0;
        };
    List<Sampler.Input> inputs = List.of(new Sampler.Input("a.csv", 1L << 40, true));
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> new Sampler(slow, 1).sample(inputs, 4))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void placesAreSpreadOverAllOfTheInput() throws IOException {
    FakeRows rows = new FakeRows().file("big", 1_000_000_000, 100, row -> row);

    new Sampler(rows, 3).sample(rows.inputs(), 10);

    Set<Long> strata = new HashSet<>();
    for (String place : rows.places) {
      strata.add(Long.parseLong(place.substring(4)) / (100_000_000_000L / 2000));
    }
    assertThat(strata).hasSizeGreaterThan(1990);
  }
}
