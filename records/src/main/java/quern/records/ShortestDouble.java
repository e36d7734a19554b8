package quern.records;

import java.math.BigInteger;

/**
 * Finds the shortest decimal that reads back as a given double, and among the shortest the nearest
 * one: Raffaello Giulietti, "The Schubfach way to render doubles" (2020). Java 17's {@link
 * Double#toString(double)} may give a digit too many (JDK-4511638).
 *
 * <p>The idea: at the scale of ten just below the width of the interval of numbers that round to
 * the double, one or two integers lie in the interval; at ten times that scale, none or one.
 * Fixed-point products with a rounded-up power of ten, whose low bit is sticky, decide which do,
 * exactly.
 *
 * <p>Needs a 126-bit power of ten per scale; they are made when first asked for, because real data
 * has few scales. Not for several threads.
 */
final class ShortestDouble {
  private static final int LEAST_SCALE = -292;
  private static final int MOST_SCALE = 324;
  private static final int MANTISSA_BITS = 52;
  private static final long HIDDEN_BIT = 1L << MANTISSA_BITS;
  private static final int LEAST_EXPONENT = -1074;
  private static final long LOW_63 = Long.MAX_VALUE;

  /** The digits found. */
  long digits;

  /** The power of ten that the digits are to be multiplied by. */
  int exponent;

  private final long[] high = new long[MOST_SCALE - LEAST_SCALE + 1];
  private final long[] low = new long[MOST_SCALE - LEAST_SCALE + 1];

  /** Finds {@link #digits} and {@link #exponent} for a finite double above zero. */
  void find(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> MANTISSA_BITS);
    long fraction = bits & (HIDDEN_BIT - 1);
    if (biased == 0) {
      subnormal(fraction);
      return;
    }
    long mantissa = HIDDEN_BIT | fraction;
    int binary = biased + LEAST_EXPONENT - 1;
    // A whole number below 2^53 is its own shortest text but for its trailing zeros.
    if (binary <= 0 && binary > -53 && (mantissa & ((1L << -binary) - 1)) == 0) {
      digits = mantissa >> -binary;
      exponent = 0;
    } else {
      search(mantissa, binary, 0);
    }
    stripZeros();
  }

  private void subnormal(long mantissa) {
    // So few bits that one digit may do: it is looked for among two, as Java's format has two.
    if (mantissa < 3) {
      search(10 * mantissa, LEAST_EXPONENT, -1);
    } else {
      search(mantissa, LEAST_EXPONENT, 0);
    }
    stripZeros();
  }

  private void stripZeros() {
    while (digits % 10 == 0) {
      digits /= 10;
      exponent++;
    }
  }

  /** The paper's figure 7 for {@code mantissa * 2^binary}; {@code shift} is added to the power. */
  private void search(long mantissa, int binary, int shift) {
    int odd = (int) mantissa & 1;
    long center = mantissa << 2;
    long right = center + 2;
    long left;
    int scale;
    if (mantissa != HIDDEN_BIT || binary == LEAST_EXPONENT) {
      left = center - 2;
      scale = floorLog10Pow2(binary);
    } else {
      // Below a power of two doubles lie twice as close.
      left = center - 1;
      scale = floorLog10ThreeQuartersPow2(binary);
    }
    int index = power(-scale);
    int up = binary + floorLog2Pow10(-scale) + 2;
    long scaledCenter = roundToOdd(index, center << up);
    long scaledLeft = roundToOdd(index, left << up);
    long scaledRight = roundToOdd(index, right << up);

    long below = scaledCenter >> 2;
    if (below >= 100) {
      long tens = 10 * (below / 10);
      boolean tensIn = scaledLeft + odd <= tens << 2;
      boolean nextTensIn = ((tens + 10) << 2) + odd <= scaledRight;
      if (tensIn != nextTensIn) {
        digits = tensIn ? tens : tens + 10;
        exponent = scale + shift;
        return;
      }
    }
    long above = below + 1;
    boolean belowIn = scaledLeft + odd <= below << 2;
    boolean aboveIn = (above << 2) + odd <= scaledRight;
    boolean takeBelow;
    if (belowIn != aboveIn) {
      takeBelow = belowIn;
    } else {
      long toMiddle = scaledCenter - ((below + above) << 1);
      takeBelow = toMiddle < 0 || (toMiddle == 0 && (below & 1) == 0);
    }
    digits = takeBelow ? below : above;
    exponent = scale + shift;
  }

  /** The product of a power of ten and {@code factor}, cut to a whole number with a sticky bit. */
  private long roundToOdd(int index, long factor) {
    long top = Math.multiplyHigh(low[index], factor);
    long middle = high[index] * factor;
    long result = Math.multiplyHigh(high[index], factor);
    long sum = (middle >>> 1) + top;
    long whole = result + (sum >>> 63);
    return whole | ((sum & LOW_63) + LOW_63) >>> 63;
  }

  /** Makes sure of {@code 10^scale}, as 126 bits rounded up, and returns where it is. */
  private int power(int scale) {
    int index = scale - LEAST_SCALE;
    if (high[index] == 0) {
      int shift = floorLog2Pow10(scale) - 125;
      BigInteger power = BigInteger.TEN.pow(Math.abs(scale));
      BigInteger cut;
      if (scale >= 0) {
        cut = shift >= 0 ? power.shiftRight(shift) : power.shiftLeft(-shift);
      } else {
        cut = BigInteger.ONE.shiftLeft(-shift).divide(power);
      }
      BigInteger rounded = cut.add(BigInteger.ONE);
      high[index] = rounded.shiftRight(63).longValueExact();
      low[index] = rounded.longValue() & LOW_63;
    }
    return index;
  }

  /** Floor of {@code log10(2^e)}, right for |e| up to 5,456,721. */
  private static int floorLog10Pow2(int e) {
    return (int) ((e * 661_971_961_083L) >> 41);
  }

  /** Floor of {@code log10(3/4 * 2^e)}, right within the exponents of doubles. */
  private static int floorLog10ThreeQuartersPow2(int e) {
    return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  /** Floor of {@code log2(10^e)}, right for |e| up to 1,838,394. */
  private static int floorLog2Pow10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }
}
