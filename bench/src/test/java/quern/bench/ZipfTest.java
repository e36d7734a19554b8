package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipfTest {
  private static final int DRAWS = 1_000_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000})
  void aRankIsDrawnInInverseProportionToItsPlace(int n) {
    Zipf zipf = new Zipf(n);
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[n];
    for (int i = 0; i < DRAWS; i++) {
      counts[zipf.next(random)]++;
    }

    double harmonic = 0;
    for (int k = 1; k <= n; k++) {
      harmonic += 1.0 / k;
    }
    for (int k = 0; k < n; k++) {
      double expected = DRAWS / (harmonic * (k + 1));
      assertThat((double) counts[k]).isCloseTo(expected, within(6 * Math.sqrt(expected)));
    }
  }
}
