package quern.codecs;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import quern.codecs.block.Marker;
import quern.conf.Settings;

/** The markers of a job's files. */
final class Markers {
  private Markers() {}

  /** The marker of the files that a task writes: the same at each attempt. */
  static Marker of(Configuration conf) {
    String task =
        "%d/%s/%s"
            .formatted(
                Settings.JOB_SEED.get(conf),
                conf.getBoolean(MRJobConfig.TASK_ISMAP, true) ? "m" : "r",
                conf.get(MRJobConfig.TASK_PARTITION, ""));
    return Marker.of(task.getBytes(UTF_8));
  }
}
