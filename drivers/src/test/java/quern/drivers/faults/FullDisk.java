package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import quern.drivers.RealCluster;

/** The disk that containers write to is too small for what the maps write, on one node or both. */
final class FullDisk implements Fault {
  /** Holds the job's jar, and not half of what the maps write there. */
  private static final int MEGABYTES = 7;

  private static final int INPUT = 12_000_000;

  @Override
  public String title() {
    return "local disk full";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    List<String> nodes =
        round.draw(List.of(List.of("1"), List.of("2"), List.of("1", "2"), List.of("1", "2")));
    round.say("on node " + String.join(" and ", nodes));
    round.setWork(Work.LARGE.with(false, round.toss()));
    Inputs.writeLarge(round.bed().hdfs(), INPUT);
    List<SmallDisk> disks = new ArrayList<>();
    try {
      for (String node : nodes) {
        disks.add(SmallDisk.mount(containersOf(round, node), MEGABYTES));
      }
      RealCluster.Running client =
          round.start(
              List.of(),
              "mapreduce.input.fileinputformat.split.maxsize=" + INPUT / Inputs.MAPS,
              "mapreduce.map.maxattempts=2");
      return check(round, round.end(client));
    } finally {
      round.endContainers();
      for (SmallDisk disk : disks) {
        disk.unmount();
      }
    }
  }

  private static Path containersOf(Round round, String node) {
    return round
        .bed()
        .cluster()
        .cluster()
        .directory()
        .resolve("nodemanager-" + node + "/local/usercache");
  }

  private static Outcome check(Round round, RealCluster.Result result) throws Exception {
    if (result.exit() != 0) {
      assertThat(result.exit()).isEqualTo(1);
      assertThat(result.err()).containsPattern("(?i)no space left|disk");
    }
    return round.check(result);
  }
}
