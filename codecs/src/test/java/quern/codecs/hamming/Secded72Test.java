package quern.codecs.hamming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Secded72Test {
  private static final int WORDS = 1000;

  @Test
  void theColumnsAreDistinctAndOfOddWeight() {
    Set<Integer> columns = new HashSet<>();
    int[] bitsOfWeight = new int[9];
    for (int bit = 0; bit < Secded72.BITS; bit++) {
      columns.add(Secded72.column(bit));
      bitsOfWeight[Integer.bitCount(Secded72.column(bit))]++;
    }

    assertThat(columns).hasSize(72).doesNotContain(0);
    assertThat(bitsOfWeight).containsExactly(0, 8, 0, 56, 0, 8, 0, 0, 0);
  }

  @Test
  void eachCheckCoversTwentySixBitsOfTheWord() {
    for (int row = 0; row < 8; row++) {
      assertThat(Long.bitCount(Secded72.mask(row))).isEqualTo(26);
    }
  }

  @Test
  void theMasksAreThoseOfTheFormat() {
    assertThat(IntStream.range(0, 8).mapToObj(row -> "%016X".formatted(Secded72.mask(row))))
        .isEqualTo(
            List.of(
                "A81B0554463DC6A0",
                "1B0554463DC6A0A8",
                "0554463DC6A0A81B",
                "54463DC6A0A81B05",
                "463DC6A0A81B0554",
                "3DC6A0A81B055446",
                "C6A0A81B0554463D",
                "A0A81B0554463DC6"));
  }

  @Test
  void anyEightNeighbouringBitsHaveIndependentColumns() {
    for (int first = 0; first + 8 <= Secded72.BITS; first++) {
      assertThat(Columns.independent(IntStream.range(first, first + 8).toArray()))
          .as("from %d", first)
          .isTrue();
    }
  }

  @Test
  void everyFlippedBitIsCorrected() throws UncorrectableException {
    Random random = new Random(1);
    for (int i = 0; i < WORDS; i++) {
      long word = random.nextLong();
      int check = Secded72.check(word);
      for (int bit = 0; bit < Secded72.BITS; bit++) {
        long damagedWord = word ^ inWord(bit);
        int damagedCheck = check ^ inCheck(bit);
        assertEqual(Secded72.damagedBit(damagedWord, damagedCheck), bit);
        assertEqual(Secded72.decode(damagedWord, damagedCheck), word);
      }
    }
  }

  @Test
  void everyTwoFlippedBitsAreDetected() {
    Random random = new Random(2);
    for (int i = 0; i < WORDS; i++) {
      long word = random.nextLong();
      int check = Secded72.check(word);
      for (int a = 0; a < Secded72.BITS; a++) {
        for (int b = 0; b < a; b++) {
          assertEqual(
              Secded72.damagedBit(word ^ inWord(a) ^ inWord(b), check ^ inCheck(a) ^ inCheck(b)),
              Secded72.UNCORRECTABLE);
        }
      }
    }
  }

  @Test
  void damageOfTwoBitsIsAnExceptionThatCountsTheWord() {
    assertThatThrownBy(() -> Secded72.decode(0b11, 0))
        .isInstanceOf(UncorrectableException.class)
        .hasMessageContaining("two bits or more")
        .extracting(e -> ((UncorrectableException) e).words())
        .isEqualTo(1L);
  }

  @Property
  void whatIsRightStays(@ForAll long word) throws UncorrectableException {
    assertThat(Secded72.damagedBit(word, Secded72.check(word))).isEqualTo(Secded72.UNDAMAGED);
    assertThat(Secded72.decode(word, Secded72.check(word))).isEqualTo(word);
  }

  @Property
  void theCheckOfASumIsTheSumOfTheChecks(@ForAll long a, @ForAll long b) {
    assertThat(Secded72.check(a ^ b)).isEqualTo(Secded72.check(a) ^ Secded72.check(b));
  }

  private static long inWord(int bit) {
    return bit < 64 ? 1L << bit : 0;
  }

  private static int inCheck(int bit) {
    return bit < 64 ? 0 : 1 << (bit - 64);
  }

  /** Millions of these: AssertJ would take most of the time. */
  private static void assertEqual(long actual, long expected) {
    if (actual != expected) {
      throw new AssertionError("expected " + expected + " but was " + actual);
    }
  }
}
