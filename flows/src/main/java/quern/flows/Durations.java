package quern.flows;

import java.time.Duration;
import java.util.Locale;

/** Times as people read them. */
public final class Durations {
  private Durations() {}

  /** {@code 4.2 s}, {@code 3:07} or {@code 1:02:03}. */
  public static String text(Duration time) {
    return text(time.toMillis());
  }

  /** {@code 4.2 s}, {@code 3:07} or {@code 1:02:03}. */
  public static String text(long millis) {
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = Math.round(millis / 1000.0);
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
