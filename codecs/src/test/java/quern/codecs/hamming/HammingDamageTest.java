package quern.codecs.hamming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damages stored bytes, corrects them, and compares them with what was written. */
class HammingDamageTest {
  private static final int KIB = 1 << 10;

  /** Stored bytes, and what they were when they were written. */
  private static final class Stored {
    final Hamming hamming = new Hamming();
    final int length;
    final int chunk;
    final int stride;
    final byte[] written;
    final byte[] bytes;

    Stored(int length) {
      this.length = length;
      Layout layout = Layout.of(length);
      chunk = layout.chunk();
      stride = layout.stride();
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      written = new byte[Hamming.encodedLength(length)];
      hamming.encode(content, 0, length, written, 0);
      bytes = written.clone();
    }

    void flip(long bit) {
      bytes[(int) (bit >> 3)] ^= (byte) (1 << (bit & 7));
    }

    /** Damages every byte of a stretch. */
    void burst(int from, int count, SplittableRandom random) {
      for (int i = from; i < from + count; i++) {
        bytes[i] ^= (byte) random.nextInt(1, 256);
      }
    }

    /** Puts noise in place of a chunk and its checksum. */
    void lose(int chunkIndex, SplittableRandom random) {
      byte[] noise = new byte[stride];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, bytes, chunkIndex * stride, stride);
    }

    Correction correct() throws IOException {
      return hamming.correct(bytes, 0, length);
    }

    /** Corrects, which must make all as it was. */
    Correction repair(Object... damage) {
      try {
        Correction correction = correct();
        if (!Arrays.equals(bytes, written)) {
          throw new AssertionError("wrong bytes after " + Arrays.toString(damage));
        }
        return correction;
      } catch (IOException e) {
        throw new AssertionError("not corrected: " + Arrays.toString(damage), e);
      }
    }

