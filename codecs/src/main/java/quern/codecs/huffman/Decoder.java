package quern.codecs.huffman;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link Encoder} writes, four streams at a time so that none waits for its own table
 * look-ups. Reused; not for several threads.
 */
final class Decoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int TABLE_SIZE = 1 << Huffman.MAX_BITS;

  /** Brings the next bits down to an index in the tables. */
  private static final int TO_INDEX = 64 - Huffman.MAX_BITS;

  /** Look-ups between two loads: a load gives at least 55 bits. */
  private static final int LOOKUPS = 5;

  /** The most bytes by which a round of look-ups moves on. */
  private static final int ROUND_BYTES = 7;

  private static final int MAX_SYMBOLS = 6;

  /** For all next bits, the symbol that they begin with (high byte) and its length. */
  private final short[] symbols = new short[TABLE_SIZE];

  /**
   * For all next bits, all the symbols that lie in them: how many bits they take (low byte), up to
   * six symbols, and how many they are (high byte).
   */
  private final long[] strings = new long[TABLE_SIZE];

  private final int[] next = new int[Huffman.MAX_BITS + 2];

  private final int[] start = new int[4];
  private final int[] load = new int[4];
  private final long[] bits = new long[4];
  private final int[] to = new int[4];
  private final int[] toEnd = new int[4];

  /**
   * Takes the code on that has these lengths.
   *
   * @throws MalformedException when there is no such code; {@code at} says where the lengths come
   *     from
   */
  void use(byte[] lengths, int at) throws MalformedException {
    int size = CanonicalCode.firstIndexes(lengths, next);
    if (size != TABLE_SIZE) {
      throw new MalformedException(
          at, "the code is %s-subscribed".formatted(size > TABLE_SIZE ? "over" : "under"));
    }
    for (int symbol = 0; symbol < 256; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        int from = next[length];
        next[length] = from + (TABLE_SIZE >>> length);
        Arrays.fill(symbols, from, next[length], (short) (symbol << 8 | length));
      }
    }
  }

  /**
   * Decodes {@code size} bytes from the four streams whose sizes, of at least one byte, {@code
   * streamSizes} has. At least eight bytes must stand before the first one.
   *
   * @throws MalformedException when a stream does not end with its last symbol
   */
  void decode(byte[] in, int offset, int[] streamSizes, byte[] out, int outOffset, int size)
      throws MalformedException {
    int quarter = size >>> 2;
    int from = offset;
    for (int i = 0; i < 4; i++) {
      int end = from + streamSizes[i];
      if (in[end - 1] == 0) {
        throw new MalformedException(end - 1, "stream " + (i + 1) + " has no mark at its end");
      }
      start[i] = from;
      load[i] = end - 8;
      int mark = Integer.numberOfLeadingZeros(in[end - 1] & 0xff) - 24;
      bits[i] = ((long) LONG.get(in, end - 8) | 1) << (mark + 1);
      to[i] = outOffset + i * quarter;
      toEnd[i] = i < 3 ? to[i] + quarter : outOffset + size;
      from = end;
    }
    int coded = from - offset;
    if (size >= 1 << 13 && coded < size * 0.7) {
      fillStrings();
      decodeStrings(in, out);
      for (int i = 0; i < 4; i++) {
        decodeStrings(in, out, i);
      }
    } else {
      decodeSymbols(in, out, quarter);
    }
    for (int i = 0; i < 4; i++) {
      finish(in, out, i);
    }
  }

  /** For each index as many symbols as its bits have whole. */
  private void fillStrings() {
    for (int index = 0; index < TABLE_SIZE; index++) {
      int used = 0;
      int count = 0;
      long string = 0;
      while (count < MAX_SYMBOLS) {
        int entry = symbols[(index << used) & (TABLE_SIZE - 1)] & 0xffff;
        int length = entry & 0xff;
        if (used + length > Huffman.MAX_BITS) {
          break;
        }
        used += length;
        count++;
        string |= (long) (entry >>> 8) << (8 * count);
      }
      strings[index] = string | (long) count << 56 | used;
    }
  }

  private void decodeSymbols(byte[] in, byte[] out, int quarter) {
    short[] symbols = this.symbols;
    int load0 = load[0];
    int load1 = load[1];
    int load2 = load[2];
    int load3 = load[3];
    long bits0 = bits[0];
    long bits1 = bits[1];
    long bits2 = bits[2];
    long bits3 = bits[3];
    int to0 = to[0];
    int to1 = to[1];
    int to2 = to[2];
    int to3 = to[3];
    int at = 0;
    while (true) {
      int rounds = (quarter - at) / LOOKUPS;
      rounds = Math.min(rounds, (load0 - start[0] + 8) / ROUND_BYTES);
      rounds = Math.min(rounds, (load1 - start[1] + 8) / ROUND_BYTES);
      rounds = Math.min(rounds, (load2 - start[2] + 8) / ROUND_BYTES);
      rounds = Math.min(rounds, (load3 - start[3] + 8) / ROUND_BYTES);
      if (rounds <= 0) {
        break;
      }
      for (int end = at + rounds * LOOKUPS; at < end; at += LOOKUPS) {
        int entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
        int entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
        int entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
        int entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
        bits0 <<= entry0;
        bits1 <<= entry1;
        bits2 <<= entry2;
        bits3 <<= entry3;
        out[to0 + at] = (byte) (entry0 >> 8);
        out[to1 + at] = (byte) (entry1 >> 8);
        out[to2 + at] = (byte) (entry2 >> 8);
        out[to3 + at] = (byte) (entry3 >> 8);
        entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
        entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
        entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
        entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
        bits0 <<= entry0;
        bits1 <<= entry1;
        bits2 <<= entry2;
        bits3 <<= entry3;
        out[to0 + at + 1] = (byte) (entry0 >> 8);
        out[to1 + at + 1] = (byte) (entry1 >> 8);
        out[to2 + at + 1] = (byte) (entry2 >> 8);
        out[to3 + at + 1] = (byte) (entry3 >> 8);
        entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
        entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
        entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
        entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
        bits0 <<= entry0;
        bits1 <<= entry1;
        bits2 <<= entry2;
        bits3 <<= entry3;
        out[to0 + at + 2] = (byte) (entry0 >> 8);
        out[to1 + at + 2] = (byte) (entry1 >> 8);
        out[to2 + at + 2] = (byte) (entry2 >> 8);
        out[to3 + at + 2] = (byte) (entry3 >> 8);
        entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
        entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
        entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
        entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
        bits0 <<= entry0;
        bits1 <<= entry1;
        bits2 <<= entry2;
        bits3 <<= entry3;
        out[to0 + at + 3] = (byte) (entry0 >> 8);
        out[to1 + at + 3] = (byte) (entry1 >> 8);
        out[to2 + at + 3] = (byte) (entry2 >> 8);
        out[to3 + at + 3] = (byte) (entry3 >> 8);
        entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
        entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
        entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
        entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
        bits0 <<= entry0;
        bits1 <<= entry1;
        bits2 <<= entry2;
        bits3 <<= entry3;
        out[to0 + at + 4] = (byte) (entry0 >> 8);
        out[to1 + at + 4] = (byte) (entry1 >> 8);
        out[to2 + at + 4] = (byte) (entry2 >> 8);
        out[to3 + at + 4] = (byte) (entry3 >> 8);
        int used0 = Long.numberOfTrailingZeros(bits0);
        int used1 = Long.numberOfTrailingZeros(bits1);
        int used2 = Long.numberOfTrailingZeros(bits2);
        int used3 = Long.numberOfTrailingZeros(bits3);
        load0 -= used0 >>> 3;
        load1 -= used1 >>> 3;
        load2 -= used2 >>> 3;
        load3 -= used3 >>> 3;
        bits0 = ((long) LONG.get(in, load0) | 1) << (used0 & 7);
        bits1 = ((long) LONG.get(in, load1) | 1) << (used1 & 7);
        bits2 = ((long) LONG.get(in, load2) | 1) << (used2 & 7);
        bits3 = ((long) LONG.get(in, load3) | 1) << (used3 & 7);
      }
    }
    load[0] = load0;
    load[1] = load1;
    load[2] = load2;
    load[3] = load3;
    bits[0] = bits0;
    bits[1] = bits1;
    bits[2] = bits2;
    bits[3] = bits3;
    for (int i = 0; i < 4; i++) {
      to[i] += at;
    }
  }

  private void decodeStrings(byte[] in, byte[] out) {
    long[] strings = this.strings;
    int load0 = load[0];
    int load1 = load[1];
    int load2 = load[2];
    int load3 = load[3];
    long bits0 = bits[0];
    long bits1 = bits[1];
    long bits2 = bits[2];
    long bits3 = bits[3];
    int to0 = to[0];
    int to1 = to[1];
    int to2 = to[2];
    int to3 = to[3];
    while (true) {
      int rounds = rounds(load0, to0, 0);
      rounds = Math.min(rounds, rounds(load1, to1, 1));
      rounds = Math.min(rounds, rounds(load2, to2, 2));
      rounds = Math.min(rounds, rounds(load3, to3, 3));
      if (rounds <= 0) {
        break;
      }
      for (; rounds > 0; rounds--) {
        for (int i = 0; i < LOOKUPS; i++) {
          long entry0 = strings[(int) (bits0 >>> TO_INDEX)];
          long entry1 = strings[(int) (bits1 >>> TO_INDEX)];
          long entry2 = strings[(int) (bits2 >>> TO_INDEX)];
          long entry3 = strings[(int) (bits3 >>> TO_INDEX)];
          bits0 <<= entry0;
          bits1 <<= entry1;
          bits2 <<= entry2;
          bits3 <<= entry3;
          LONG.set(out, to0, entry0 >>> 8);
          LONG.set(out, to1, entry1 >>> 8);
          LONG.set(out, to2, entry2 >>> 8);
          LONG.set(out, to3, entry3 >>> 8);
          to0 += (int) (entry0 >>> 56);
          to1 += (int) (entry1 >>> 56);
          to2 += (int) (entry2 >>> 56);
          to3 += (int) (entry3 >>> 56);
        }
        int used0 = Long.numberOfTrailingZeros(bits0);
        int used1 = Long.numberOfTrailingZeros(bits1);
        int used2 = Long.numberOfTrailingZeros(bits2);
        int used3 = Long.numberOfTrailingZeros(bits3);
        load0 -= used0 >>> 3;
        load1 -= used1 >>> 3;
        load2 -= used2 >>> 3;
        load3 -= used3 >>> 3;
        bits0 = ((long) LONG.get(in, load0) | 1) << (used0 & 7);
        bits1 = ((long) LONG.get(in, load1) | 1) << (used1 & 7);
        bits2 = ((long) LONG.get(in, load2) | 1) << (used2 & 7);
        bits3 = ((long) LONG.get(in, load3) | 1) << (used3 & 7);
      }
    }
    load[0] = load0;
    load[1] = load1;
    load[2] = load2;
    load[3] = load3;
    bits[0] = bits0;
    bits[1] = bits1;
    bits[2] = bits2;
    bits[3] = bits3;
    to[0] = to0;
    to[1] = to1;
    to[2] = to2;
    to[3] = to3;
  }

  /** Goes on with one stream, since some come further than others. */
  private void decodeStrings(byte[] in, byte[] out, int i) {
    long[] strings = this.strings;
    int load0 = load[i];
    long bits0 = bits[i];
    int to0 = to[i];
    for (int rounds = rounds(load0, to0, i); rounds > 0; rounds = rounds(load0, to0, i)) {
      for (; rounds > 0; rounds--) {
        for (int lookup = 0; lookup < LOOKUPS; lookup++) {
          long entry0 = strings[(int) (bits0 >>> TO_INDEX)];
          bits0 <<= entry0;
          LONG.set(out, to0, entry0 >>> 8);
          to0 += (int) (entry0 >>> 56);
        }
        int used0 = Long.numberOfTrailingZeros(bits0);
        load0 -= used0 >>> 3;
        bits0 = ((long) LONG.get(in, load0) | 1) << (used0 & 7);
      }
    }
    load[i] = load0;
    bits[i] = bits0;
    to[i] = to0;
  }

  /** How many rounds a stream's input and output are good for at the least. */
  private int rounds(int load, int to, int i) {
    return Math.min(
        (load - start[i] + ROUND_BYTES) / ROUND_BYTES,
        (toEnd[i] - to - 2) / (LOOKUPS * MAX_SYMBOLS));
  }

  /** Decodes the rest of a stream symbol by symbol. */
  private void finish(byte[] in, byte[] out, int i) throws MalformedException {
    int from = start[i];
    int left = 8 * (load[i] + 8 - from) - Long.numberOfTrailingZeros(bits[i]);
    int at = to[i];
    int end = toEnd[i];
    while (at < end && left > 0) {
      int index;
      if (left > 16) {
        int top = from + ((left - 1) >> 3);
        int three = (in[top] & 0xff) << 16 | (in[top - 1] & 0xff) << 8 | (in[top - 2] & 0xff);
        index = (three >>> (6 + ((left - 1) & 7))) & (TABLE_SIZE - 1);
      } else {
        int two = in[from] & 0xff;
        if (left > 8) {
          two |= (in[from + 1] & 0xff) << 8;
        }
        index = ((two << Huffman.MAX_BITS) >>> left) & (TABLE_SIZE - 1);
      }
      int entry = symbols[index];
      out[at++] = (byte) (entry >> 8);
      left -= entry & 0xff;
    }
    if (left < 0 || at < end) {
      throw new MalformedException(from, "stream " + (i + 1) + " ends before its last symbol");
    }
    if (left > 0) {
      throw new MalformedException(from, "stream " + (i + 1) + " has " + left + " bits left over");
    }
  }
}
