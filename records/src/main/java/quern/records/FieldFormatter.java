package quern.records;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Writes typed values as text, such that {@link FieldParser} reads the same value back (of dates in
 * ISO 8601, those of the years 0000 to 9999). Not for several threads.
 *
 * <table>
 * <caption>How each type is written</caption>
 * <tr><td>long<td>its digits
 * <tr><td>double<td>the shortest digits that read back the same, and among those the nearest to the
 *     value; laid out as {@link Double#toString(double)} does: {@code 0.001} to {@code 9999999.0}
 *     plain, beyond with an exponent, {@code 1.0E10}. Infinities are {@code Infinity} and {@code
 *     -Infinity}; not-a-number is the format's text.
 * <tr><td>decimal<td>plain, with its scale
 * <tr><td>boolean<td>{@code true}, {@code false}
 * <tr><td>date<td>{@code 2024-02-29}, or the format's pattern
 * <tr><td>timestamp<td>{@code 2024-02-29T12:30:00Z}, with as many digits of fraction as it has; or
 *     the format's pattern, in UTC
 * </table>
 */
public final class FieldFormatter {
  private final String nan;
  private final @Nullable DateTimeFormatter date;
  private final @Nullable DateTimeFormatter timestamp;
  private final ShortestDouble shortest = new ShortestDouble();

  /**
   * @throws IllegalArgumentException when a pattern in {@code formats} is not one
   */
  public FieldFormatter(Formats formats) {
    nan = formats.nan();
    date = Patterns.date(formats);
    timestamp = Patterns.timestamp(formats);
  }

  /** Appends a long. */
  public void appendLong(long value, ByteBuilder out) {
    if (value < 0) {
      out.append('-');
      appendDigits(value, 1, out);
    } else {
      appendDigits(-value, 1, out);
    }
  }

  /** Appends the digits of a number given as its negative, at least {@code least} of them. */
  private static void appendDigits(long negative, int least, ByteBuilder out) {
    int count = 1;
    for (long rest = negative / 10; rest != 0; rest /= 10) {
      count++;
    }
    for (int i = count; i < least; i++) {
      out.append('0');
    }
    out.reserve(count);
    int start = out.length();
    for (int i = 0; i < count; i++) {
      out.append('0');
    }
    byte[] bytes = out.array();
    long rest = negative;
    for (int i = start + count - 1; i >= start; i--) {
      bytes[i] = (byte) ('0' - rest % 10);
      rest /= 10;
    }
  }

  /** Appends a double. */
  public void appendDouble(double value, ByteBuilder out) {
    if (Double.isNaN(value)) {
      out.append(nan);
      return;
    }
    if (value < 0 || (value == 0 && 1 / value < 0)) {
      out.append('-');
    }
    double magnitude = Math.abs(value);
    if (Double.isInfinite(magnitude)) {
      out.append("Infinity");
    } else if (magnitude == 0) {
      out.append("0.0");
    } else {
      shortest.find(magnitude);
      layOut(shortest.digits, shortest.exponent, out);
    }
  }

  /** Lays out {@code digits * 10^exponent}, where the digits are positive, as Java does. */
  private static void layOut(long digits, int exponent, ByteBuilder out) {
    int count = 1;
    for (long rest = digits / 10; rest != 0; rest /= 10) {
      count++;
    }
    // The value is 0.ddd * 10^point.
    int point = count + exponent;
    int start = out.length();
    if (point > 7 || point <= -3) {
      appendDigits(-digits, 1, out);
      insertPoint(out, start + 1);
      out.append('E');
      if (point - 1 < 0) {
        out.append('-');
      }
      appendDigits(-Math.abs(point - 1L), 1, out);
    } else if (point <= 0) {
      out.append('0').append('.');
      for (int i = point; i < 0; i++) {
        out.append('0');
      }
      appendDigits(-digits, 1, out);
    } else {
      appendDigits(-digits, 1, out);
      for (int i = count; i < point; i++) {
        out.append('0');
      }
      insertPoint(out, start + point);
    }
  }

  /** Puts a point before what is at {@code at}, and a zero behind it when it would stand last. */
  private static void insertPoint(ByteBuilder out, int at) {
    if (at == out.length()) {
      out.append('.').append('0');
      return;
    }
    int length = out.length();
    out.append('0');
    System.arraycopy(out.array(), at, out.array(), at + 1, length - at);
    out.array()[at] = '.';
  }

  /** Appends a decimal. */
  public void appendDecimal(BigDecimal value, ByteBuilder out) {
    out.append(value.toPlainString());
  }

  /** Appends a boolean. */
  public void appendBoolean(boolean value, ByteBuilder out) {
    out.append(value ? "true" : "false");
  }

  /** Appends the date that is {@code days} after 1970-01-01. */
  public void appendDate(long days, ByteBuilder out) {
    if (date == null) {
      appendIsoDate(days, out);
    } else {
      out.append(date.format(LocalDate.ofEpochDay(days).atStartOfDay().atOffset(ZoneOffset.UTC)));
    }
  }

  private static void appendIsoDate(long days, ByteBuilder out) {
    long civil = Days.civil(days);
    long year = Days.year(civil);
    if (year < 0) {
      out.append('-');
    } else if (year > 9999) {
      out.append('+');
    }
    appendDigits(-Math.abs(year), 4, out);
    out.append('-');
    appendDigits(-Days.month(civil), 2, out);
    out.append('-');
    appendDigits(-Days.day(civil), 2, out);
  }

  /** Appends the timestamp that is {@code micros} after 1970-01-01T00:00Z. */
  public void appendTimestamp(long micros, ByteBuilder out) {
    if (timestamp != null) {
      out.append(format(timestamp, micros));
      return;
    }
    appendIsoDate(Math.floorDiv(micros, Days.MICROS_PER_DAY), out);
    long ofDay = Math.floorMod(micros, Days.MICROS_PER_DAY);
    long seconds = ofDay / Days.MICROS_PER_SECOND;
    out.append('T');
    appendDigits(-(seconds / 3600), 2, out);
    out.append(':');
    appendDigits(-(seconds / 60 % 60), 2, out);
    out.append(':');
    appendDigits(-(seconds % 60), 2, out);
    long fraction = ofDay % Days.MICROS_PER_SECOND;
    if (fraction != 0) {
      int places = 6;
      for (; fraction % 10 == 0; fraction /= 10) {
        places--;
      }
      out.append('.');
      appendDigits(-fraction, places, out);
    }
    out.append('Z');
  }

  private static String format(DateTimeFormatter pattern, long micros) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(micros, Days.MICROS_PER_SECOND),
            Math.floorMod(micros, Days.MICROS_PER_SECOND) * 1000);
    return pattern.format(instant.atOffset(ZoneOffset.UTC));
  }
}
