package quern.records.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import quern.records.ByteBuilder;

/**
 * The characters in UTF-8 bytes. A character is a code point; a byte that is not UTF-8 counts as
 * one, with a value above all code points.
 */
final class Characters {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final int NOT_UTF_8 = 1 << 24;

  private Characters() {}

  /** How many bytes the character at {@code at} has; 1 for a byte that is not UTF-8. */
  static int width(byte[] text, int at, int end) {
    int first = text[at];
    int width =
        first >= 0 ? 1 : first < -62 ? 1 : first < -32 ? 2 : first < -16 ? 3 : first < -11 ? 4 : 1;
    if (at + width > end) {
      return 1;
    }
    for (int i = 1; i < width; i++) {
      if ((text[at + i] & 0xC0) != 0x80) {
        return 1;
      }
    }
    return width;
  }

  /** The code point at {@code at}, or what stands for a byte that is not UTF-8. */
  static int at(byte[] text, int at, int end) {
    int first = text[at];
    return switch (width(text, at, end)) {
      case 2 -> (first & 0x1F) << 6 | (text[at + 1] & 0x3F);
      case 3 -> (first & 0x0F) << 12 | (text[at + 1] & 0x3F) << 6 | (text[at + 2] & 0x3F);
      case 4 ->
          (first & 0x07) << 18
              | (text[at + 1] & 0x3F) << 12
              | (text[at + 2] & 0x3F) << 6
              | (text[at + 3] & 0x3F);
      default -> first >= 0 ? first : NOT_UTF_8 | (first & 0xFF);
    };
  }

  /** Whether a value of {@link #at} is a code point. */
  static boolean isCodePoint(int character) {
    return character <= Character.MAX_CODE_POINT;
  }

  /** Appends what {@link #at} has read. */
  static void append(int character, ByteBuilder out) {
    if (character < 0x80 || character >= NOT_UTF_8) {
      out.append(character);
    } else if (character < 0x800) {
      out.append(0xC0 | character >> 6).append(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
      out.append(0xE0 | character >> 12)
          .append(0x80 | (character >> 6 & 0x3F))
          .append(0x80 | (character & 0x3F));
    } else {
      out.append(0xF0 | character >> 18)
          .append(0x80 | (character >> 12 & 0x3F))
          .append(0x80 | (character >> 6 & 0x3F))
          .append(0x80 | (character & 0x3F));
    }
  }

  /** Whether all of {@code text[from, end)} is ASCII, so that bytes are characters. */
  static boolean isAscii(byte[] text, int from, int end) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      if (((long) LONGS.get(text, at) & HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; at < end; at++) {
      if (text[at] < 0) {
        return false;
      }
    }
    return true;
  }

  /** How many characters there are in {@code text[from, end)}. */
  static int count(byte[] text, int from, int end) {
    if (isAscii(text, from, end)) {
      return end - from;
    }
    int count = 0;
    for (int at = from; at < end; at += width(text, at, end)) {
      count++;
    }
    return count;
  }

  /**
   * Where {@code text[from, end)} goes on behind its first {@code count} characters, or its end.
   */
  static int skip(byte[] text, int from, int end, long count) {
    // Within as many bytes as characters are wanted there is nothing to look for.
    long reach = Math.min(count, end - from);
    if (isAscii(text, from, from + (int) Math.max(reach, 0))) {
      return from + (int) Math.max(reach, 0);
    }
    int at = from;
    for (long i = 0; i < count && at < end; i++) {
      at += width(text, at, end);
    }
    return at;
  }

  /** Where the character that ends before {@code end} starts, in a text from {@code from}. */
  static int before(byte[] text, int from, int end) {
    int least = Math.max(from, end - 4);
    for (int at = end - 2; at >= least && text[end - 1] < 0; at--) {
      if ((text[at] & 0xC0) != 0x80) {
        return width(text, at, end) == end - at ? at : end - 1;
      }
    }
    return end - 1;
  }

  /** Where {@code part} first stands in {@code text[from, end)}, in bytes, or -1. */
  static int find(byte[] text, int from, int end, byte[] part, int partFrom, int partLength) {
    if (partLength == 0) {
      return from;
    }
    byte first = part[partFrom];
    for (int i = from; i <= end - partLength; i++) {
      if (text[i] == first
          && Arrays.equals(text, i, i + partLength, part, partFrom, partFrom + partLength)) {
        return i;
      }
    }
    return -1;
  }
}
