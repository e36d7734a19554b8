package quern.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldParserTest {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private static final FieldParser PARSER = new FieldParser(Formats.ISO);

  /**
   * The value read, or null for a misfit. The field stands amid other bytes, as it does in a row.
   */
  private static @Nullable Object read(FieldParser parser, Type type, String text) {
    byte[] bytes = ("9" + text + "9").getBytes(StandardCharsets.UTF_8);
    Field field = new Field();
    field.set(bytes, 1, bytes.length - 2);
    if (!parser.parse(field, type)) {
      return null;
    }
    return switch (type) {
      case STRING -> text;
      case LONG, DATE, TIMESTAMP -> parser.longValue;
      case DOUBLE -> parser.doubleValue;
      case DECIMAL -> parser.decimalValue;
      case BOOLEAN -> parser.booleanValue;
    };
  }

  private static @Nullable Object read(Type type, String text) {
    return read(PARSER, type, text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "+7, 7",
    "0000000000000000000000000000042, 42",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "-0009223372036854775808, -9223372036854775808"
  })
  void readsLongs(String text, long value) {
    assertThat(read(Type.LONG, text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "--1",
        "1-",
        " 1",
        "1 ",
        "1.0",
        "1e3",
        "0x1",
        "1_000",
        "1,000",
        "٣",
        "9223372036854775808",
        "-9223372036854775809",
        "10000000000000000000",
        "92233720368547758070",
        "99999999999999999999999999"
      })
  void takesNothingElseForALong(String text) {
    assertThat(read(Type.LONG, text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0, -0.0",
    "1, 1.0",
    "1., 1.0",
    ".5, 0.5",
    "-.5e1, -5.0",
    "1.5E+3, 1500.0",
    "9007199254740993, 9007199254740992.0",
    "1e22, 1e22",
    "1e23, 1e23",
    "123456789012345678901234567890, 1.2345678901234568e29",
    "0.1e-400, 0.0",
    "4.9e-324, 4.9e-324",
    "2.4703282292062327e-324, 0.0",
    "2.4703282292062328e-324, 4.9e-324",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "0e99999999999999999999, 0.0",
    "inf, Infinity",
    "-inf, -Infinity",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
    "NaN, NaN"
  })
  void readsDoubles(String text, double value) {
    assertThat(read(Type.DOUBLE, text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "+.",
        "e5",
        "1e",
        "1e+",
        "1.2.3",
        "1e5.0",
        " 1",
        "1 ",
        "1d",
        "1f",
        "0x1p3",
        "+inf",
        "INF",
        "infinity",
        "nan",
        "-NaN",
        "1e309",
        "-1e400",
        "1e99999999999999999999",
        "1,5",
        "1 000",
        "١"
      })
  void takesNothingElseForADouble(String text) {
    assertThat(read(Type.DOUBLE, text)).isNull();
  }

  @Test
  void readsNotANumberAsTheFormatSpellsIt() {
    FieldParser parser = new FieldParser(new Formats("n/a", "", ""));
    assertThat(read(parser, Type.DOUBLE, "n/a")).isEqualTo(Double.NaN);
    assertThat(read(parser, Type.DOUBLE, "NaN")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0.00",
        "1.50",
        "+1.5",
        ".5",
        "5.",
        "1e3",
        "-1.5e-3",
        "123456789012345678",
        "999999999999999999",
        "1234567890123456789.123456789",
        "1e1000",
        "1e-1000"
      })
  void readsDecimalsExactlyWithTheirScale(String text) {
    assertThat(read(Type.DECIMAL, text)).isEqualTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "1e",
        "NaN",
        "inf",
        " 1",
        "1e1001",
        "1e-1001",
        "1e999999999",
        "1e-999999999999"
      })
  void takesNothingElseForADecimal(String text) {
    assertThat(read(Type.DECIMAL, text)).isNull();
  }

  @Test
  void boundsTheLengthOfADecimal() {
    assertThat(read(Type.DECIMAL, "7".repeat(1000))).isEqualTo(new BigDecimal("7".repeat(1000)));
    assertThat(read(Type.DECIMAL, "7".repeat(1001))).isNull();
    assertThat(read(Type.DECIMAL, "0." + "0".repeat(999) + "1")).isNull();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "TRUE, true", "True, true", "false, false", "FALSE, false"})
  void readsBooleans(String text, boolean value) {
    assertThat(read(Type.BOOLEAN, text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "t", "f", "1", "0", "yes", " true", "true ", "truE\u0000", "TRUu", "fals"})
  void takesNothingElseForABoolean(String text) {
    assertThat(read(Type.BOOLEAN, text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01",
        "0000-02-29",
        "0001-01-01",
        "1582-10-10",
        "1900-02-28",
        "2000-02-29",
        "2024-12-31",
        "9999-12-31"
      })
  void readsDates(String text) {
    assertThat(read(Type.DATE, text)).isEqualTo(LocalDate.parse(text).toEpochDay());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-1-1",
        "2024-02-30",
        "2023-02-29",
        "1900-02-29",
        "2024-13-01",
        "2024-00-01",
        "2024-04-31",
        "2024-01-00",
        "2024-01-32",
        "2024/01/01",
        "20240101",
        "2024-01-01 ",
        "2024-01-01T00:00",
        "-024-01-01",
        "02024-01-01"
      })
  void takesNothingElseForADate(String text) {
    assertThat(read(Type.DATE, text)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 1970-01-01T00:00:00Z",
    "2024-02-29 12:30, 2024-02-29T12:30:00Z",
    "2024-02-29T12:30, 2024-02-29T12:30:00Z",
    "2024-02-29T12:30Z, 2024-02-29T12:30:00Z",
    "2024-02-29T12:30+02:00, 2024-02-29T10:30:00Z",
    "2024-02-29T23:59:59, 2024-02-29T23:59:59Z",
    "2024-02-29T23:59:59.1, 2024-02-29T23:59:59.1Z",
    "2024-02-29T23:59:59.123456, 2024-02-29T23:59:59.123456Z",
    "2024-02-29T23:59:59.123456789, 2024-02-29T23:59:59.123456Z",
    "2024-02-29T23:59:59.5-11:30, 2024-03-01T11:29:59.5Z",
    "0000-01-01 00:00:00+18:00, -0001-12-31T06:00:00Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z"
  })
  void readsTimestamps(String text, String instant) {
    assertThat(read(Type.TIMESTAMP, text)).isEqualTo(micros(Instant.parse(instant)));
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024-02-29T",
        "2024-02-29T1",
        "2024-02-29T12",
        "2024-02-29T12:3",
        "2024-02-29t12:30",
        "2024-02-29  12:30",
        "2024-02-29T24:00",
        "2024-02-29T12:60",
        "2024-02-29T12:30:60",
        "2024-02-29T12:30:5",
        "2024-02-29T12:30:55.",
        "2024-02-29T12:30:55.Z",
        "2024-02-29T12:30:55.1234567890",
        "2024-02-29T12:30z",
        "2024-02-29T12:30ZZ",
        "2024-02-29T12:30+2",
        "2024-02-29T12:30+0200",
        "2024-02-29T12:30+18:01",
        "2024-02-29T12:30+02:60",
        "2024-02-30T12:30",
        "2024-02-29T12:30.5",
        "2024-02-29T-1:30",
        "2024-02-29T12:-1",
        "2024-02-29T12:30:-1"
      })
  void takesNothingElseForATimestamp(String text) {
    assertThat(read(Type.TIMESTAMP, text)).isNull();
  }

  @Test
  void readsDatesAndTimestampsByPattern() {
    FieldParser parser = new FieldParser(new Formats("NaN", "dd.MM.yyyy", "d MMM yyyy HH:mm"));
    assertThat(read(parser, Type.DATE, "29.02.2024"))
        .isEqualTo(LocalDate.of(2024, 2, 29).toEpochDay());
    assertThat(read(parser, Type.DATE, "30.02.2024")).isNull();
    assertThat(read(parser, Type.DATE, "2024-02-29")).isNull();
    assertThat(read(parser, Type.TIMESTAMP, "1 Mar 2024 07:05"))
        .isEqualTo(micros(Instant.parse("2024-03-01T07:05:00Z")));
    assertThat(read(parser, Type.TIMESTAMP, "1 Mar 2024")).isNull();
  }

  @Test
  void honoursAnOffsetInAPatternAndTakesADayForItsMidnight() {
    FieldParser offset = new FieldParser(new Formats("", "", "yyyy-MM-dd HH:mm XXX"));
    assertThat(read(offset, Type.TIMESTAMP, "2024-03-01 07:05 +02:00"))
        .isEqualTo(micros(Instant.parse("2024-03-01T05:05:00Z")));
    FieldParser day = new FieldParser(new Formats("", "", "yyyy-MM-dd"));
    assertThat(read(day, Type.TIMESTAMP, "2024-03-01"))
        .isEqualTo(micros(Instant.parse("2024-03-01T00:00:00Z")));
  }

  @Test
  void refusesAPatternThatIsNone() {
    assertThatThrownBy(() -> new FieldParser(new Formats("", "yyyy-bb", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dateFormat 'yyyy-bb' is not a pattern")
        .hasMessageContaining("write it like");
  }

  // Laws: the same answer as the slow readers of the JDK.

  @Provide
  Arbitrary<String> numbers() {
    Arbitrary<String> junk =
        Arbitraries.strings().withChars("0123456789+-.eE xdfINn_").ofMaxLength(25);
    Arbitrary<String> longs = Arbitraries.longs().map(Object::toString);
    Arbitrary<String> big = Arbitraries.bigIntegers().map(Object::toString);
    Arbitrary<String> doubles =
        Arbitraries.longs().map(Double::longBitsToDouble).map(Object::toString);
    Arbitrary<String> plain =
        Combinators.combine(
                Arbitraries.of("", "-", "+"),
                Arbitraries.strings().numeric().ofMaxLength(20),
                Arbitraries.strings().numeric().ofMaxLength(20),
                Arbitraries.of("", "e1", "E-5", "e+22", "e23", "e-22", "e-23", "e300", "e-310"))
            .as((sign, whole, fraction, power) -> sign + whole + "." + fraction + power);
    return Arbitraries.oneOf(junk, longs, big, doubles, plain);
  }

  @Property(tries = 5000)
  void agreesWithParseLong(@ForAll("numbers") String text) {
    Object expected;
    try {
      expected = Long.parseLong(text);
    } catch (NumberFormatException e) {
      expected = null;
    }
    assertThat(read(Type.LONG, text)).isEqualTo(expected);
  }

  @Property(tries = 10000)
  void agreesWithParseDouble(@ForAll("numbers") String text) {
    Object expected = null;
    if (NUMBER.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      expected = Double.isInfinite(value) ? null : (Object) value;
    } else if (text.matches("NaN|-?inf|-?Infinity")) {
      expected = Double.parseDouble(text.replace("inf", "Infinity"));
    }
    assertThat(read(Type.DOUBLE, text)).isEqualTo(expected);
  }

  @Property(tries = 5000)
  void agreesWithBigDecimal(@ForAll("numbers") String text) {
    Object expected = NUMBER.matcher(text).matches() ? new BigDecimal(text) : null;
    if (expected instanceof BigDecimal decimal && Math.abs(decimal.scale()) > 1000) {
      expected = null;
    }
    assertThat(read(Type.DECIMAL, text)).isEqualTo(expected);
  }

  @Property(tries = 5000)
  void agreesWithLocalDate(
      @ForAll @IntRange(min = 0, max = 9999) int year,
      @ForAll @IntRange(min = 0, max = 14) int month,
      @ForAll @IntRange(min = 0, max = 33) int day) {
    Object expected;
    try {
      expected = LocalDate.of(year, month, day).toEpochDay();
    } catch (DateTimeException e) {
      expected = null;
    }
    String text = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
    assertThat(read(Type.DATE, text)).isEqualTo(expected);
  }

  @Property
  void agreesWithOffsetDateTime(
      @ForAll @IntRange(min = -1000, max = 100000) int day,
      @ForAll @IntRange(min = 0, max = 86399) int second,
      @ForAll @IntRange(min = 0, max = 999_999_999) int nano,
      @ForAll @IntRange(min = -1080, max = 1080) int offset) {
    OffsetDateTime time =
        LocalDateTime.of(LocalDate.ofEpochDay(day), java.time.LocalTime.ofSecondOfDay(second))
            .withNano(nano)
            .atOffset(ZoneOffset.ofTotalSeconds(60 * offset));
    assertThat(read(Type.TIMESTAMP, time.toString())).isEqualTo(micros(time.toInstant()));
  }

  @Property(tries = 2000)
  void junkIsNeverATimestampTheJdkDoesNotKnow(
      @ForAll @CharRange(from = '0', to = '2') @StringLength(max = 6) String tail) {
    String text = "2024-01-01T00:" + tail;
    Object expected;
    try {
      expected = micros(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      expected = null;
    }
    assertThat(read(Type.TIMESTAMP, text)).isEqualTo(expected);
  }

  @Property(tries = 5000)
  void neverReadsBeyondTheField(@ForAll("numbers") String text) {
    for (Type type : Type.values()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      Field field = new Field();
      field.set(bytes, 0, bytes.length);
      Object amid = read(type, text);
      assertThat(PARSER.parse(field, type)).isEqualTo(amid != null);
    }
  }
}
