package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

class HashContractTest extends PartitionerContract {
  @Override
  Chooser chooser(List<byte[]> keys, int partitions) {
    return key -> Partitions.hash(key, 0, key.length, partitions);
  }

  @Override
  boolean keepsKeysTogether() {
    return true;
  }

  @Override
  void assertEven(Distribution distribution, List<byte[]> keys, int[] sizes) {
    if (distribution.skewed) {
      return;
    }
    // Pearson's statistic of an even choice has mean n - 1 and variance 2 (n - 1).
    double mean = (double) keys.size() / sizes.length;
    double chiSquare = Arrays.stream(sizes).mapToDouble(n -> (n - mean) * (n - mean) / mean).sum();
    double freedom = sizes.length - 1;
    assertThat(chiSquare).isLessThanOrEqualTo(freedom + 5 * Math.sqrt(2 * freedom));
  }
}
