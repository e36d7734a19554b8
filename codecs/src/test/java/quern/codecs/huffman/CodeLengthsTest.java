package quern.codecs.huffman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CodeLengthsTest {
  @Property
  void noCodeOfThatLimitIsShorterByMuchAndNoneWhereTheLimitDoesNotBind(
      @ForAll("counts") int[] counts, @ForAll @IntRange(min = 8, max = 15) int limit) {
    assertNearlyOptimal(counts, limit);
  }

  @Property
  void smallAlphabetsReachTheLimitExactly(
      @ForAll("fewCounts") int[] counts, @ForAll @IntRange(min = 4, max = 7) int limit) {
    assertNearlyOptimal(counts, limit);
  }

  @Test
  void fibonacciCountsAreLimited() {
    int[] counts = new int[256];
    counts[0] = 1;
    counts[1] = 1;
    for (int i = 2; i < 30; i++) {
      counts[i] = counts[i - 1] + counts[i - 2];
    }

    for (int limit = 8; limit < 31; limit++) {
      assertNearlyOptimal(counts, limit);
    }
  }

  @Test
  void equalCountsGetEqualLengths() {
    int[] counts = new int[256];
    Arrays.fill(counts, 1 << 15);

    assertThat(lengths(counts, 8)).containsOnly(8);
    assertThat(lengths(counts, 11)).containsOnly(8);
  }

  @Test
  void aSymbolThatDoesNotOccurHasNoCodeword() {
    int[] counts = new int[256];
    counts[7] = 1;
    counts[200] = 1_000_000;

    byte[] lengths = lengths(counts, 11);

    assertThat(lengths[7]).isEqualTo((byte) 1);
    assertThat(lengths[200]).isEqualTo((byte) 1);
    assertThat(lengths[0]).isZero();
  }

  @Test
  void samplesAreNearlyOptimal() {
    for (Map.Entry<String, byte[]> sample : Samples.of(50_000).entrySet()) {
      int[] counts = OptimalCode.counts(sample.getValue(), 0, 50_000);
      if (!sample.getKey().equals("one symbol")) {
        assertNearlyOptimal(counts, Huffman.MAX_BITS);
      }
    }
  }

  @Test
  void aCodeNeedsTwoSymbolsAndRoomForThem() {
    assertThatThrownBy(() -> lengths(new int[256], 11))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a code needs two symbols; found 0");
    assertThatThrownBy(() -> new CodeLengths(256, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("256 symbols cannot have different codewords of 7 bits");
  }

  /**
   * At most a 128th more than package-merge, and nothing more where Huffman's own code keeps the
   * limit; also that an instance forgets what it did before.
   */
  private static void assertNearlyOptimal(int[] counts, int limit) {
    byte[] lengths = lengths(counts, limit);

    long bits = 0;
    long kraft = 0;
    for (int symbol = 0; symbol < counts.length; symbol++) {
      assertThat(lengths[symbol] > 0).isEqualTo(counts[symbol] > 0);
      assertThat((int) lengths[symbol]).isLessThanOrEqualTo(limit);
      bits += (long) counts[symbol] * lengths[symbol];
      kraft += lengths[symbol] > 0 ? 1L << (limit - lengths[symbol]) : 0;
    }
    assertThat(kraft).as("complete").isEqualTo(1L << limit);
    long optimal = OptimalCode.bits(counts, limit);
    boolean binds = optimal > OptimalCode.bits(counts, 40);
    assertThat(bits).isBetween(optimal, binds ? optimal + optimal / 128 : optimal);
  }

  private static byte[] lengths(int[] counts, int limit) {
    byte[] first = new byte[counts.length];
    byte[] second = new byte[counts.length];
    CodeLengths codeLengths = new CodeLengths(counts.length, limit);
    codeLengths.build(counts, first);
    codeLengths.build(counts, second);
    assertThat(second).isEqualTo(first);
    return first;
  }

  @Provide
  Arbitrary<int[]> counts() {
    return someCounts(256, 1 << 15);
  }

  @Provide
  Arbitrary<int[]> fewCounts() {
    return someCounts(16, 1000);
  }

  /** Counts of very different sizes: a random number of bits each, and many zeros. */
  private static Arbitrary<int[]> someCounts(int symbols, int most) {
    return Arbitraries.randomValue(
        random -> {
          int[] counts = new int[symbols];
          int present = 2 + random.nextInt(symbols - 1);
          for (int i = 0; i < present; i++) {
            counts[i] = 1 + (random.nextInt(most) >>> random.nextInt(16));
          }
          for (int i = symbols - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = counts[i];
            counts[i] = counts[j];
            counts[j] = swap;
          }
          return counts;
        });
  }
}
