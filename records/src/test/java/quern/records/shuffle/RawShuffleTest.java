package quern.records.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class RawShuffleTest {
  @Test
  void aCollectorIsFoundByTheVeryConfigurationOfItsTask() {
    Configuration task = new Configuration(false);
    RawOutput output = (partition, key, a, b, value, c, d) -> {};

    assertThat(RawShuffle.output(task)).isNull();
    RawShuffle.offer(task, output);

    assertThat(RawShuffle.output(task)).isSameAs(output);
    assertThat(RawShuffle.output(new Configuration(task))).isNull();
  }
}
