package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobCounter;
import org.apache.hadoop.mapreduce.MRConfig;

/**
 * How near to their data the map tasks of a job on YARN were. Counts what was launched, so that a
 * task that was tried twice counts twice.
 *
 * @param onNode how many ran on a node that has the data
 * @param onRack how many on another node of such a node's rack
 * @param elsewhere how many further away, or with data that are on no node
 * @param inMaster how many ran within the application master, as those of a small job do
 */
record Locality(long onNode, long onRack, long elsewhere, long inMaster) {
  /** Of a job that was not on YARN, or of which YARN has nothing to tell. */
  static final Locality UNKNOWN = new Locality(0, 0, 0, 0);

  /** Where the maps of a finished job were. */
  static Locality of(Job job) {
    String framework = job.getConfiguration().get(MRConfig.FRAMEWORK_NAME);
    if (!MRConfig.YARN_FRAMEWORK_NAME.equals(framework)) {
      return UNKNOWN;
    }
    try {
      Counters counters = job.getCounters();
      return counters == null ? UNKNOWN : of(counters);
    } catch (IOException e) {
      // The output is published: that its history cannot be had must not make it a failure.
      return UNKNOWN;
    }
  }

  static Locality of(Counters counters) {
    // Hadoop counts these among the ones elsewhere.
    long inMaster = counters.findCounter(JobCounter.NUM_UBER_SUBMAPS).getValue();
    return new Locality(
        counters.findCounter(JobCounter.DATA_LOCAL_MAPS).getValue(),
        counters.findCounter(JobCounter.RACK_LOCAL_MAPS).getValue(),
        counters.findCounter(JobCounter.OTHER_LOCAL_MAPS).getValue() - inMaster,
        inMaster);
  }

  private long launched() {
    return onNode + onRack + elsewhere + inMaster;
  }

  /** Whether there is nothing to tell. */
  boolean isUnknown() {
    return launched() == 0;
  }

  /** In words: {@code 12 launched: 11 node-local, 1 rack-local}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    add(words, onNode, "node-local");
    add(words, onRack, "rack-local");
    add(words, elsewhere, "off-rack");
    add(words, inMaster, "in the application master");
    return Numbers.grouped(launched()) + " launched: " + String.join(", ", words);
  }

  private static void add(List<String> words, long maps, String where) {
    if (maps > 0) {
      words.add(Numbers.grouped(maps) + " " + where);
    }
  }
}
