package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BalanceTest {
  @Property
  void theGreatestPartitionIsAsSmallAsCanBe(
      @ForAll @Size(max = 9) List<@IntRange(min = 1, max = 40) Integer> weights,
      @ForAll @IntRange(min = 1, max = 6) int partitions) {
    int[] cuts = Balance.cuts(sample(weights), partitions);

    assertThat(cuts.length).isLessThan(partitions);
    assertThat(cuts).isSorted().doesNotHaveDuplicates();
    assertThat(greatest(weights, cuts)).isEqualTo(least(weights, 0, partitions));
  }

  @ParameterizedTest
  @CsvSource({
    // weights, partitions, parts
    "1 1 1 1 1 1 1 1, 4, 2 2 2 2",
    "1 1 1 70 1 1 1 1 1 1, 3, 3 70 6",
    "70 1 1 1 1 1 1, 4, 70 2 2 2",
    "1 1 1 1 1 1 70, 4, 2 2 2 70",
    "50 1 1 50 1 1 50, 7, 50 1 1 50 1 1 50",
    "50 1 1 50 1 1 50, 3, 51 52 51",
    "5, 3, 5",
    "1 2, 9, 1 2",
  })
  void neighboursOfHotKeysAreEven(String weights, int partitions, String parts) {
    List<Integer> all = numbers(weights);

    assertThat(parts(all, Balance.cuts(sample(all), partitions))).isEqualTo(numbers(parts));
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.trim().split(" ")).map(Integer::valueOf).toList();
  }

  private static KeySample sample(List<Integer> weights) {
    KeySample.Builder sample = new KeySample.Builder();
    for (int i = 0; i < weights.size(); i++) {
      sample.add(new byte[] {(byte) i}, weights.get(i));
    }
    return sample.build();
  }

  private static List<Integer> parts(List<Integer> weights, int[] cuts) {
    return IntStream.rangeClosed(0, cuts.length)
        .mapToObj(
            i ->
                weights
                    .subList(i == 0 ? 0 : cuts[i - 1], i == cuts.length ? weights.size() : cuts[i])
                    .stream()
                    .mapToInt(n -> n)
                    .sum())
        .toList();
  }

  private static int greatest(List<Integer> weights, int[] cuts) {
    return parts(weights, cuts).stream().mapToInt(n -> n).max().orElse(0);
  }

  /** By trying all: the least greatest part. */
  private static int least(List<Integer> weights, int from, int partitions) {
    int rest = weights.subList(from, weights.size()).stream().mapToInt(n -> n).sum();
    int best = rest;
    int first = 0;
    for (int i = from; partitions > 1 && i < weights.size(); i++) {
      first += weights.get(i);
      best = Math.min(best, Math.max(first, least(weights, i + 1, partitions - 1)));
    }
    return best;
  }
}
