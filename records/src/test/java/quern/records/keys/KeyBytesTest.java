package quern.records.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.ByteBuilder;

class KeyBytesTest {
  @Property
  void longsKeepTheirOrder(@ForAll long a, @ForAll long b) {
    assertSameOrder(Long.compare(a, b), a, b, KeyBytes::appendLong);
  }

  @Property
  void doublesKeepTheirOrderWithNaNLastAndOneZero(
      @ForAll("doubles") double a, @ForAll("doubles") double b) {
    int order = a == b ? 0 : Double.compare(a, b);
    assertSameOrder(order, a, b, KeyBytes::appendDouble);
  }

  @Property
  void everyNaNIsTheSame(@ForAll long bits) {
    double nan = Double.longBitsToDouble(bits | 0x7ff8_0000_0000_0000L);

    assertThat(bytes(nan, KeyBytes::appendDouble))
        .isEqualTo(bytes(Double.NaN, KeyBytes::appendDouble));
  }

  @Property
  void booleansKeepTheirOrder(@ForAll boolean a, @ForAll boolean b) {
    assertSameOrder(Boolean.compare(a, b), a, b, KeyBytes::appendBoolean);
  }

  @Property
  void stringsKeepTheOrderOfTheirBytes(@ForAll("texts") byte[] a, @ForAll("texts") byte[] b) {
    assertSameOrder(Arrays.compareUnsigned(a, b), a, b, KeyBytesTest::appendString);
  }

  @Property
  void aSliceOfAnArrayIsAStringLikeAnyOther(@ForAll("texts") byte[] text) {
    byte[] wide = new byte[text.length + 7];
    Arrays.fill(wide, (byte) 'x');
    System.arraycopy(text, 0, wide, 3, text.length);
    ByteBuilder out = new ByteBuilder(0);

    KeyBytes.appendString(wide, 3, text.length, out);

    assertThat(out.toByteArray()).isEqualTo(bytes(text, KeyBytesTest::appendString));
  }

  @Property
  void aStringComesBackFromItsBytes(@ForAll("texts") byte[] text) {
    ByteBuilder key = new ByteBuilder(0);
    key.append('x');
    KeyBytes.appendString(text, 0, text.length, key);
    ByteBuilder decoded = new ByteBuilder(0);

    KeyBytes.appendDecoded(key.array(), 1, key.length() - 1, decoded);

    assertThat(decoded.toByteArray()).isEqualTo(text);
  }

  @Property
  void decimalsKeepTheirOrder(@ForAll("decimals") BigDecimal a, @ForAll("decimals") BigDecimal b) {
    assertSameOrder(a.compareTo(b), a, b, KeyBytes::appendDecimal);
  }

  @Property
  void decimalsFarFromOneKeepTheirOrder(
      @ForAll("anyScale") BigDecimal a, @ForAll("anyScale") BigDecimal b) {
    assertSameOrder(a.compareTo(b), a, b, KeyBytes::appendDecimal);
  }

  @Property
  void equalDecimalsOfDifferentScalesAreTheSame(
      @ForAll("decimals") BigDecimal a, @ForAll("zeros") int zeros) {
    BigDecimal padded = a.setScale(a.scale() + zeros);

    assertThat(bytes(padded, KeyBytes::appendDecimal)).isEqualTo(bytes(a, KeyBytes::appendDecimal));
  }

  @Property
  void noEncodingIsAPrefixOfAnother(
      @ForAll("decimals") BigDecimal a,
      @ForAll("decimals") BigDecimal b,
      @ForAll("texts") byte[] s,
      @ForAll("texts") byte[] t) {
    assertNoPrefix(bytes(a, KeyBytes::appendDecimal), bytes(b, KeyBytes::appendDecimal));
    assertNoPrefix(bytes(s, KeyBytesTest::appendString), bytes(t, KeyBytesTest::appendString));
  }

  @Property
  void invertedBytesHaveTheReverseOrder(
      @ForAll("decimals") BigDecimal a, @ForAll("decimals") BigDecimal b) {
    BiConsumer<BigDecimal, ByteBuilder> descending =
        (value, out) -> {
          KeyBytes.appendDecimal(value, out);
          KeyBytes.invert(out, 0);
        };

    assertSameOrder(b.compareTo(a), a, b, descending);
  }

  @Property(tries = 100)
  void sortingByBytesSortsTheValues(@ForAll @Size(max = 200) List<Long> values) {
    List<Long> byBytes =
        values.stream()
            .sorted(
                (a, b) ->
                    Arrays.compareUnsigned(
                        bytes(a, KeyBytes::appendLong), bytes(b, KeyBytes::appendLong)))
            .toList();

    assertThat(byBytes).isSorted();
  }

