package quern.records.sql;

import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import quern.conf.Nearest;
import quern.records.ByteBuilder;
import quern.records.Days;
import quern.records.FieldFormatter;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Patterns;
import quern.records.Type;
import quern.records.sql.SqlFunction.BadArgument;

/**
 * Functions of dates and timestamps, all in UTC. Their results are within the years 0 to 9999,
 * which are those that can be read back; what is beyond is null and counted.
 */
final class MomentFunctions {
  private static final long FIRST_DAY = Days.of(0, 1, 1);
  private static final long LAST_DAY = Days.of(9999, 12, 31);

  private MomentFunctions() {}

  static List<SqlFunction> all() {
    List<SqlFunction> all = new ArrayList<>();
    for (Part part : Part.values()) {
      all.add(
          SqlFunction.of(
              part.label() + "(x moment) → long",
              c -> c.give(part.of(days(c, 0), microsOfDay(c, 0))),
              part.alias.equals(part.label()) ? new String[0] : new String[] {part.alias}));
    }
    all.addAll(
        List.of(
            SqlFunction.made(
                "extract('field', x moment) → long", MomentFunctions::extract, "date_part"),
            SqlFunction.made("date_trunc('unit', x moment) → moment", MomentFunctions::trunc),
            SqlFunction.of(
                "date_add(x moment, days long) → moment", MomentFunctions::addDays, "dateadd"),
            SqlFunction.of("date_sub(x moment, days long) → moment", MomentFunctions::subtractDays),
            SqlFunction.made(
                "date_add('unit', count long, x moment) → moment", MomentFunctions::add, "dateadd"),
            SqlFunction.of(
                "date_diff(end moment, start moment) → long",
                MomentFunctions::daysBetween,
                "datediff"),
            SqlFunction.made(
                "date_diff('unit', start moment, end moment) → long",
                MomentFunctions::difference,
                "datediff"),
            SqlFunction.of("last_day(x moment) → date", MomentFunctions::lastDay),
            SqlFunction.of(
                "make_date(year long, month long, day long) → date", MomentFunctions::makeDate),
            SqlFunction.made("to_date(s string[, 'pattern']) → date", MomentFunctions::parsed),
            SqlFunction.made(
                "to_timestamp(s string[, 'pattern']) → timestamp", MomentFunctions::parsed),
            SqlFunction.of(
                "timestamp_seconds(seconds long) → timestamp", MomentFunctions::ofSeconds),
            SqlFunction.made(
                "date_format(x moment, 'pattern') → string", MomentFunctions::formatted)));
    return all;
  }

  /** What a moment can be asked for. */
  private enum Part {
    YEAR,
    QUARTER,
    MONTH,
    DAY("dayofmonth"),
    HOUR,
    MINUTE,
    SECOND,
    WEEK("weekofyear"),
    ISOYEAR,
    ISODOW,
    DAYOFWEEK("dow"),
    DAYOFYEAR("doy"),
    EPOCH;

    /** Its other name, or the same. */
    final String alias;

    Part() {
      this.alias = label();
    }

    Part(String alias) {
      this.alias = alias;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    long of(long days, long microsOfDay) {
      long civil = Days.civil(days);
      long seconds = microsOfDay / Days.MICROS_PER_SECOND;
      // The week is the year's that has its Thursday (ISO 8601).
      long thursday = days - isoDayOfWeek(days) + 4;
      return switch (this) {
        case YEAR -> Days.year(civil);
        case QUARTER -> (Days.month(civil) + 2) / 3;
        case MONTH -> Days.month(civil);
        case DAY -> Days.day(civil);
        case HOUR -> seconds / 3600;
        case MINUTE -> seconds / 60 % 60;
        case SECOND -> seconds % 60;
        case WEEK -> dayOfYear(thursday) / 7 + 1;
        case ISOYEAR -> Days.year(Days.civil(thursday));
        case ISODOW -> isoDayOfWeek(days);
        case DAYOFWEEK -> isoDayOfWeek(days) % 7;
        case DAYOFYEAR -> dayOfYear(days) + 1;
        case EPOCH -> days * 86_400 + seconds;
      };
    }

    /** 1 for Monday to 7 for Sunday; 1970 started on a Thursday. */
    private static long isoDayOfWeek(long days) {
      return Math.floorMod(days + 3, 7L) + 1;
    }

    /** From 0. */
    private static long dayOfYear(long days) {
      return days - Days.of((int) Days.year(Days.civil(days)), 1, 1);
    }
  }

