package quern.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldFormatterTest {
  private static final FieldFormatter ISO = new FieldFormatter(Formats.ISO);

  private static String written(Consumer<ByteBuilder> action) {
    ByteBuilder out = new ByteBuilder(0);
    out.append('<');
    action.accept(out);
    return out.toString().substring(1);
  }

  private static String text(double value) {
    return written(out -> ISO.appendDouble(value, out));
  }

  private static String text(long value) {
    return written(out -> ISO.appendLong(value, out));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "-1.5, -1.5",
    "0.1, 0.1",
    "100, 100.0",
    "0.001, 0.001",
    "0.00099, 9.9E-4",
    "9999999, 9999999.0",
    "10000000, 1.0E7",
    "12345678, 1.2345678E7",
    "123456.789, 123456.789",
    "1e10, 1.0E10",
    "2e23, 2.0E23",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "4.9e-324, 4.9E-324",
    "9.9e-324, 9.9E-324",
    "1.5e-323, 1.5E-323",
    "1.7976931348623157e308, 1.7976931348623157E308",
    "9007199254740993, 9.007199254740992E15",
    "0.3, 0.3",
    "0.30000000000000004, 0.30000000000000004",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void writesDoublesAsJavaLaysThemOut(double value, String text) {
    assertThat(text(value)).isEqualTo(text);
  }

  @Test
  void isShorterWhereJava17IsNot() {
    // JDK-4511638
    assertThat(text(Double.parseDouble("2e23"))).isEqualTo("2.0E23");
    assertThat(text(Double.parseDouble("8.41e21"))).isEqualTo("8.41E21");
    assertThat(text(2.0e-3)).isEqualTo("0.002");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9, 10, 99, 100, -100, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesLongs(long value) {
    assertThat(text(value)).isEqualTo(Long.toString(value));
  }

  @Test
  void writesDecimalsPlainWithTheirScale() {
    BiConsumer<String, String> check =
        (value, text) ->
            assertThat(written(out -> ISO.appendDecimal(new BigDecimal(value), out)))
                .isEqualTo(text);
    check.accept("1.50", "1.50");
    check.accept("-0.00", "0.00");
    check.accept("1e3", "1000");
    check.accept("1e-7", "0.0000001");
  }

  @Test
  void writesBooleansAndTheFormatsNotANumber() {
    assertThat(written(out -> ISO.appendBoolean(true, out))).isEqualTo("true");
    assertThat(written(out -> ISO.appendBoolean(false, out))).isEqualTo("false");
    FieldFormatter formatter = new FieldFormatter(new Formats("n/a", "", ""));
    assertThat(written(out -> formatter.appendDouble(Double.NaN, out))).isEqualTo("n/a");
  }

  @Test
  void writesDatesAndTimestampsByPattern() {
    FieldFormatter formatter =
        new FieldFormatter(new Formats("NaN", "dd.MM.yyyy", "d MMM yyyy HH:mm:ss"));
    long day = LocalDate.of(2024, 2, 29).toEpochDay();
    assertThat(written(out -> formatter.appendDate(day, out))).isEqualTo("29.02.2024");
    assertThat(written(out -> formatter.appendTimestamp(day * 86_400_000_000L - 1, out)))
        .isEqualTo("28 Feb 2024 23:59:59");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "-1, 1969-12-31T23:59:59.999999Z",
    "1500000, 1970-01-01T00:00:01.5Z",
    "1000, 1970-01-01T00:00:00.001Z",
    "1709209800000000, 2024-02-29T12:30:00Z"
  })
  void writesTimestampsWithTheFractionTheyHave(long micros, String text) {
    assertThat(written(out -> ISO.appendTimestamp(micros, out))).isEqualTo(text);
  }

  // Laws.

  private static Object read(Type type, String text) {
    Field field = new Field();
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    field.set(bytes, 0, bytes.length);
    FieldParser parser = new FieldParser(Formats.ISO);
    assertThat(parser.parse(field, type)).as(text).isTrue();
    return type == Type.DOUBLE ? (Object) parser.doubleValue : (Object) parser.longValue;
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.doubles(),
        // Powers of two have the uneven intervals, and so have their neighbours' ends.
        Arbitraries.integers().between(-1074, 1023).map(e -> Math.scalb(1.0, e)),
        Arbitraries.integers().between(-1074, 1023).map(e -> Math.nextDown(Math.scalb(1.0, e))),
        Arbitraries.integers().between(-323, 308).map(e -> Double.parseDouble("1e" + e)),
        Arbitraries.longs().between(1, 1000).map(Double::longBitsToDouble),
        Arbitraries.longs().between(-1_000_000, 1_000_000).map(i -> i / 1000.0),
        Arbitraries.longs().map(i -> (double) i));
  }

  @Property(tries = 10000)
  void aDoubleReadsBackTheSame(@ForAll("doubles") double value) {
    assertThat(read(Type.DOUBLE, text(value))).isEqualTo(value);
  }

  @Property(tries = 10000)
  void noShorterTextReadsBackTheSameAndNoneOfThatLengthIsNearer(@ForAll("doubles") double value) {
    double magnitude = Math.abs(value);
    if (magnitude == 0 || Double.isNaN(magnitude) || Double.isInfinite(magnitude)) {
      return;
    }
    BigDecimal exact = new BigDecimal(magnitude);
    BigDecimal written = new BigDecimal(text(magnitude)).stripTrailingZeros();
    int digits = written.precision();
    // Java's format has two digits at least, so that one digit need not be tried.
    for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
      if (digits > 2) {
        BigDecimal shorter = exact.round(new MathContext(digits - 1, mode));
        assertThat(shorter.doubleValue()).as("%s", shorter).isNotEqualTo(magnitude);
      }
      BigDecimal other = exact.round(new MathContext(Math.max(digits, 2), mode));
      if (other.doubleValue() == magnitude) {
        assertThat(written.subtract(exact).abs()).isLessThanOrEqualTo(other.subtract(exact).abs());
      }
    }
  }

  @Property(tries = 5000)
  void isNeverLongerThanJavas(@ForAll("doubles") double value) {
    assertThat(text(value).length()).isLessThanOrEqualTo(Double.toString(value).length());
  }

  @Property
  void aLongIsItsDigits(@ForAll long value) {
    assertThat(text(value)).isEqualTo(Long.toString(value));
  }

  @Property
  void aDateIsAsLocalDateWritesItAndReadsBack(
      @ForAll @LongRange(min = -719528, max = 2932896) long day) {
    String text = written(out -> ISO.appendDate(day, out));
    assertThat(text).isEqualTo(LocalDate.ofEpochDay(day).toString());
    assertThat(read(Type.DATE, text)).isEqualTo(day);
  }

  @Property
  void aDateBeyondFourDigitsIsAsLocalDateWritesIt(
      @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long day) {
    assertThat(written(out -> ISO.appendDate(day, out)))
        .isEqualTo(LocalDate.ofEpochDay(day).toString());
  }

  @Property
  void aTimestampReadsBack(
      @ForAll @LongRange(min = -62167219200000000L, max = 253402300799999999L) long micros) {
    String text = written(out -> ISO.appendTimestamp(micros, out));
    assertThat(read(Type.TIMESTAMP, text)).isEqualTo(micros);
    assertThat(Instant.parse(text))
        .isEqualTo(
            Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000));
  }
}
