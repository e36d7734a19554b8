package quern.records.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks UTF-8 as RFC 3629 §4 defines it: no overlong forms, no surrogates, at most U+10FFFF. */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGHS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether {@code bytes[from, to)} is well-formed UTF-8. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int p = from;
    while (p < to) {
      p = skipAscii(bytes, p, to);
      if (p < to) {
        int length = sequence(bytes, p, to);
        if (length == 0) {
          return false;
        }
        p += length;
      }
    }
    return true;
  }

  /** Where the next byte from 0x80 on is, or {@code to}. */
  private static int skipAscii(byte[] bytes, int from, int to) {
    int p = from;
    for (; p + 32 <= to; p += 32) {
      long some =
          (long) LONGS.get(bytes, p)
              | (long) LONGS.get(bytes, p + 8)
              | (long) LONGS.get(bytes, p + 16)
              | (long) LONGS.get(bytes, p + 24);
      if ((some & HIGHS) != 0) {
        break;
      }
    }
    for (; p + 8 <= to; p += 8) {
      long high = (long) LONGS.get(bytes, p) & HIGHS;
      if (high != 0) {
        return p + (Long.numberOfTrailingZeros(high) >>> 3);
      }
    }
    while (p < to && bytes[p] >= 0) {
      p++;
    }
    return p;
  }

  /** The length of the well-formed multi-byte sequence at {@code p}, or 0. */
  private static int sequence(byte[] bytes, int p, int to) {
    int lead = bytes[p] & 0xff;
    int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length == 0 || p + length > to) {
      return 0;
    }
    int second = bytes[p + 1] & 0xff;
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((bytes[p + i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
