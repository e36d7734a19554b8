package quern.records;

import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes formatters from the patterns of a {@link Formats}; null stands for ISO 8601. */
public final class Patterns {
  private Patterns() {}

  /**
   * Checks a pattern of dates or timestamps; an empty one stands for ISO 8601.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static void check(String pattern) {
    formatter(pattern, "");
  }

  static @Nullable DateTimeFormatter date(Formats formats) {
    return formatter(formats.date(), "dateFormat ");
  }

  static @Nullable DateTimeFormatter timestamp(Formats formats) {
    return formatter(formats.timestamp(), "timestampFormat ");
  }

  private static @Nullable DateTimeFormatter formatter(String pattern, String option) {
    if (pattern.isEmpty()) {
      return null;
    }
    try {
      return DateTimeFormatter.ofPattern(yearsWithoutEra(pattern), Locale.US)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          option
              + "'"
              + pattern
              + "' is not a pattern: "
              + e.getMessage()
              + "; write it like dd.MM.yyyy or yyyy-MM-dd HH:mm:ss",
          e);
    }
  }

  /**
   * Makes {@code y} (year of an era, which strict resolving wants named) into {@code u} (the year)
   * where no era is in the pattern, since everybody writes {@code yyyy} and means the year.
   */
  private static String yearsWithoutEra(String pattern) {
    StringBuilder out = new StringBuilder(pattern);
    boolean literal = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\'') {
        literal = !literal;
      } else if (!literal && c == 'G') {
        return pattern;
      } else if (!literal && c == 'y') {
        out.setCharAt(i, 'u');
      }
    }
    return out.toString();
  }
}