  @ParameterizedTest
  @CsvSource({
    "0,02",
    "0.000,02",
    "1,03810b00",
    "1.00,03810b00",
    "10,03820b00",
    "0.1,03800b00",
    "12.345,03820d233300",
    "-1,017ef4ff",
    "1001,03840b0200",
    "1e121,03ff800000000000007a0b00",
    "1e-122,03007fffffffffffff870b00",
  })
  void theBytesOfADecimalAreAsDocumented(BigDecimal value, String hex) {
    assertThat(HexFormat.of().formatHex(bytes(value, KeyBytes::appendDecimal))).isEqualTo(hex);
  }

  @Test
  void theBytesOfTheOtherTypesAreAsDocumented() {
    assertThat(bytes(1L, KeyBytes::appendLong)).asHexString().isEqualTo("8000000000000001");
    assertThat(bytes(-1L, KeyBytes::appendLong)).asHexString().isEqualTo("7FFFFFFFFFFFFFFF");
    assertThat(bytes(-0.0, KeyBytes::appendDouble)).asHexString().isEqualTo("8000000000000000");
    assertThat(bytes(1.0, KeyBytes::appendDouble)).asHexString().isEqualTo("BFF0000000000000");
    assertThat(bytes(-1.0, KeyBytes::appendDouble)).asHexString().isEqualTo("400FFFFFFFFFFFFF");
    assertThat(bytes(Double.NaN, KeyBytes::appendDouble))
        .asHexString()
        .isEqualTo("FFF8000000000000");
    assertThat(bytes(new byte[] {'a', 0, 'b'}, KeyBytesTest::appendString))
        .asHexString()
        .isEqualTo("6100FF620000");
    assertThat(bytes(true, KeyBytes::appendBoolean)).asHexString().isEqualTo("01");
  }

  @Provide
  Arbitrary<Double> doubles() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.doubles(),
        Arbitraries.of(
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE));
  }

  @Provide
  Arbitrary<byte[]> texts() {
    // Few different bytes, so that common prefixes, zeros and 0xFF are met often.
    return Arbitraries.of((byte) 0, (byte) 1, (byte) 'a', (byte) 0xFE, (byte) 0xFF)
        .array(byte[].class)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<BigDecimal> decimals() {
    Arbitrary<BigInteger> small =
        Arbitraries.integers().between(-1200, 1200).map(BigInteger::valueOf);
    Arbitrary<BigInteger> any = Arbitraries.longs().map(BigInteger::valueOf);
    Arbitrary<BigInteger> big =
        Arbitraries.strings()
            .numeric()
            .ofMinLength(1)
            .ofMaxLength(60)
            .map(BigInteger::new)
            .flatMap(n -> Arbitraries.of(n, n.negate()));
    return Combinators.combine(
            Arbitraries.oneOf(small, any, big), Arbitraries.integers().between(-20, 20))
        .as(BigDecimal::new);
  }

  @Provide
  Arbitrary<BigDecimal> anyScale() {
    return Combinators.combine(
            Arbitraries.integers().between(-1200, 1200).map(BigInteger::valueOf),
            Arbitraries.oneOf(
                Arbitraries.integers().between(-140, 140),
                Arbitraries.of(Integer.MAX_VALUE, Integer.MIN_VALUE, 1_000_000_000)))
        .as(BigDecimal::new);
  }

  @Provide
  Arbitrary<Integer> zeros() {
    return Arbitraries.integers().between(0, 30);
  }

  private static void appendString(byte[] value, ByteBuilder out) {
    KeyBytes.appendString(value, 0, value.length, out);
  }

  private static <T> void assertSameOrder(int order, T a, T b, BiConsumer<T, ByteBuilder> encode) {
    int found = Arrays.compareUnsigned(bytes(a, encode), bytes(b, encode));

    assertThat(Integer.signum(found)).as("%s against %s", a, b).isEqualTo(Integer.signum(order));
  }

  private static void assertNoPrefix(byte[] a, byte[] b) {
    int common = Arrays.mismatch(a, b);
    assertThat(common).isLessThan(Math.min(a.length, b.length));
  }

  private static <T> byte[] bytes(T value, BiConsumer<T, ByteBuilder> encode) {
    ByteBuilder out = new ByteBuilder(0);
    encode.accept(value, out);
    return out.toByteArray();
  }
}
