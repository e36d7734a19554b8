package quern.records.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;

/**
 * Functions of numbers. What has no result (the root of -1), or one beyond its type, is null and
 * counted. Doubles are computed by {@link StrictMath}, so that all machines of a cluster come to
 * the same bits.
 */
final class NumberFunctions {
  private static final double LOG_2 = StrictMath.log(2);

  /**
   * Powers of ten that are doubles exactly, and as large as rounding by one multiplication wants.
   */
  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

  private NumberFunctions() {}

  static List<SqlFunction> all() {
    return List.of(
        SqlFunction.of("abs(x number) → number", NumberFunctions::abs),
        SqlFunction.of("sign(x number) → number", NumberFunctions::sign),
        rounding("round(x number[, places long]) → number", RoundingMode.HALF_UP),
        rounding("trunc(x number[, places long]) → number", RoundingMode.DOWN, "truncate"),
        rounding("floor(x number) → number", RoundingMode.FLOOR),
        rounding("ceil(x number) → number", RoundingMode.CEILING, "ceiling"),
        SqlFunction.made(
            "mod(x number, y number) → number",
            i ->
                new Arithmetic(
                    '%', i.arguments().get(0), i.arguments().get(1), i.misfits(), i.site())),
        SqlFunction.of(
            "power(x double, y double) → double",
            c ->
                give(
                    c,
                    StrictMath.pow(c.real(0), c.real(1)),
                    Double.isFinite(c.real(0)) && Double.isFinite(c.real(1))),
            "pow"),
        SqlFunction.of("sqrt(x double) → double", by(Math::sqrt)),
        SqlFunction.of("exp(x double) → double", by(StrictMath::exp)),
        SqlFunction.of("ln(x double) → double", by(StrictMath::log)),
        SqlFunction.of("log10(x double) → double", by(StrictMath::log10)),
        SqlFunction.of("log2(x double) → double", by(NumberFunctions::log2)));
  }

  private static boolean abs(Call c) {
    return switch (c.type) {
      case LONG -> c.integer(0) == Long.MIN_VALUE ? c.misfit() : c.give(Math.abs(c.integer(0)));
      case DOUBLE -> c.give(Math.abs(c.real(0)));
      default -> c.give(c.argument(0).decimalValue.abs());
    };
  }

  private static boolean sign(Call c) {
    return switch (c.type) {
      case LONG -> c.give(Long.signum(c.integer(0)));
      case DOUBLE -> c.give(Math.signum(c.real(0)));
      default -> c.give(BigDecimal.valueOf(c.argument(0).decimalValue.signum()));
    };
  }

  private static SqlFunction.Body by(DoubleUnaryOperator function) {
    return c -> give(c, function.applyAsDouble(c.real(0)), Double.isFinite(c.real(0)));
  }

  /**
   * Gives the result, but none that is not a number, or infinite, for arguments that are finite.
   */
  private static boolean give(Call c, double result, boolean ofFinite) {
    boolean fits = Double.isFinite(result) || !ofFinite;
    return fits ? c.give(result) : c.misfit();
  }

  /** The whole powers of two come out exactly. */
  private static double log2(double x) {
    if (!(x >= Double.MIN_NORMAL) || Double.isInfinite(x)) {
      return StrictMath.log(x) / LOG_2;
    }
    int exponent = Math.getExponent(x);
    double fraction = Math.scalb(x, -exponent);
    // Close to 1, so that the sum does not cancel.
    if (fraction > 1.5) {
      fraction /= 2;
      exponent++;
    }
    return exponent + StrictMath.log(fraction) / LOG_2;
  }

  private static SqlFunction rounding(String signature, RoundingMode mode, String... aliases) {
    return SqlFunction.made(
        signature,
        invocation -> {
          FieldFormatter formatter = new FieldFormatter(Formats.ISO);
          return invocation.call(c -> round(c, mode, formatter));
        },
        aliases);
  }

  private static boolean round(Call c, RoundingMode mode, FieldFormatter formatter) {
    // Beyond any number's digits on either side of the point.
    int places = (int) Math.max(-20_000, Math.min(c.integer(1, 0), 20_000));
    switch (c.type) {
      case LONG -> {
        if (places >= 0) {
          return c.give(c.integer(0));
        }
        BigDecimal rounded = round(BigDecimal.valueOf(c.integer(0)), places, mode);
        return rounded.toBigInteger().bitLength() < Long.SIZE
            ? c.give(rounded.longValue())
            : c.misfit();
      }
      case DOUBLE -> {
        return give(
            c, round(c.real(0), places, mode, formatter, c.builder()), Double.isFinite(c.real(0)));
      }
      default -> {
        return c.give(round(c.argument(0).decimalValue, places, mode));
      }
    }
  }

  private static BigDecimal round(BigDecimal x, int places, RoundingMode mode) {
    if (places >= x.scale()) {
      return x;
    }
    BigDecimal rounded = x.setScale(places, mode);
    return places < 0 ? rounded.setScale(0) : rounded;
  }

  /**
   * Rounds the digits that the double is written with, so that 2.675 becomes 2.68 although the
   * double is a little less. Adding zero rids the result of a sign that zero has none of.
   */
  private static double round(
      double x, int places, RoundingMode mode, FieldFormatter formatter, ByteBuilder written) {
    if (!Double.isFinite(x)) {
      return x;
    }
    if (places == 0) {
      return 0.0 + whole(x, mode);
    }
    if (places > 0 && places < POWERS_OF_TEN.length) {
      double power = POWERS_OF_TEN[places];
      double shifted = Math.abs(x) * power;
      double floor = Math.floor(shifted);
      double above = shifted - floor;
      // The product and the digits are off by half a unit in the last place at most.
      double error = 2 * Math.ulp(shifted);
      boolean certain =
          mode == RoundingMode.HALF_UP
              ? Math.abs(above - 0.5) > error
              : above > error && above < 1 - error;
      if (certain && shifted < 0x1p52) {
        double digits = mode == RoundingMode.HALF_UP && above > 0.5 ? floor + 1 : floor;
        return 0.0 + Math.copySign(digits / power, x);
      }
    }
    formatter.appendDouble(x, written);
    return 0.0 + round(new BigDecimal(written.toString()), places, mode).doubleValue();
  }

  private static double whole(double x, RoundingMode mode) {
    return switch (mode) {
      case FLOOR -> Math.floor(x);
      case CEILING -> Math.ceil(x);
      case DOWN -> x < 0 ? Math.ceil(x) : Math.floor(x);
      default -> {
        double floor = Math.floor(Math.abs(x));
        yield Math.copySign(Math.abs(x) - floor >= 0.5 ? floor + 1 : floor, x);
      }
    };
  }
}