  /** What time is cut into; from {@link #HOUR} on within a day. */
  private enum Unit {
    YEAR(12),
    QUARTER(3),
    MONTH(1),
    WEEK(7),
    DAY(1),
    HOUR(3600 * Days.MICROS_PER_SECOND),
    MINUTE(60 * Days.MICROS_PER_SECOND),
    SECOND(Days.MICROS_PER_SECOND),
    MILLISECOND(1000),
    MICROSECOND(1);

    /** In months, days or microseconds. */
    private final long length;

    Unit(long length) {
      this.length = length;
    }

    private boolean isOfMonths() {
      return compareTo(MONTH) <= 0;
    }

    boolean isWithinDay() {
      return compareTo(HOUR) >= 0;
    }

    /**
     * Which unit the moment is in, counted from one that is the same for all.
     *
     * @throws ArithmeticException when it is beyond all calendars
     */
    long index(long days, long microsOfDay) {
      if (isOfMonths()) {
        return Math.floorDiv(months(days), length);
      }
      // A week starts on Monday, and the days are counted from a Thursday.
      return this == WEEK
          ? Math.floorDiv(days + 3, length)
          : isWithinDay()
              ? Math.floorDiv(
                  Math.addExact(Math.multiplyExact(days, Days.MICROS_PER_DAY), microsOfDay), length)
              : days;
    }

    /** The first day of the unit of that {@link #index}; of units that are whole days. */
    long firstDay(long index) {
      if (isOfMonths()) {
        return dayOf(index * length, 1);
      }
      return this == WEEK ? index * length - 3 : index;
    }

    /**
     * The day that comes {@code count} units later; of units that are whole days.
     *
     * @throws ArithmeticException when it is beyond all calendars
     */
    long add(long days, long count) {
      long more = Math.multiplyExact(count, length);
      if (!isOfMonths()) {
        return Math.addExact(days, more);
      }
      long months = Math.addExact(months(days), more);
      return months < 0 || months >= 12 * 10_000L
          ? Long.MAX_VALUE
          : dayOf(months, Days.day(Days.civil(days)));
    }

    /** Months since year 0. */
    private static long months(long days) {
      long civil = Days.civil(days);
      return 12 * Days.year(civil) + Days.month(civil) - 1;
    }

    /** The day of a month counted from year 0, or the month's last if it has not as many. */
    private static long dayOf(long months, long day) {
      int year = (int) Math.floorDiv(months, 12L);
      int month = (int) Math.floorMod(months, 12L) + 1;
      return Days.of(year, month, (int) Math.min(day, Days.length(year, month)));
    }
  }

  private static boolean isDate(Call c, int index) {
    return c.argument(index).type == Type.DATE;
  }

  private static long days(Call c, int index) {
    long value = c.integer(index);
    return isDate(c, index) ? value : Math.floorDiv(value, Days.MICROS_PER_DAY);
  }

  private static long microsOfDay(Call c, int index) {
    return isDate(c, index) ? 0 : Math.floorMod(c.integer(index), Days.MICROS_PER_DAY);
  }

  /** Gives a date, or a timestamp if the result is one. */
  private static boolean give(Call c, long days, long microsOfDay) {
    if (days < FIRST_DAY || days > LAST_DAY) {
      return c.misfit();
    }
    return c.give(c.type == Type.DATE ? days : days * Days.MICROS_PER_DAY + microsOfDay);
  }

  /** Gives a timestamp. */
  private static boolean giveMicros(Call c, long micros) {
    return give(
        c, Math.floorDiv(micros, Days.MICROS_PER_DAY), Math.floorMod(micros, Days.MICROS_PER_DAY));
  }

  private static Part part(Invocation invocation) {
    String word = invocation.text(0, "").toLowerCase(Locale.ROOT);
    for (Part part : Part.values()) {
      if (part.label().equals(word) || part.alias.equals(word)) {
        return part;
      }
    }
    throw unknown("field", word, Arrays.stream(Part.values()).map(Part::label).toList());
  }

  private static Unit unit(Invocation invocation) {
    String word = invocation.text(0, "").toLowerCase(Locale.ROOT);
    List<String> units =
        Arrays.stream(Unit.values()).map(unit -> unit.name().toLowerCase(Locale.ROOT)).toList();
    int index = units.indexOf(word);
    if (index < 0) {
      throw unknown("unit", word, units);
    }
    return Unit.values()[index];
  }

  private static BadArgument unknown(String what, String word, List<String> all) {
    return new BadArgument(
        0,
        "no %s is called '%s'; %sThe %ss are: %s"
            .formatted(
                what,
                word,
                Nearest.to(word, all).map("did you mean '%s'? "::formatted).orElse(""),
                what,
                String.join(", ", all)));
  }

