package quern.conf;

import java.util.List;

/** The one list of all settings. */
public final class Settings {
  /** Seeds whatever a job draws, so that a retried task draws the same again. */
  public static final Setting<Long> JOB_SEED =
      Setting.ofLong(
          "quern.job.seed", 0L, "seed of all that a job draws: the same seed, the same output");

  private static final List<Setting<?>> ALL = List.of(JOB_SEED);

  private Settings() {}

  /** Every setting, in the order of the help page. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
