package quern.drivers.faults;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import quern.drivers.RealCluster;

/**
 * What a command comes to when nothing disturbs it. The same command line runs, with the same jar,
 * input and splits, in its client instead of containers: by another path to the same bytes, and
 * faster.
 *
 * @param parts the bytes of the parts, by name
 * @param rejects likewise of the rejects
 * @param commitCalls how many calls of the job commit change something
 */
record Reference(Map<String, String> parts, Map<String, String> rejects, int commitCalls) {
  private static final List<String> HERE =
      List.of("mapreduce.framework.name=local", "mapreduce.local.map.tasks.maximum=2");

  static Reference make(Bed bed, Work work, String home) throws IOException, InterruptedException {
    Gates gates = bed.gates();
    bed.prepare(work, home);
    RealCluster.end(bed.start(work, home, gates, List.of(), HERE)).ok();
    return new Reference(
        Tree.contents(bed.hdfs(), home + "/out"),
        Tree.contents(bed.hdfs(), home + "/bad"),
        gates.callsWithin("commitJob").size());
  }
}
