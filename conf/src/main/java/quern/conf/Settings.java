package quern.conf;

import java.util.List;

/** The one list of all settings. */
public final class Settings {
  /** Seeds whatever a job draws, so that a retried task draws the same again. */
  public static final Setting<Long> JOB_SEED =
      Setting.ofLong(
          "quern.job.seed", 0L, "seed of all that a job draws: the same seed, the same output");

  /** How rows are partitioned; written by drivers, and readable in a job's history. */
  public static final Setting<String> PARTITION_BY =
      Setting.ofString(
          "quern.partition.by", "random", "random, hash:COLUMNS or range:COLUMNS [desc]");

  /** Cut points of range partitions, when they are few bytes. */
  public static final Setting<String> CUT_POINTS =
      Setting.ofString(
          "quern.partition.cut-points", "", "cut points of range partitions in base64");

  /** Cut points of range partitions, when they are many. */
  public static final Setting<String> CUT_POINTS_FILE =
      Setting.ofString(
          "quern.partition.cut-points.file", "", "file with the cut points of range partitions");

  private static final List<Setting<?>> ALL =
      List.of(JOB_SEED, PARTITION_BY, CUT_POINTS, CUT_POINTS_FILE);

  private Settings() {}

  /** Every setting, in the order of the help page. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
