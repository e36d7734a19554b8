package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With cut points from all keys: what a sample may add to unevenness is the sampler's matter. */
class RangeContractTest extends PartitionerContract {
  @Override
  Chooser chooser(List<byte[]> keys, int partitions) {
    CutPoints cutPoints = CutPoints.of(KeySample.of(keys), partitions);
    return key -> Partitions.range(key, 0, key.length, cutPoints);
  }

  @Override
  boolean keepsKeysTogether() {
    return true;
  }

  @Override
  void assertEven(Distribution distribution, List<byte[]> keys, int[] sizes) {
    int most = Arrays.stream(sizes).max().orElseThrow();
    double even = (double) keys.size() / sizes.length;
    if (distribution.skewed) {
      // No key is split, so no part can promise less; and a hot key's part holds little else.
      assertThat(most).isLessThanOrEqualTo((int) (hottest(keys) + Math.ceil(even)));
    } else {
      // Counts of a few rows cannot be within 10 %: one row more or less is allowed.
      int least = Arrays.stream(sizes).min().orElseThrow();
      assertThat(least).isGreaterThanOrEqualTo((int) Math.min(0.9 * even, even - 1));
      assertThat(most).isLessThanOrEqualTo((int) Math.ceil(Math.max(1.1 * even, even + 1)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void partitionsAreInTheOrderOfTheKeys(Distribution distribution) {
    List<byte[]> keys = distribution.keys().stream().sorted(Arrays::compareUnsigned).toList();
    for (int partitions : new int[] {2, 10, 1000}) {
      int[] chosen = choose(keys, partitions);

      assertThat(IntStream.range(1, chosen.length).allMatch(i -> chosen[i - 1] <= chosen[i]))
          .isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatWasNotInTheSampleGoesBetweenItsNeighbours(Distribution distribution) {
    List<byte[]> all = distribution.keys();
    KeySample half = KeySample.of(all.subList(0, all.size() / 2));
    CutPoints cutPoints = CutPoints.of(half, 10);
    Comparator<byte[]> order = Arrays::compareUnsigned;
    List<byte[]> sorted = all.stream().sorted(order).toList();

    assertThat(sorted.stream().map(key -> cutPoints.partition(key, 0, key.length)).toList())
        .isSorted();
  }
}
