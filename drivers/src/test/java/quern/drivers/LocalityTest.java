package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.JobCounter;
import org.junit.jupiter.api.Test;

class LocalityTest {
  @Test
  void mapsAreCountedByHowNearTheyWere() {
    Counters counters = new Counters();
    counters.findCounter(JobCounter.DATA_LOCAL_MAPS).setValue(11);
    counters.findCounter(JobCounter.RACK_LOCAL_MAPS).setValue(1);

    assertThat(Locality.of(counters)).isEqualTo(new Locality(11, 1, 0));
    assertThat(Locality.of(counters)).hasToString("12 launched: 11 node-local, 1 rack-local");
    assertThat(new Locality(0, 0, 2)).hasToString("2 launched: 2 off-rack");
  }

  @Test
  void aJobWithoutTheCountersHasNothingToTell() {
    assertThat(Locality.of(new Counters()).isUnknown()).isTrue();
    assertThat(new Locality(0, 0, 1).isUnknown()).isFalse();
  }
}
