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

    assertThat(Locality.of(counters)).isEqualTo(new Locality(11, 1, 0, 0));
    assertThat(Locality.of(counters)).hasToString("12 launched: 11 node-local, 1 rack-local");
    assertThat(new Locality(0, 0, 2, 0)).hasToString("2 launched: 2 off-rack");
  }

  @Test
  void mapsOfASmallJobWereInTheApplicationMasterAndNowhereElse() {
    Counters counters = new Counters();
    counters.findCounter(JobCounter.OTHER_LOCAL_MAPS).setValue(2);
    counters.findCounter(JobCounter.NUM_UBER_SUBMAPS).setValue(2);

    assertThat(Locality.of(counters)).isEqualTo(new Locality(0, 0, 0, 2));
    assertThat(Locality.of(counters)).hasToString("2 launched: 2 in the application master");
  }

  @Test
  void aJobWithoutTheCountersHasNothingToTell() {
    assertThat(Locality.of(new Counters()).isUnknown()).isTrue();
    assertThat(new Locality(0, 0, 1, 0).isUnknown()).isFalse();
  }
}
