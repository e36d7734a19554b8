package quern.codecs;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import quern.conf.Settings;

/** What the markers of a job's files are drawn from. */
final class MarkerSeed {
  private MarkerSeed() {}

  /** Of the files that a task writes: the same at each attempt. */
  static byte[] of(Configuration conf) {
    String task =
        "%d/%s/%s"
            .formatted(
                Settings.JOB_SEED.get(conf),
                conf.getBoolean(MRJobConfig.TASK_ISMAP, true) ? "m" : "r",
                conf.get(MRJobConfig.TASK_PARTITION, ""));
    return task.getBytes(UTF_8);
  }
}
