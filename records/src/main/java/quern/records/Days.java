package quern.records;

/**
 * The proleptic Gregorian calendar as arithmetic, without objects. Years run from March, so that
 * the leap day is the last day of one; from Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms".
 */
public final class Days {
  /** How many microseconds a second has. */
  public static final long MICROS_PER_SECOND = 1_000_000;

  /** How many microseconds a day has. */
  public static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  private static final int DAYS_PER_ERA = 146_097;
  private static final int DAYS_FROM_MARCH_OF_YEAR_0_TO_1970 = 719_468;

  private Days() {}

  /** Whether the calendar has the day. */
  public static boolean exists(int year, int month, int day) {
    return month >= 1 && month <= 12 && day >= 1 && day <= length(year, month);
  }

  /** How many days a month has. */
  public static int length(int year, int month) {
    if (month == 2) {
      return isLeap(year) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Days from 1970-01-01 to a day that exists. */
  public static long of(int year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400L);
    long yearOfEra = y - 400 * era;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return DAYS_PER_ERA * era + dayOfEra - DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
  }

  /** {@link #year}, {@link #month} and {@link #day} of days since 1970-01-01, in one number. */
  public static long civil(long days) {
    long shifted = days + DAYS_FROM_MARCH_OF_YEAR_0_TO_1970;
    long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
    long dayOfEra = shifted - DAYS_PER_ERA * era;
    long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    long monthFromMarch = (5 * dayOfYear + 2) / 153;
    long day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    long month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
    return (year << 9) | (month << 5) | day;
  }

  /** The year of a {@link #civil} date. */
  public static long year(long civil) {
    return civil >> 9;
  }

  /** The month of a {@link #civil} date, from 1. */
  public static long month(long civil) {
    return civil >> 5 & 15;
  }

  /** The day of the month of a {@link #civil} date, from 1. */
  public static long day(long civil) {
    return civil & 31;
  }
}
