package quern.records;

import ch.randelshofer.fastdoubleparser.JavaBigDecimalParser;
import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values from a field's bytes. A text that is not a value of the type is a misfit, told
 * by {@code false}: it is never guessed at. Holds the last value read; not for several threads.
 *
 * <table>
 * <caption>What each type accepts</caption>
 * <tr><td>long<td>an optional sign and ASCII digits, within 64 bits
 * <tr><td>double<td>an optional sign, digits with at most one point, an optional exponent, rounded
 *     to the nearest double; {@code inf}, {@code -inf}, {@code Infinity}, {@code -Infinity}; the
 *     format's text for not-a-number. Digits whose magnitude is beyond a double are a misfit.
 * <tr><td>decimal<td>the same digits, exactly, within {@value #MAX_DECIMAL_LENGTH} characters and
 *     {@value #MAX_DECIMAL_SCALE} places on either side of the point
 * <tr><td>boolean<td>{@code true} and {@code false} in any case
 * <tr><td>date<td>{@code yyyy-MM-dd}, a day that exists; or the format's pattern
 * <tr><td>timestamp<td>{@code yyyy-MM-dd[T ]HH:mm[:ss[.f]][Z|±hh:mm]} with up to nine digits of
 *     fraction, of which six count, or {@code yyyy-MM-dd} for midnight; or the format's pattern.
 *     Without an offset it is UTC.
 * </table>
 *
 * <p>Spaces around a value are a misfit, as they are to Spark's reader; the dialect's {@code
 * ignoreLeadingWhiteSpace} and {@code ignoreTrailingWhiteSpace} drop them.
 */
public final class FieldParser {
  /** The longest text that is read as a decimal, so that hostile input cannot buy much work. */
  static final int MAX_DECIMAL_LENGTH = 1000;

  /** The largest scale of a decimal, and the largest power of ten it may be multiplied by. */
  static final int MAX_DECIMAL_SCALE = 1000;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long MAX_EXACT_MANTISSA = 1L << 53;

  /** The last long; the last date as days since 1970-01-01; the last timestamp in microseconds. */
  public long longValue;

  /** The last double. */
  public double doubleValue;

  /** The last decimal. */
  public BigDecimal decimalValue = BigDecimal.ZERO;

  /** The last boolean. */
  public boolean booleanValue;

  private final byte[] nan;
  private final @Nullable DateTimeFormatter date;
  private final @Nullable DateTimeFormatter timestamp;

  // What number() found: digits without point and sign, if there are few of them, and their power.
  private long mantissa;
  private int significantDigits;
  private long exponent;
  private boolean negative;

  /**
   * @throws IllegalArgumentException when a pattern in {@code formats} is not one
   */
  public FieldParser(Formats formats) {
    nan = formats.nan().getBytes(StandardCharsets.UTF_8);
    date = Patterns.date(formats);
    timestamp = Patterns.timestamp(formats);
  }

  /** Reads a value of {@code type}, into the member of that type; false on a misfit. */
  public boolean parse(Field field, Type type) {
    return switch (type) {
      case STRING -> true;
      case LONG -> parseLong(field);
      case DOUBLE -> parseDouble(field);
      case DECIMAL -> parseDecimal(field);
      case BOOLEAN -> parseBoolean(field);
      case DATE -> parseDate(field);
      case TIMESTAMP -> parseTimestamp(field);
    };
  }

  /** Reads a long into {@link #longValue}; false on a misfit. */
  public boolean parseLong(Field field) {
    byte[] bytes = field.bytes;
    int at = field.offset;
    int end = at + field.length;
    boolean minus = false;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      minus = bytes[at++] == '-';
    }
    if (at == end) {
      return false;
    }
    // Negative, because that side of zero has one value more.
    long value = 0;
    if (end - at <= 18) {
      do {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        value = 10 * value - digit;
      } while (++at < end);
    } else {
      do {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9 || value < Long.MIN_VALUE / 10) {
          return false;
        }
        value = 10 * value - digit;
        if (value > 0) {
          return false;
        }
      } while (++at < end);
    }
    if (!minus && value == Long.MIN_VALUE) {
      return false;
    }
    longValue = minus ? value : -value;
    return true;
  }

  /** Reads a double into {@link #doubleValue}; false on a misfit. */
  public boolean parseDouble(Field field) {
    if (!number(field)) {
      return special(field);
    }
    // Both factors are exact doubles, so that the one rounding is the right one (Clinger 1990).
    if (significantDigits <= 18 && mantissa <= MAX_EXACT_MANTISSA && Math.abs(exponent) <= 22) {
      double value =
          exponent < 0
              ? mantissa / POWERS_OF_TEN[(int) -exponent]
              : mantissa * POWERS_OF_TEN[(int) exponent];
      doubleValue = negative ? -value : value;
      return true;
    }
    double value;
    try {
      value = JavaDoubleParser.parseDouble(field.bytes, field.offset, field.length);
    } catch (NumberFormatException e) {
      return false;
    }
    if (Double.isInfinite(value)) {
      return false;
    }
    doubleValue = value;
    return true;
  }

  private boolean special(Field field) {
    if (Arrays.equals(field.bytes, field.offset, field.offset + field.length, nan, 0, nan.length)) {
      doubleValue = Double.NaN;
      return true;
    }
    boolean minus = field.length > 0 && field.bytes[field.offset] == '-';
    int skip = minus ? 1 : 0;
    if (isText(field, skip, "inf") || isText(field, skip, "Infinity")) {
      doubleValue = minus ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      return true;
    }
    return false;
  }

  private static boolean isText(Field field, int skip, String text) {
    if (field.length - skip != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (field.bytes[field.offset + skip + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads a decimal into {@link #decimalValue}; false on a misfit. */
  public boolean parseDecimal(Field field) {
    if (field.length > MAX_DECIMAL_LENGTH
        || !number(field)
        || Math.abs(exponent) > MAX_DECIMAL_SCALE) {
      return false;
    }
    if (significantDigits <= 18) {
      decimalValue = BigDecimal.valueOf(negative ? -mantissa : mantissa, (int) -exponent);
      return true;
    }
    try {
      decimalValue = JavaBigDecimalParser.parseBigDecimal(field.bytes, field.offset, field.length);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * Checks that the field is a decimal number and takes it apart: its value is {@link #mantissa}
   * times ten to the {@link #exponent}, if {@link #significantDigits} is 18 or less.
   */
  private boolean number(Field field) {
    byte[] bytes = field.bytes;
    int at = field.offset;
    int end = at + field.length;
    negative = false;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      negative = bytes[at++] == '-';
    }
    int start = at;
    int point = -1;
    long value = 0;
    int significant = 0;
    while (at < end) {
      int digit = bytes[at] - '0';
      if (digit >= 0 && digit <= 9) {
        if (significant > 0 || digit > 0) {
          significant++;
          value = 10 * value + digit;
        }
      } else if (bytes[at] == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
      at++;
    }
    int digits = at - start - (point < 0 ? 0 : 1);
    if (digits == 0) {
      return false;
    }
    mantissa = value;
    significantDigits = significant;
    exponent = point < 0 ? 0 : -(at - point - 1);
    return at == end || exponent(bytes, at, end);
  }

  private boolean exponent(byte[] bytes, int from, int end) {
    int at = from;
    if (bytes[at] != 'e' && bytes[at] != 'E') {
      return false;
    }
    at++;
    boolean minus = false;
    if (at < end && (bytes[at] == '-' || bytes[at] == '+')) {
      minus = bytes[at++] == '-';
    }
    if (at == end) {
      return false;
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      // Far beyond any type's range; more digits could only overflow.
      value = Math.min(10 * value + digit, Integer.MAX_VALUE);
    }
    exponent += minus ? -value : value;
    return true;
  }

  /** Reads a boolean into {@link #booleanValue}; false on a misfit. */
  public boolean parseBoolean(Field field) {
    if (isWord(field, "true")) {
      booleanValue = true;
      return true;
    }
    if (isWord(field, "false")) {
      booleanValue = false;
      return true;
    }
    return false;
  }

  private static boolean isWord(Field field, String lower) {
    if (field.length != lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      // Sets the bit that ASCII's two cases differ in; no other byte becomes a letter by it.
      if ((field.bytes[field.offset + i] | 0x20) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Reads a date, as days since 1970-01-01, into {@link #longValue}; false on a misfit. */
  public boolean parseDate(Field field) {
    if (date != null) {
      return parseDate(field, date);
    }
    return field.length == 10 && isoDate(field.bytes, field.offset);
  }

  private boolean parseDate(Field field, DateTimeFormatter pattern) {
    try {
      longValue = pattern.parse(field.toString(), LocalDate::from).toEpochDay();
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private boolean isoDate(byte[] bytes, int at) {
    int year = digits(bytes, at, 4);
    int month = digits(bytes, at + 5, 2);
    int day = digits(bytes, at + 8, 2);
    if ((year | month | day) < 0
        || bytes[at + 4] != '-'
        || bytes[at + 7] != '-'
        || !Days.exists(year, month, day)) {
      return false;
    }
    longValue = Days.of(year, month, day);
    return true;
  }

  /** The number that {@code count} digits from {@code at} stand for, or a negative one. */
  private static int digits(byte[] bytes, int at, int count) {
    int value = 0;
    for (int i = at; i < at + count; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** Reads a timestamp, in microseconds UTC, into {@link #longValue}; false on a misfit. */
  public boolean parseTimestamp(Field field) {
    return timestamp != null ? parseTimestamp(field, timestamp) : isoTimestamp(field);
  }

  private boolean parseTimestamp(Field field, DateTimeFormatter pattern) {
    try {
      TemporalAccessor parsed =
          pattern.parseBest(
              field.toString(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      OffsetDateTime time;
      if (parsed instanceof OffsetDateTime with) {
        time = with;
      } else if (parsed instanceof LocalDateTime local) {
        time = local.atOffset(ZoneOffset.UTC);
      } else {
        time = ((LocalDate) parsed).atStartOfDay().atOffset(ZoneOffset.UTC);
      }
      longValue =
          Math.addExact(
              Math.multiplyExact(time.toEpochSecond(), Days.MICROS_PER_SECOND),
              time.getNano() / 1000);
      return true;
    } catch (DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  private boolean isoTimestamp(Field field) {
    byte[] bytes = field.bytes;
    int at = field.offset;
    int end = at + field.length;
    if (field.length < 10 || !isoDate(bytes, at)) {
      return false;
    }
    long day = longValue;
    at += 10;
    if (at == end) {
      longValue = day * Days.MICROS_PER_DAY;
      return true;
    }
    if (end - at < 6 || (bytes[at] != 'T' && bytes[at] != ' ') || bytes[at + 3] != ':') {
      return false;
    }
    int hour = digits(bytes, at + 1, 2);
    int minute = digits(bytes, at + 4, 2);
    at += 6;
    int second = 0;
    long micros = 0;
    if (end - at >= 3 && bytes[at] == ':') {
      second = digits(bytes, at + 1, 2);
      at += 3;
      if (at < end && bytes[at] == '.') {
        int from = ++at;
        long scale = 100_000;
        for (; at < end && at - from < 9 && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
          micros += scale * (bytes[at] - '0');
          scale /= 10;
        }
        if (at == from) {
          return false;
        }
      }
    }
    int offset = at == end ? 0 : zoneMinutes(bytes, at, end);
    if ((hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59
        || offset == Integer.MIN_VALUE) {
      return false;
    }
    longValue =
        day * Days.MICROS_PER_DAY
            + ((hour * 60L + minute - offset) * 60 + second) * Days.MICROS_PER_SECOND
            + micros;
    return true;
  }

  /**
   * Minutes east of UTC that {@code Z} or {@code ±hh:mm} mean, or the least int if it is neither.
   */
  private static int zoneMinutes(byte[] bytes, int at, int end) {
    if (bytes[at] == 'Z') {
      return end - at == 1 ? 0 : Integer.MIN_VALUE;
    }
    if (end - at != 6 || (bytes[at] != '+' && bytes[at] != '-') || bytes[at + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = digits(bytes, at + 1, 2);
    int minutes = digits(bytes, at + 4, 2);
    if ((hours | minutes) < 0 || minutes > 59 || 60 * hours + minutes > 18 * 60) {
      return Integer.MIN_VALUE;
    }
    return bytes[at] == '-' ? -(60 * hours + minutes) : 60 * hours + minutes;
  }
}
