package quern.records.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import quern.records.ByteBuilder;

/**
 * Order-preserving encodings of single values: unsigned byte order is the order of the values, and
 * no encoding of a type is a prefix of another of that type, so that what is joined compares column
 * by column. The grammar is in {@code docs/formats.md}, "Shuffle keys".
 *
 * <p>The ways are well known: sign-flipped integers and doubles and zero-escaped strings as in
 * FoundationDB's tuple layer; decimals as sign, exponent and base-100 digits as in SQLite 4's key
 * encoding.
 */
public final class KeyBytes {
  static final int DECIMAL_NEGATIVE = 1;
  static final int DECIMAL_ZERO = 2;
  static final int DECIMAL_POSITIVE = 3;

  /** Greatest exponent, either side of zero, that is held in one byte. */
  private static final int SHORT_EXPONENT = 120;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private KeyBytes() {}

  /** Appends bytes, each 0x00 as 0x00 0xFF, and the end 0x00 0x00. */
  public static void appendString(byte[] bytes, int offset, int length, ByteBuilder out) {
    out.reserve(length + 2);
    int from = offset;
    int end = offset + length;
    int i = offset;
    // Eight bytes at a time, as long as none of them is zero (Mycroft's test).
    while (i + Long.BYTES <= end) {
      long word = (long) LONG.get(bytes, i);
      if (((word - ONES) & ~word & HIGH_BITS) != 0) {
        break;
      }
      i += Long.BYTES;
    }
    for (; i < end; i++) {
      if (bytes[i] == 0) {
        out.append(bytes, from, i + 1 - from).append(0xFF);
        from = i + 1;
      }
    }
    out.append(bytes, from, end - from).append(0).append(0);
  }

  /** Appends the bytes that {@link #appendString} has made {@code key[from, from + length)} of. */
  public static void appendDecoded(byte[] key, int from, int length, ByteBuilder out) {
    int start = from;
    int end = from + length - 2;
    for (int i = from; i < end; i++) {
      if (key[i] == 0) {
        out.append(key, start, i + 1 - start);
        start = ++i + 1; // behind the 0xFF
      }
    }
    out.append(key, start, end - start);
  }

  /** Appends 8 bytes, the greatest first, with the sign bit flipped. */
  public static void appendLong(long value, ByteBuilder out) {
    out.appendBigEndian(value ^ Long.MIN_VALUE);
  }

  /**
   * Appends 8 bytes in the order −∞ … −0.0 = 0.0 … +∞, NaN: every NaN is one value, greater than
   * all others, as in Spark.
   */
  public static void appendDouble(double value, ByteBuilder out) {
    // Adding 0.0 turns -0.0 into 0.0; doubleToLongBits makes all NaNs one.
    long bits = Double.doubleToLongBits(value + 0.0);
    out.appendBigEndian(bits ^ ((bits >> 63) | Long.MIN_VALUE));
  }

  /** Appends one byte: false before true. */
  public static void appendBoolean(boolean value, ByteBuilder out) {
    out.append(value ? 1 : 0);
  }

  /**
   * Appends a decimal of any precision: its sign and, unless it is zero, the exponent <i>e</i> and
   * the base-100 digits of 0.d₁d₂d₃… × 10<sup><i>e</i></sup> (d₁ ≠ 0, no zeros at the end), each
   * plus one, and 0x00; exponent and digits inverted when negative. Values that are equal at
   * different scales (1.0, 1.00) give the same bytes.
   */
  public static void appendDecimal(BigDecimal value, ByteBuilder out) {
    int sign = value.signum();
    if (sign == 0) {
      out.append(DECIMAL_ZERO);
      return;
    }
    out.append(sign < 0 ? DECIMAL_NEGATIVE : DECIMAL_POSITIVE);
    int from = out.length();
    int precision = value.precision();
    appendExponent((long) precision - value.scale(), out);
    BigInteger unscaled = value.unscaledValue();
    if (precision <= 18) {
      appendDigits(Math.abs(unscaled.longValue()), precision, out);
    } else {
      appendDigits(unscaled.abs().toString(), out);
    }
    out.append(0);
    if (sign < 0) {
      invert(out, from);
    }
  }

  /** Inverts all bytes from {@code from} on, which turns their order round. */
  public static void invert(ByteBuilder out, int from) {
    byte[] bytes = out.array();
    for (int i = from; i < out.length(); i++) {
      bytes[i] = (byte) ~bytes[i];
    }
  }

  private static void appendExponent(long exponent, ByteBuilder out) {
    if (Math.abs(exponent) <= SHORT_EXPONENT) {
      out.append((int) exponent + 0x80);
    } else {
      out.append(exponent < 0 ? 0x00 : 0xFF);
      appendLong(exponent, out);
    }
  }

  /** The digits of a number that has {@code count} of them, at most 18. */
  private static void appendDigits(long number, int count, ByteBuilder out) {
    long digits = number;
    int left = count;
    while (digits % 10 == 0) {
      digits /= 10;
      left--;
    }
    if ((left & 1) == 1) {
      digits *= 10;
      left++;
    }
    int pairs = left / 2;
    int at = out.length();
    for (int i = 0; i < pairs; i++) {
      out.append(0);
    }
    byte[] bytes = out.array();
    for (int i = at + pairs - 1; i >= at; i--) {
      bytes[i] = (byte) (digits % 100 + 1);
      digits /= 100;
    }
  }

  private static void appendDigits(String digits, ByteBuilder out) {
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    for (int i = 0; i < end; i += 2) {
      int ones = i + 1 < end ? digits.charAt(i + 1) - '0' : 0;
      out.append(10 * (digits.charAt(i) - '0') + ones + 1);
    }
  }
}
