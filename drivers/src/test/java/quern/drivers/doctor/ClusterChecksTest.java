package quern.drivers.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.junit.jupiter.api.Test;

/** What is said of HDFS, YARN and clocks. */
class ClusterChecksTest {
  private static final String URI = "hdfs://nn:8020";
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  @Test
  void hdfsIsToldWithNodesAndRoom() {
    assertThat(HdfsCheck.of(URI, false, OptionalInt.of(3), 9L << 40, 2_000_000_000_000L))
        .isEqualTo(Finding.ok("HDFS", URI + ": 3 live DataNodes, 2.00 TB free"));
    assertThat(HdfsCheck.of(URI, false, OptionalInt.empty(), 9L << 40, 2_000_000_000_000L).found())
        .as("only superusers are told the nodes")
        .isEqualTo(URI + ": 2.00 TB free");
  }

  @Test
  void hdfsInSafeModeIsAFault() {
    Finding finding = HdfsCheck.of(URI, true, OptionalInt.of(1), 1, 1);

    assertThat(finding.level()).isEqualTo(Level.FAULT);
    assertThat(finding.found()).isEqualTo(URI + " is in safe mode, and takes no files");
    assertThat(finding.advice()).contains("hdfs dfsadmin -safemode leave");
  }

  @Test
  void hdfsWithoutDataNodesIsAFault() {
    Finding fault =
        Finding.fault(
            "HDFS", URI + " has no live DataNode", "start the DataNodes, or see their logs");

    assertThat(HdfsCheck.of(URI, false, OptionalInt.of(0), 0, 0)).isEqualTo(fault);
    assertThat(HdfsCheck.of(URI, false, OptionalInt.empty(), 0, 0)).isEqualTo(fault);
  }

  @Test
  void hdfsThatIsAlmostFullIsAWarning() {
    assertThat(HdfsCheck.of(URI, false, OptionalInt.of(1), 9L << 40, 5_000_000).level())
        .isEqualTo(Level.WARNING);
  }

  @Test
  void aClockThatIsOffIsAWarningThatSaysHowAndByHowMuch() {
    assertThat(ClockCheck.of(Duration.ofSeconds(5), ZONE))
        .isEqualTo(Finding.ok("clock", "5.0 s off the NameNode's; time zone here Europe/Berlin"));
    Finding behind = ClockCheck.of(Duration.ofSeconds(-90), ZONE);
    assertThat(behind.level()).isEqualTo(Level.WARNING);
    assertThat(behind.found())
        .isEqualTo("the NameNode's is 1:30 behind this one; time zone here Europe/Berlin");
    assertThat(ClockCheck.of(Duration.ofMillis(5100), ZONE).found())
        .startsWith("the NameNode's is 5.1 s ahead of this one");
  }

  @Test
  void yarnWithoutNodesIsAFaultAndWithBadOnesAWarning() {
    assertThat(YarnCheck.nodes(0, 1, 0).level()).isEqualTo(Level.FAULT);
    assertThat(YarnCheck.nodes(0, 1, 0).found()).isEqualTo("0 active nodes, 1 unhealthy or lost");
    assertThat(YarnCheck.nodes(2, 1, 8192))
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WARNING));
    assertThat(YarnCheck.nodes(1, 0, 8192))
        .isEqualTo(Finding.ok("YARN", "1 active node, the largest with 8,192 MiB"));
  }

  @Test
  void aQueueMustBeThereAndRunning() {
    assertThat(YarnCheck.queue("etl", QueueState.RUNNING)).isEqualTo(Finding.ok("queue", "etl"));
    assertThat(YarnCheck.queue("etl", QueueState.STOPPED).found())
        .isEqualTo("the queue 'etl' is STOPPED");
    Finding missing = YarnCheck.queue("etl", null);
    assertThat(missing.level()).isEqualTo(Level.FAULT);
    assertThat(missing.found()).isEqualTo("there is no queue 'etl'");
  }

  @Test
  void aTaskThatFitsOnNoNodeIsAFault() {
    Map<String, Long> asked = Map.of("mapreduce.map.memory.mb", 4096L);

    assertThat(YarnCheck.memory(asked, 4096))
        .isEqualTo(Finding.ok("task memory", "mapreduce.map.memory.mb 4096"));
    Finding finding = YarnCheck.memory(asked, 2048);
    assertThat(finding.level()).isEqualTo(Level.FAULT);
    assertThat(finding.found())
        .isEqualTo("mapreduce.map.memory.mb is 4096, and no node has more than 2048 MiB");
  }

  @Test
  void aFileSystemThatIsNotThereIsAFault() throws Exception {
    Configuration conf = new Configuration();
    conf.set("fs.defaultFS", "nowhere://x");

    assertThat(FileSystemCheck.run(conf))
        .extracting(Finding::level)
        .containsExactly(Level.FAULT, Level.WARNING);
  }
}