    /** Corrects, which must make all as it was or fail; and makes all as it was. */
    boolean repairOrFail(Object... damage) {
      try {
        correct();
      } catch (IOException e) {
        System.arraycopy(written, 0, bytes, 0, bytes.length);
        return false;
      }
      if (!Arrays.equals(bytes, written)) {
        throw new AssertionError("wrong bytes after " + Arrays.toString(damage));
      }
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 300, 513, 1000})
  void everyFlippedBitOfAShortContentIsCorrected(int length) {
    Stored stored = new Stored(length);
    for (long bit = 0; bit < 8L * stored.bytes.length; bit++) {
      boolean inChecksum = bit / 8 % stored.stride >= stored.chunk;
      stored.flip(bit);

      Correction correction = stored.repair(bit);

      assertThat(correction)
          .isEqualTo(inChecksum ? new Correction(0, 0, 1) : new Correction(1, 1, 0));
    }
  }

  /** Of 592,128 bits: so a chunk is compared as a whole only when all its bits are done. */
  @Test
  void everyFlippedBitOf64KibIsCorrected() {
    IntStream.range(0, 72)
        .parallel()
        .forEach(
            chunk -> {
              Stored stored = new Stored(64 * KIB);
              int from = chunk * stored.stride;
              for (int at = from; at < from + stored.stride; at++) {
                for (int bit = 0; bit < 8; bit++) {
                  stored.flip(8L * at + bit);
                  correctOneBit(stored, at);
                }
              }
              assertThat(stored.bytes).isEqualTo(stored.written);
            });
  }

  private static void correctOneBit(Stored stored, int at) {
    Correction correction;
    try {
      correction = stored.correct();
    } catch (IOException e) {
      throw new AssertionError("byte " + at, e);
    }
    long changes = correction.words() + correction.checksums();
    if (changes != 1 || stored.bytes[at] != stored.written[at]) {
      throw new AssertionError("byte " + at + ": " + correction);
    }
  }

  /** All 4,145,760 pairs. */
  @Test
  void anyTwoFlippedBitsOfAShortContentAreCorrected() {
    IntStream.range(0, 72)
        .parallel()
        .forEach(
            chunk -> {
              Stored stored = new Stored(1);
              int bits = 8 * stored.stride;
              for (int a = chunk * bits; a < (chunk + 1) * bits; a++) {
                for (int b = 0; b < a; b++) {
                  stored.flip(a);
                  stored.flip(b);
                  stored.repair(a, b);
                }
              }
            });
  }

  @Test
  void twoFlippedBitsOfALongerContentAreCorrected() {
    SplittableRandom random = new SplittableRandom(1);
    for (int length : new int[] {100, 1000, 5000}) {
      Stored stored = new Stored(length);
      for (int i = 0; i < 50_000; i++) {
        long a = random.nextLong(8L * stored.bytes.length);
        long b = random.nextLong(8L * stored.bytes.length);
        stored.flip(a);
        stored.flip(b);
        stored.repair(a, b);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 130})
  void anyThreeLostChunksAreRebuilt(int length) {
    Stored stored = new Stored(length);
    SplittableRandom random = new SplittableRandom(3);
    for (int a = 0; a < 72; a++) {
      for (int b = 0; b < a; b++) {
        for (int c = 0; c < b; c++) {
          stored.lose(a, random);
          stored.lose(b, random);
          stored.lose(c, random);
          stored.repair(a, b, c);
        }
      }
    }
  }

  @Test
  void fourToEightLostChunksAreRebuiltWhenTheirColumnsAreIndependent() {
    Stored stored = new Stored(1000);
    SplittableRandom random = new SplittableRandom(4);
    for (int count = 4; count <= 9; count++) {
      int rebuilt = 0;
      for (int i = 0; i < 2000; i++) {
        int[] lost = random.ints(0, 72).distinct().limit(count).toArray();
        for (int chunk : lost) {
          stored.lose(chunk, random);
        }

        boolean repaired = stored.repairOrFail(Arrays.toString(lost));

        assertThat(repaired).isEqualTo(Columns.independent(lost));
        rebuilt += repaired ? 1 : 0;
      }
      if (count == 4) {
        assertThat(rebuilt).isGreaterThan(1900);
      }
      if (count == 9) {
        assertThat(rebuilt).isZero();
      }
    }
  }

  @Test
  void lostChunksMayBeFilledWithZerosOrOnes() {
    Stored stored = new Stored(64 * KIB);
    for (byte filler : new byte[] {0, -1}) {
      Arrays.fill(stored.bytes, 10 * stored.stride, 13 * stored.stride, filler);

      Correction correction = stored.repair(filler);

      assertThat(correction.chunks()).isEqualTo(3);
      assertThat(correction.checksums()).isEqualTo(3);
      assertThat(correction.words()).isBetween(1L, 8L * stored.chunk);
    }
  }

  @Test
  void aBurstAsLongAsAChunkWithItsChecksumTakesOneBitFromACodeword() {
    int chunk = 5;
    int stride = chunk + 4;
    for (int from = 0; from + stride <= 72 * stride; from++) {
      int[] damagedBits = new int[chunk];
      for (int at = from; at < from + stride; at++) {
        if (at % stride < chunk) {
          damagedBits[at % stride]++;
        }
      }
      assertThat(damagedBits).containsOnly(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 150, 600})
  void everyBurstOverUpToEightChunksIsUndone(int length) {
    Stored stored = new Stored(length);
    SplittableRandom random = new SplittableRandom(length);
    int longest = 7 * stored.stride + 1;
    for (int count = 1; count <= longest; count++) {
      for (int from = 0; from + count <= stored.bytes.length; from++) {
        stored.burst(from, count, random);
        stored.repair(from, count);
      }
    }
  }

  @Test
  void aBurstMayCrossFromOneGroupToTheNext() {
    Stored stored = new Stored(300_000);
    SplittableRandom random = new SplittableRandom(5);
    int border = 72 * stored.stride;
    for (int i = 0; i < 200; i++) {
      int from = border - random.nextInt(8 * stored.stride);
      int count = border - from + random.nextInt(8 * stored.stride);
      stored.burst(from, count, random);
      stored.repair(from, count);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 1000, 64 * KIB, 300_000})
  void aDamagedBitInEachCodewordIsCorrected(int length) {
    Stored stored = new Stored(length);
    SplittableRandom random = new SplittableRandom(length);
    int groups = stored.bytes.length / (72 * stored.stride);
    BitSet damaged = new BitSet();
    for (int group = 0; group < groups; group++) {
      for (int word = 0; word < 8 * stored.chunk; word++) {
        int chunk = 72 * group + random.nextInt(72);
        stored.flip(8L * chunk * stored.stride + word);
        damaged.set(chunk);
      }
    }

    Correction correction = stored.repair();

    assertThat(correction)
        .isEqualTo(new Correction(8L * stored.chunk * groups, damaged.cardinality(), 0));
  }

  @Test
  void aLostChunkAndFlippedBitsInSixOthersAreCorrected() {
    Stored stored = new Stored(64 * KIB);
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 300; i++) {
      int[] damaged = random.ints(0, 72).distinct().limit(7).toArray();
      if (Columns.independent(damaged)) {
        stored.lose(damaged[0], random);
        for (int k = 1; k < damaged.length; k++) {
          stored.flip(8L * damaged[k] * stored.stride + random.nextInt(8 * stored.chunk));
        }
        stored.repair(Arrays.toString(damaged));
      }
    }
  }

  @Test
  void fewFlippedBitsInManyChunksAreCorrected() {
    Stored stored = new Stored(64 * KIB);
    SplittableRandom random = new SplittableRandom(7);
    int repaired = 0;
    for (int i = 0; i < 500; i++) {
      for (int k = 0; k < 100; k++) {
        stored.flip(random.nextLong(8L * stored.bytes.length));
      }
      repaired += stored.repairOrFail(i) ? 1 : 0;
    }
    // Some codewords have two damaged bits: those are told apart by which chunks are left.
    assertThat(repaired).isGreaterThan(495);
  }

  @Test
  void everyChecksumMayHaveADamagedBit() {
    Stored stored = new Stored(1000);
    SplittableRandom random = new SplittableRandom(8);
    for (int chunk = 0; chunk < 72; chunk++) {
      long at = (long) chunk * stored.stride + stored.chunk;
      stored.flip(8 * at + random.nextInt(32));
    }

    Correction correction = stored.repair();

    assertThat(correction).isEqualTo(new Correction(0, 0, 72));
  }

  @Test
  void aLostChunkWhoseChecksumIsOffByOneBitIsRebuilt() {
    Stored stored = new Stored(1000);
    int at = 5 * stored.stride;
    stored.burst(at, stored.chunk, new SplittableRandom(11));
    new ChunkChecksum().write(5, stored.bytes, at, stored.chunk);
    stored.bytes[at + stored.chunk] ^= 1;

    assertThat(stored.repair().chunks()).isEqualTo(1);
  }

  @Test
  void damageThatNoChecksumTellsIsAnException() {
    Stored stored = new Stored(1000);
    int at = 5 * stored.stride;
    stored.burst(at, stored.chunk, new SplittableRandom(12));
    new ChunkChecksum().write(5, stored.bytes, at, stored.chunk);

    assertThatThrownBy(stored::correct)
        .isInstanceOf(UncorrectableException.class)
        .hasMessageContaining("and 0 chunks");
  }

  @Test
  void moreDamageIsAnExceptionThatCountsIt() {
    Stored stored = new Stored(300_000);
    SplittableRandom random = new SplittableRandom(9);
    stored.burst(100, 20 * stored.stride, random);

    assertThatThrownBy(stored::correct)
        .isInstanceOf(UncorrectableException.class)
        .hasMessageContaining("in 1 of 2 groups")
        .satisfies(
            e -> {
              UncorrectableException damage = (UncorrectableException) e;
              assertThat(damage.chunks()).isEqualTo(21);
              assertThat(damage.words()).isBetween(1L, 8L * stored.chunk);
              assertThat(damage)
                  .hasMessageContaining("%,d codewords", damage.words())
                  .hasMessageContaining("21 chunks");
            });
  }

  @Test
  void chunksThatGotIntoOtherPlacesAreRebuilt() {
    Stored stored = new Stored(300_000);
    int stride = stored.stride;
    System.arraycopy(stored.written, 0, stored.bytes, stride, stride);
    System.arraycopy(stored.written, stride, stored.bytes, 0, stride);
    System.arraycopy(stored.written, 80 * stride, stored.bytes, 8 * stride, stride);

    Correction correction = stored.repair();

    assertThat(correction.chunks()).isEqualTo(3);
  }

  @Test
  void groupsThatChangedPlacesAreNoticed() {
    Stored stored = new Stored(300_000);
    int group = 72 * stored.stride;
    System.arraycopy(stored.written, 0, stored.bytes, group, group);
    System.arraycopy(stored.written, group, stored.bytes, 0, group);

    assertThatThrownBy(stored::correct).hasMessageContaining("in 2 of 2 groups");
  }

  @Test
  void noiseIsAnException() {
    SplittableRandom random = new SplittableRandom(10);
    for (int length : new int[] {1, 10, 1000, 64 * KIB}) {
      Stored stored = new Stored(length);
      for (int i = 0; i < 20; i++) {
        random.nextBytes(stored.bytes);
        assertThat(stored.repairOrFail(i)).isFalse();
      }
    }
  }

  /**
   * Every mix of flipped bits, bursts and misplaced stretches ends as it was written, or not at
   * all.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 200, 1000, 5000})
  void randomDamageNeverGivesWrongBytes(int length) {
    Stored stored = new Stored(length);
    SplittableRandom random = new SplittableRandom(length);
    int repaired = 0;
    int rounds = 20_000;
    for (int i = 0; i < rounds; i++) {
      int flips = skewed(random, 200);
      int bursts = skewed(random, 12);
      for (int k = 0; k < flips; k++) {
        stored.flip(random.nextLong(8L * stored.bytes.length));
      }
      for (int k = 0; k < bursts; k++) {
        int count = skewed(random, Math.min(stored.bytes.length, 10 * stored.stride));
        int to = random.nextInt(stored.bytes.length - count + 1);
        if (random.nextInt(4) > 0) {
          stored.burst(to, count, random);
        } else {
          int from = random.nextInt(stored.bytes.length - count + 1);
          System.arraycopy(stored.written, from, stored.bytes, to, count);
        }
      }
      repaired += stored.repairOrFail(i, flips, bursts) ? 1 : 0;
    }
    assertThat(repaired).isBetween(rounds / 20, rounds - rounds / 20);
  }

  /** From 0 to below {@code bound}, small numbers more often. */
  private static int skewed(SplittableRandom random, int bound) {
    return random.nextInt(random.nextInt(bound) + 1);
  }
}
