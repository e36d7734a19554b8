package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Cut points that may lie within the rows of one key. */
class SplitTiesTest {
  private static byte[] row(int key, long position) {
    return ByteBuffer.allocate(9).put((byte) key).putLong(position).array();
  }

  @Property(tries = 200)
  void partsAreInOrderAndEvenWhateverKeysAreFrequent(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 30) int keys,
      @ForAll @IntRange(min = 1, max = 12) int partitions) {
    Random random = new Random(seed);
    List<byte[]> rows = new ArrayList<>();
    KeySample.Builder sample = new KeySample.Builder();
    for (int key = 0; key < keys; key++) {
      int count = random.nextInt(4) == 0 ? 1 + random.nextInt(3000) : 1 + random.nextInt(20);
      for (int i = 0; i < count; i++) {
        rows.add(row(key, Long.divideUnsigned(-1, count) * i));
      }
      sample.add(new byte[] {(byte) key}, count);
    }
    rows.sort(Arrays::compareUnsigned);

    CutPoints cuts = CutPoints.splittingTies(sample.build(), partitions);

    int[] sizes = new int[partitions];
    int last = 0;
    for (byte[] row : rows) {
      int partition = cuts.partition(row, 0, row.length);
      assertThat(partition).isGreaterThanOrEqualTo(last);
      last = partition;
      sizes[partition]++;
    }
    double mean = (double) rows.size() / partitions;
    assertThat(Arrays.stream(sizes).max().orElseThrow())
        .isLessThanOrEqualTo((int) (1.2 * mean) + 2);
  }

  @Test
  void aSampleOfNothingCutsNothing() {
    assertThat(CutPoints.splittingTies(new KeySample.Builder().build(), 4).size()).isZero();
  }
}
