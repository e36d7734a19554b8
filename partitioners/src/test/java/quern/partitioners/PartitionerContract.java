package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What any way of partitioning promises for any keys; each way says what evenness it adds. */
abstract class PartitionerContract {
  static final int ROWS = 20_000;

  /** Keys as inputs have them. */
  enum Distribution {
    UNIFORM(false) {
      @Override
      byte[] key(int row, Random random) {
        return number(random.nextLong());
      }
    },
    CONSECUTIVE_LONGS(false) {
      @Override
      byte[] key(int row, Random random) {
        return number(row);
      }
    },
    CONSECUTIVE_HUGE_STEPS(false) {
      @Override
      byte[] key(int row, Random random) {
        return number((long) row << 40);
      }
    },
    COMMON_PREFIX(false) {
      @Override
      byte[] key(int row, Random random) {
        return text("https://example.org/a/common/prefix/%08d".formatted(random.nextInt(1 << 26)));
      }
    },
    SORTED(false) {
      @Override
      byte[] key(int row, Random random) {
        return text("%010d".formatted(row));
      }
    },
    REVERSE_SORTED(false) {
      @Override
      byte[] key(int row, Random random) {
        return text("%010d".formatted(ROWS - row));
      }
    },
    ZIPF(true) {
      @Override
      byte[] key(int row, Random random) {
        // Rank k with a weight of about 1/k, by inversion.
        return text("k" + (int) Math.pow(5_000, random.nextDouble()));
      }
    },
    ONE_HOT_KEY(true) {
      @Override
      byte[] key(int row, Random random) {
        return random.nextInt(10) < 7 ? text("m") : text(Integer.toString(random.nextInt(), 36));
      }
    },
    ALL_EQUAL(true) {
      @Override
      byte[] key(int row, Random random) {
        return text("same");
      }
    },
    FEW_DISTINCT(true) {
      @Override
      byte[] key(int row, Random random) {
        return text("key" + random.nextInt(3));
      }
    },
    EMPTY_KEYS(true) {
      @Override
      byte[] key(int row, Random random) {
        return new byte[0];
      }
    },
    EMPTY(true) {
      @Override
      byte[] key(int row, Random random) {
        throw new AssertionError("no rows");
      }

      @Override
      List<byte[]> keys() {
        return List.of();
      }
    };

    /** Whether some key has so many rows that parts cannot be even. */
    final boolean skewed;

    Distribution(boolean skewed) {
      this.skewed = skewed;
    }

    abstract byte[] key(int row, Random random);

    List<byte[]> keys() {
      Random random = new Random(name().hashCode());
      List<byte[]> keys = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        keys.add(key(row, random));
      }
      return keys;
    }

    static byte[] number(long value) {
      return ByteBuffer.allocate(8).putLong(value).array();
    }

    static byte[] text(String value) {
      return value.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** One task's choice of partitions. */
  @FunctionalInterface
  interface Chooser {
    int choose(byte[] key);
  }

  /** A fresh chooser, as a retry has it, for that job's keys. */
  abstract Chooser chooser(List<byte[]> keys, int partitions);

  /** Whether rows of equal key must be in one partition. */
  abstract boolean keepsKeysTogether();

  /** What the sizes of the partitions must be like. */
  abstract void assertEven(Distribution distribution, List<byte[]> keys, int[] sizes);

  @ParameterizedTest
  @EnumSource
  void everyRowHasAPartitionInRangeAndPartitionsAreEven(Distribution distribution) {
    List<byte[]> keys = distribution.keys();
    for (int partitions : new int[] {1, 2, 10, 1000, 50_000}) {
      int[] sizes = sizes(choose(keys, partitions), partitions);

      assertThat(Arrays.stream(sizes).sum()).isEqualTo(keys.size());
      assertEven(distribution, keys, sizes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRetryChoosesTheSame(Distribution distribution) {
    List<byte[]> keys = distribution.keys();

    assertThat(choose(keys, 17)).isEqualTo(choose(keys, 17));
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfEqualKeyStayTogether(Distribution distribution) {
    List<byte[]> keys = distribution.keys();
    int[] chosen = choose(keys, 13);
    Map<ByteBuffer, Set<Integer>> partitionsOfKey = new HashMap<>();
    for (int row = 0; row < chosen.length; row++) {
      partitionsOfKey
          .computeIfAbsent(ByteBuffer.wrap(keys.get(row)), key -> new HashSet<>())
          .add(chosen[row]);
    }

    if (keepsKeysTogether()) {
      assertThat(partitionsOfKey.values()).allSatisfy(set -> assertThat(set).hasSize(1));
    }
  }

  final int[] choose(List<byte[]> keys, int partitions) {
    Chooser chooser = chooser(keys, partitions);
    return keys.stream().mapToInt(chooser::choose).toArray();
  }

  private static int[] sizes(int[] chosen, int partitions) {
    int[] sizes = new int[partitions];
    for (int partition : chosen) {
      sizes[partition]++;
    }
    return sizes;
  }

  /** The number of rows of the most frequent key. */
  static int hottest(List<byte[]> keys) {
    Map<ByteBuffer, Integer> counts = new HashMap<>();
    keys.forEach(key -> counts.merge(ByteBuffer.wrap(key), 1, Integer::sum));
    return counts.isEmpty() ? 0 : Collections.max(counts.values());
  }
}
