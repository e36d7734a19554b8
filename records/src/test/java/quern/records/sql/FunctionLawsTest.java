package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/** Functions against what Java has for the same. */
class FunctionLawsTest {
  private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final long SECONDS_PER_DAY = 86_400;

  /** Texts of few characters of one to four bytes, so that they have much in common. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "a", "A", "b", "z", " ", "%", ",", "é", "É", "Å", "ß", "Σ", "日", "😀", "𐐷", "\n")
        .list()
        .ofMaxSize(20)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> parts() {
    return Arbitraries.of("a", "b", "é", "日", "😀", ",", "")
        .list()
        .ofMaxSize(2)
        .map(list -> String.join("", list));
  }

  /** The values of columns {@code s, t, u}, {@code m, n}. */
  private static @Nullable String value(
      String expression, String s, String t, String u, long m, long n) {
    String csv =
        List.of(s, t, u).stream()
            .map(text -> '"' + text.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","));
    Table table =
        Table.of("s string, t string, u string, m long, n long", csv + "," + m + "," + n + "\n");
    return table.value(expression + " as x");
  }

  private static @Nullable String value(String expression, String s, String t) {
    return value(expression, s, t, "", 0, 0);
  }

  private static int[] points(String s) {
    return s.codePoints().toArray();
  }

  private static String text(int[] points, int from, int to) {
    return to <= from ? "" : new String(points, from, to - from);
  }

  @Property(tries = 500)
  void charactersAreCodePoints(@ForAll("texts") String s) {
    assertThat(value("length(s)", s, "")).isEqualTo("" + points(s).length);
    assertThat(value("octet_length(s)", s, ""))
        .isEqualTo("" + s.getBytes(StandardCharsets.UTF_8).length);
    assertThat(value("reverse(s)", s, "")).isEqualTo(new StringBuilder(s).reverse().toString());
    assertThat(value("upper(s)", s, ""))
        .isEqualTo(
            s.codePoints()
                .map(Character::toUpperCase)
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    assertThat(value("lower(s)", s, ""))
        .isEqualTo(
            s.codePoints()
                .map(Character::toLowerCase)
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    assertThat(value("ascii(s)", s, "")).isEqualTo("" + (s.isEmpty() ? 0 : s.codePointAt(0)));
  }

  @Property(tries = 1000)
  void substringIsAWindow(
      @ForAll("texts") String s,
      @ForAll @IntRange(min = -25, max = 25) int from,
      @ForAll @IntRange(min = -3, max = 25) int count) {
    int[] points = points(s);
    int start = from < 0 ? points.length + from : from - 1;
    int end = Math.min(start + count, points.length);
    String expected = text(points, Math.max(start, 0), end);
    assertThat(value("substring(s, m, n)", s, "", "", from, count)).isEqualTo(expected);
    assertThat(value("substring(s, m)", s, "", "", from, 0))
        .isEqualTo(text(points, Math.max(start, 0), points.length));
  }

  @Property(tries = 500)
  void leftAndRightPartAText(
      @ForAll("texts") String s, @ForAll @IntRange(min = -22, max = 22) int count) {
    int length = points(s).length;
    int kept = Math.max(0, Math.min(length, count < 0 ? length + count : count));
    assertThat(value("left(s, m)", s, "", "", count, 0)).isEqualTo(text(points(s), 0, kept));
    assertThat(value("right(s, m)", s, "", "", count, 0))
        .isEqualTo(text(points(s), length - kept, length));
  }

  @Property(tries = 500)
  void padsToTheLength(
      @ForAll("texts") String s,
      @ForAll("parts") String fill,
      @ForAll @IntRange(min = -2, max = 45) int length) {
    int[] points = points(s);
    int missing = Math.max(0, length - points.length);
    int[] fills = points(fill);
    StringBuilder padding = new StringBuilder();
    for (int i = 0; i < missing && fills.length > 0; i++) {
      padding.appendCodePoint(fills[i % fills.length]);
    }
    String kept = text(points, 0, Math.min(length, points.length));
    assertThat(value("lpad(s, m, t)", s, fill, "", length, 0)).isEqualTo(padding + kept);
    assertThat(value("rpad(s, m, t)", s, fill, "", length, 0)).isEqualTo(kept + padding);
  }

  @Property(tries = 500)
  void trimsWhatIsInTheSet(@ForAll("texts") String s, @ForAll("parts") String set) {
    int[] points = points(s);
    int from = 0;
    int to = points.length;
    while (from < to && set.indexOf(points[from]) >= 0) {
      from++;
    }
    int ltrimmed = from;
    while (to > 0 && set.indexOf(points[to - 1]) >= 0) {
      to--;
    }
    assertThat(value("ltrim(s, t)", s, set)).isEqualTo(text(points, ltrimmed, points.length));
    assertThat(value("rtrim(s, t)", s, set)).isEqualTo(text(points, 0, to));
    assertThat(value("trim(s, t)", s, set)).isEqualTo(text(points, from, to));
    assertThat(value("trim(s)", s, "")).isEqualTo(s.replaceAll("^ +| +\\z", ""));
  }

  @Property(tries = 1000)
  void findsAndReplacesParts(
      @ForAll("texts") String s, @ForAll("parts") String part, @ForAll("parts") String by) {
    int at = s.indexOf(part);
    assertThat(value("position(t in s)", s, part))
        .isEqualTo("" + (at < 0 ? 0 : s.codePointCount(0, at) + 1));
    assertThat(value("contains(s, t)", s, part)).isEqualTo("" + (at >= 0));
    assertThat(value("starts_with(s, t)", s, part)).isEqualTo("" + s.startsWith(part));
    assertThat(value("ends_with(s, t)", s, part)).isEqualTo("" + s.endsWith(part));
    assertThat(value("replace(s, t, u)", s, part, by, 0, 0))
        .isEqualTo(part.isEmpty() ? s : s.replace(part, by));
  }

  @Property(tries = 500)
  void piecesAreThoseBetweenSeparators(
      @ForAll("texts") String s,
      @ForAll("parts") String separator,
      @ForAll @IntRange(min = 1, max = 8) int n) {
    List<String> pieces =
        separator.isEmpty() ? List.of(s) : List.of(s.split(Pattern.quote(separator), -1));
    assertThat(value("split_part(s, t, m)", s, separator, "", n, 0))
        .isEqualTo(n > pieces.size() ? "" : pieces.get(n - 1));
    assertThat(value("split_part(s, t, m)", s, separator, "", -n, 0))
        .isEqualTo(n > pieces.size() ? "" : pieces.get(pieces.size() - n));
  }

  @Property(tries = 500)
  void translatesCharacterByCharacter(
      @ForAll("texts") String s, @ForAll("texts") String from, @ForAll("parts") String to) {
    int[] sources = points(from);
    int[] targets = points(to);
    StringBuilder expected = new StringBuilder();
    for (int point : points(s)) {
      int index = Arrays.stream(sources).boxed().toList().indexOf(point);
      if (index < 0) {
        expected.appendCodePoint(point);
      } else if (index < targets.length) {
        expected.appendCodePoint(targets[index]);
      }
    }
    assertThat(value("translate(s, t, u)", s, from, to, 0, 0)).isEqualTo(expected.toString());
  }

  /** Patterns that mean the same to RE2 and to Java. */
  @Property(tries = 300)
  void patternsMatchAsJavasDo(@ForAll("texts") String s) {
    Table table = Table.of("s string", '"' + s + "\"\n");
    for (String pattern :
        List.of(
            "a+",
            "[éÅ]|z",
            "(.)a(.)?",
            "\\s",
            "^a|b\\z",
            ".é",
            "[^a]",
            "(?i)É",
            "(a|ab)(b*)",
            "日.+")) {
      Matcher matcher = Pattern.compile(pattern, Pattern.UNICODE_CASE).matcher(s);
      boolean found = matcher.find();
      String about = pattern + " in " + s;
      assertThat(table.value("s ~ '" + pattern + "' as x")).as(about).isEqualTo("" + found);
      assertThat(table.value("regexp_extract(s, '" + pattern + "') as x"))
          .as(about)
          .isEqualTo(found ? matcher.group() : "");
      assertThat(table.value("regexp_replace(s, '" + pattern + "', '<\\&>') as x"))
          .as(about)
          .isEqualTo(matcher.replaceAll("<$0>"));
    }
  }

  @Property(tries = 500)
  void decimalsRoundExactly(
      @ForAll long unscaled,
      @ForAll @IntRange(min = -3, max = 12) int scale,
      @ForAll @IntRange(min = -25, max = 15) int places) {
    BigDecimal x = BigDecimal.valueOf(unscaled, scale);
    Table table = Table.of("x decimal, n long", x.toPlainString() + "," + places + "\n");
    assertThat(new BigDecimal(String.valueOf(table.value("round(x, n) as y"))))
        .isEqualByComparingTo(x.setScale(places, RoundingMode.HALF_UP));
    assertThat(new BigDecimal(String.valueOf(table.value("trunc(x, n) as y"))))
        .isEqualByComparingTo(x.setScale(places, RoundingMode.DOWN));
    assertThat(new BigDecimal(String.valueOf(table.value("floor(x) as y"))))
        .isEqualByComparingTo(x.setScale(0, RoundingMode.FLOOR));
    assertThat(new BigDecimal(String.valueOf(table.value("ceil(x) as y"))))
        .isEqualByComparingTo(x.setScale(0, RoundingMode.CEILING));
  }

  /** Up to 15 digits are those that a double is written with. */
  @Property(tries = 2000)
  void doublesRoundAsTheDecimalsTheyAreWrittenAs(
      @ForAll @LongRange(min = -999_999_999_999_999L, max = 999_999_999_999_999L) long unscaled,
      @ForAll @IntRange(min = 0, max = 18) int scale,
      @ForAll @IntRange(min = -5, max = 18) int places,
      @ForAll boolean half) {
    long digits = half ? unscaled / 10 * 10 + 5L * Long.signum(unscaled) : unscaled;
    BigDecimal x = BigDecimal.valueOf(digits, scale);
    int at = half ? scale - 1 : places;
    Table table = Table.of("x double, n long", x + "," + at + "\n");
    assertThat(Double.parseDouble(String.valueOf(table.value("round(x, n) as y"))))
        .isEqualTo(0.0 + x.setScale(at, RoundingMode.HALF_UP).doubleValue());
    assertThat(Double.parseDouble(String.valueOf(table.value("trunc(x, n) as y"))))
        .isEqualTo(0.0 + x.setScale(at, RoundingMode.DOWN).doubleValue());
  }

  @Property(tries = 500)
  void logarithmsUndoPowers(@ForAll @DoubleRange(min = -300, max = 300) double x) {
    Table table = Table.of("x double", x + "\n");
    for (String both : List.of("ln(exp(x))", "log2(power(2, x))", "log10(power(10, x))")) {
      double found = Double.parseDouble(String.valueOf(table.value(both + " as y")));
      assertThat(found).as(both).isCloseTo(x, org.assertj.core.data.Offset.offset(1e-12));
    }
  }

  @Provide
  Arbitrary<Long> days() {
    return Arbitraries.longs().between(FIRST_DAY, LAST_DAY);
  }

  @Property(tries = 300)
  void datesAreThoseOfJavasCalendar(
      @ForAll("days") long day, @ForAll @LongRange(min = 0, max = 86_399) long second) {
    LocalDate date = LocalDate.ofEpochDay(day);
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(day * SECONDS_PER_DAY + second, 500_000_000, ZoneOffset.UTC);
    Table table = Table.of("d date, t timestamp", date + "," + time + "Z\n");
    for (String x : List.of("d", "t")) {
      check(table, "year(%s)", x, date.getYear());
      check(table, "quarter(%s)", x, date.get(IsoFields.QUARTER_OF_YEAR));
      check(table, "month(%s)", x, date.getMonthValue());
      check(table, "day(%s)", x, date.getDayOfMonth());
      check(table, "week(%s)", x, date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      check(table, "isoyear(%s)", x, date.get(IsoFields.WEEK_BASED_YEAR));
      check(table, "isodow(%s)", x, date.getDayOfWeek().getValue());
      check(table, "dayofweek(%s)", x, date.getDayOfWeek().getValue() % 7);
      check(table, "dayofyear(%s)", x, date.getDayOfYear());
      check(table, "last_day(%s)", x, date.with(TemporalAdjusters.lastDayOfMonth()));
      check(table, "date_trunc('year', %s)::date", x, date.withDayOfYear(1));
      check(table, "date_trunc('month', %s)::date", x, date.withDayOfMonth(1));
    }
    check(table, "hour(%s)", "t", time.getHour());
    check(table, "minute(%s)", "t", time.getMinute());
    check(table, "second(%s)", "t", time.getSecond());
    check(table, "epoch(%s)", "t", day * SECONDS_PER_DAY + second);
    check(table, "make_date(year(%s), month(d), day(d))", "d", date);
    LocalDate monday = date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    check(table, "date_trunc('week', %s)", "d", monday.getYear() < 0 ? "null" : monday.toString());
    for (ChronoUnit unit : List.of(ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)) {
      String word = unit.name().toLowerCase(Locale.ROOT).replaceFirst("s$", "");
      check(
          table,
          "epoch(date_trunc('" + word + "', %s))",
          "t",
          time.truncatedTo(unit).toEpochSecond(ZoneOffset.UTC));
    }
  }

  private static void check(Table table, String expression, String argument, Object expected) {
    String sql = expression.formatted(argument);
    assertThat(String.valueOf(table.value(sql + " as x"))).as(sql).isEqualTo("" + expected);
  }

  @Property(tries = 400)
  void addingAndTakingApartMeet(
      @ForAll("days") long day,
      @ForAll("days") long other,
      @ForAll @IntRange(min = -3000, max = 3000) int count) {
    LocalDate date = LocalDate.ofEpochDay(day);
    LocalDate end = LocalDate.ofEpochDay(other);
    Table table = Table.of("d date, o date, n long", date + "," + end + "," + count + "\n");
    check(table, "date_add('month', n, %s)", "d", within(date.plusMonths(count)));
    check(table, "date_add('year', n, %s)", "d", within(date.plusYears(count)));
    check(table, "date_add('quarter', n, %s)", "d", within(date.plusMonths(3L * count)));
    check(table, "date_add('week', n, %s)", "d", within(date.plusWeeks(count)));
    check(table, "%s + n", "d", within(date.plusDays(count)));
    check(table, "%s - n", "d", within(date.minusDays(count)));
    check(table, "%s - d", "o", other - day);
    check(table, "date_diff('day', d, %s)", "o", other - day);
    check(table, "date_diff('year', d, %s)", "o", end.getYear() - date.getYear());
    check(
        table,
        "date_diff('month', d, %s)",
        "o",
        ChronoUnit.MONTHS.between(date.withDayOfMonth(1), end.withDayOfMonth(1)));
  }

  private static String within(LocalDate date) {
    return date.getYear() < 0 || date.getYear() > 9999 ? "null" : date.toString();
  }
}