  /** The unit, which must not cut days when the result is a date. */
  private static Unit unitOfResult(Invocation invocation) {
    Unit unit = unit(invocation);
    if (unit.isWithinDay() && invocation.type() == Type.DATE) {
      throw new BadArgument(
          0, "a date has no time of day: cast it to a timestamp, or use day or a longer unit");
    }
    return unit;
  }

  private static Node extract(Invocation invocation) {
    Part part = part(invocation);
    return invocation.call(c -> c.give(part.of(days(c, 1), microsOfDay(c, 1))));
  }

  private static Node trunc(Invocation invocation) {
    Unit unit = unitOfResult(invocation);
    if (unit.isWithinDay()) {
      return invocation.call(
          c -> giveMicros(c, c.integer(1) - Math.floorMod(c.integer(1), unit.length)));
    }
    return invocation.call(c -> give(c, unit.firstDay(unit.index(days(c, 1), 0)), 0));
  }

  /** A moment so many days later. */
  static boolean addDays(Call c) {
    return addDays(c, c.integer(1));
  }

  /** A moment so many days earlier. */
  static boolean subtractDays(Call c) {
    return c.integer(1) == Long.MIN_VALUE ? c.misfit() : addDays(c, -c.integer(1));
  }

  private static boolean addDays(Call c, long count) {
    try {
      return give(c, Unit.DAY.add(days(c, 0), count), microsOfDay(c, 0));
    } catch (ArithmeticException e) {
      return c.misfit();
    }
  }

  /** How many days the first moment's is after the second's. */
  static boolean daysBetween(Call c) {
    return c.give(days(c, 0) - days(c, 1));
  }

  private static Node add(Invocation invocation) {
    Unit unit = unitOfResult(invocation);
    return invocation.call(
        c -> {
          try {
            if (unit.isWithinDay()) {
              long micros =
                  Math.addExact(c.integer(2), Math.multiplyExact(c.integer(1), unit.length));
              return giveMicros(c, micros);
            }
            return give(c, unit.add(days(c, 2), c.integer(1)), microsOfDay(c, 2));
          } catch (ArithmeticException e) {
            return c.misfit();
          }
        });
  }

  private static Node difference(Invocation invocation) {
    Unit unit = unit(invocation);
    return invocation.call(
        c -> {
          try {
            return c.give(
                unit.index(days(c, 2), microsOfDay(c, 2))
                    - unit.index(days(c, 1), microsOfDay(c, 1)));
          } catch (ArithmeticException e) {
            return c.misfit();
          }
        });
  }

  private static boolean lastDay(Call c) {
    return give(c, Unit.MONTH.firstDay(Unit.MONTH.index(days(c, 0), 0) + 1) - 1, 0);
  }

  private static boolean makeDate(Call c) {
    long year = c.integer(0);
    long month = c.integer(1);
    long day = c.integer(2);
    boolean exists =
        year >= 0
            && year <= 9999
            && month == (int) month
            && day == (int) day
            && Days.exists((int) year, (int) month, (int) day);
    return exists ? c.give(Days.of((int) year, (int) month, (int) day)) : c.misfit();
  }

  private static boolean ofSeconds(Call c) {
    long seconds = c.integer(0);
    return give(
        c,
        Math.floorDiv(seconds, 86_400L),
        Math.floorMod(seconds, 86_400L) * Days.MICROS_PER_SECOND);
  }

  /** Formats with the pattern that is the second argument; ISO 8601 without one. */
  private static Formats formats(Invocation invocation) {
    String pattern = invocation.text(1, "");
    try {
      Patterns.check(pattern);
    } catch (IllegalArgumentException e) {
      throw new BadArgument(1, String.valueOf(e.getMessage()));
    }
    return new Formats("", pattern, pattern);
  }

  private static Node parsed(Invocation invocation) {
    FieldParser parser = new FieldParser(formats(invocation));
    Type type = invocation.type();
    return invocation.call(
        c -> parser.parse(c.text(0), type) ? c.give(parser.longValue) : c.misfit());
  }

  private static Node formatted(Invocation invocation) {
    FieldFormatter formatter = new FieldFormatter(formats(invocation));
    try {
      formatter.appendTimestamp(0, new ByteBuilder(0));
    } catch (DateTimeException e) {
      throw new BadArgument(
          1, "'" + invocation.text(1, "") + "' asks for what no timestamp has: " + e.getMessage());
    }
    return invocation.call(
        c -> {
          ByteBuilder out = c.builder();
          if (isDate(c, 0)) {
            formatter.appendDate(c.integer(0), out);
          } else {
            formatter.appendTimestamp(c.integer(0), out);
          }
          return c.give(out);
        });
  }
}
