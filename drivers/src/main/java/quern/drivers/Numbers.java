package quern.drivers;

import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Numbers() {}

  /** {@code 1234567} as {@code 1,234,567}. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 row}, {@code 2 rows}. */
  public static String count(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Bytes in powers of a thousand with three digits: {@code 12.3 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return count(bytes, "byte");
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.5) {
      value /= 1000;
      unit++;
    }
    String format = value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, value, UNITS[unit]);
  }

  /** Seconds as {@code 4.2 s}, {@code 3:07} or {@code 1:02:03}. */
  public static String duration(long millis) {
    long seconds = Math.round(millis / 1000.0);
    if (millis < 59_950) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return clock(seconds);
  }

  /** Whole seconds as {@code 0:42}, {@code 3:07} or {@code 1:02:03}. */
  static String clock(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** A number rounded to two digits, since it is only an estimate. */
  static long twoDigits(long number) {
    long unit = 1;
    while (number / unit >= 100) {
      unit *= 10;
    }
    return Math.round((double) number / unit) * unit;
  }
}
