package quern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  @ParameterizedTest
  @CsvSource({"gzpi, gzip", "GZIP, gzip", "snapy, snappy", "zsdt, zstd", "brotli, ", "'', "})
  void aSlipIsForgivenAndAnotherWordIsNot(String word, String expected) {
    assertThat(Nearest.to(word, List.of("snappy", "gzip", "zstd")).orElse(null))
        .isEqualTo(expected);
  }
}
