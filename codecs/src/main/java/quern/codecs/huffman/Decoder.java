package quern.codecs.huffman;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what {@link Encoder} writes, four streams at a time so that none waits for its own table
 * look-ups. Reused; not for several threads.
 *
 * <p>A stream's next bits stand in a {@code long}, the next one highest. A round takes at most 55
 * of them, in five look-ups, and then loads the bits that come next.
 *
 * <p>The loops have four of everything by hand, since an array for it would be memory and not
 * registers. They copy their table into a new one, for the compiler then knows its length, leaves
 * bounds checks out, and so needs fewer registers: a fifth of the time. How many rounds they take
 * is settled before they begin, and leaves the last few bytes to {@link #finish}.
 */
final class Decoder {
  /** How many bytes of the input must stand before the first stream: loads reach that far. */
  static final int MARGIN = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int STREAMS = 4;
  private static final int TABLE_SIZE = 1 << Huffman.MAX_BITS;

  /** Brings the next bits down to an index in the tables. */
  private static final int TO_INDEX = 64 - Huffman.MAX_BITS;

  /** Look-ups in a round, between two loads. */
  private static final int LOOKUPS = 5;

  /** The most bytes by which a round moves on. */
  private static final int ROUND_BYTES = 7;

  private static final int ROUND_BITS = LOOKUPS * Huffman.MAX_BITS;

  /** The most symbols of a string. */
  private static final int MAX_STRING = 6;

  /** Fewer bytes than that are not worth a copy of the table. */
  private static final int MIN_SIZE_FOR_ROUNDS = 1 << 10;

  /** Fewer bytes than that are not worth a table of strings. */
  private static final int MIN_SIZE_FOR_STRINGS = 1 << 15;

  /** For all next bits, the symbol that they begin with (high byte) and its length. */
  private final short[] symbols = new short[TABLE_SIZE];

  /**
   * For all next bits, all the symbols that lie in them: how many bits they take (low byte), up to
   * six symbols, and how many they are (high byte).
   */
  private final long[] strings = new long[TABLE_SIZE];

  private final int[] next = new int[Huffman.MAX_BITS + 2];

  /** Of each stream, where it begins. */
  private final int[] start = new int[STREAMS];

  /** Of each stream, where the eight bytes are from whose bits come next. */
  private final int[] load = new int[STREAMS];

  /**
   * Of each stream, these bits, those used shifted out. The lowest one is given up for a mark,
   * which tells how far they have been shifted.
   */
  private final long[] bits = new long[STREAMS];

  /** Of each stream, the range of the output still to be written. */
  private final int[] to = new int[STREAMS];

  private final int[] limit = new int[STREAMS];

  /**
   * Takes the code on that has these lengths.
   *
   * @throws MalformedException when there is no such code; {@code at} says where the lengths are
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
   * streamSizes} has. At least {@link #MARGIN} bytes must stand before the first one.
   *
   * @throws MalformedException when a stream does not end with its last symbol
   */
  void decode(byte[] in, int offset, int[] streamSizes, byte[] out, int outOffset, int size)
      throws MalformedException {
    int quarter = size / STREAMS;
    int from = offset;
    for (int i = 0; i < STREAMS; i++) {
      int until = from + streamSizes[i];
      int last = in[until - 1] & 0xff;
      if (last == 0) {
        throw new MalformedException(until - 1, "stream %d has no mark".formatted(i + 1));
      }
      start[i] = from;
      goTo(i, in, 8L * until - 1 - (Integer.numberOfLeadingZeros(last) - 24));
      to[i] = outOffset + i * quarter;
      limit[i] = i < STREAMS - 1 ? to[i] + quarter : outOffset + size;
      from = until;
    }
    // Where a codeword has six bits or more, a string is hardly ever more than one symbol.
    if (size >= MIN_SIZE_FOR_STRINGS && from - offset < size / 4 * 3) {
      fillStrings();
      decodeStrings(in, out);
    } else if (size >= MIN_SIZE_FOR_ROUNDS) {
      decodeSymbols(in, out, quarter);
    }
    for (int i = 0; i < STREAMS; i++) {
      finish(in, out, i);
    }
  }

  /** For each index as many symbols as its bits have whole. */
  private void fillStrings() {
    for (int index = 0; index < TABLE_SIZE; index++) {
      int used = 0;
      int count = 0;
      long string = 0;
      while (count < MAX_STRING) {
        int entry = symbols[(index << used) & (TABLE_SIZE - 1)] & 0xffff;
        int length = entry & 0xff;
        if (used + length > Huffman.MAX_BITS) {
          break;
        }
        used += length;
        count++;
        string |= (long) (entry >>> 8) << (8 * count);
      }
      strings[index] = (long) count << 56 | string | used;
    }
  }

  /**
   * One symbol a look-up. How many bits a round has used, the mark tells, so that nothing but the
   * bits needs to be kept.
   */
  private void decodeSymbols(byte[] in, byte[] out, int quarter) {
    short[] symbols = new short[TABLE_SIZE];
    System.arraycopy(this.symbols, 0, symbols, 0, TABLE_SIZE);
    int load0 = load[0];
    long bits0 = bits[0];
    int load1 = load[1];
    long bits1 = bits[1];
    int load2 = load[2];
    long bits2 = bits[2];
    int load3 = load[3];
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
      for (int stop = at + rounds * LOOKUPS; at < stop; at += LOOKUPS) {
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
    bits[0] = bits0;
    load[1] = load1;
    bits[1] = bits1;
    load[2] = load2;
    bits[2] = bits2;
    load[3] = load3;
    bits[3] = bits3;
    for (int i = 0; i < STREAMS; i++) {
      to[i] += at;
    }
  }

  /**
   * As many symbols a look-up as there are in its bits. The bits to come are loaded a round ahead,
   * so that none waits for them.
   */
  private void decodeStrings(byte[] in, byte[] out) {
    long[] strings = new long[TABLE_SIZE];
    System.arraycopy(this.strings, 0, strings, 0, TABLE_SIZE);
    long end0 = end(0);
    long end1 = end(1);
    long end2 = end(2);
    long end3 = end(3);
    long bits0 = window(in, end0);
    long bits1 = window(in, end1);
    long bits2 = window(in, end2);
    long bits3 = window(in, end3);
    long more0 = load(in, end0 - 64);
    long more1 = load(in, end1 - 64);
    long more2 = load(in, end2 - 64);
    long more3 = load(in, end3 - 64);
    int to0 = to[0];
    int to1 = to[1];
    int to2 = to[2];
    int to3 = to[3];
    while (true) {
      int rounds = Math.min(inputRounds(end0, 0), outputRounds(to0, 0));
      rounds = Math.min(rounds, Math.min(inputRounds(end1, 1), outputRounds(to1, 1)));
      rounds = Math.min(rounds, Math.min(inputRounds(end2, 2), outputRounds(to2, 2)));
      rounds = Math.min(rounds, Math.min(inputRounds(end3, 3), outputRounds(to3, 3)));
      if (rounds <= 0) {
        break;
      }
      for (; rounds > 0; rounds--) {
        int used0 = 0;
        int used1 = 0;
        int used2 = 0;
        int used3 = 0;
        for (int i = 0; i < LOOKUPS; i++) {
          long entry0 = strings[(int) (bits0 >>> TO_INDEX)];
          bits0 <<= entry0;
          used0 += (int) entry0;
          LONG.set(out, to0, entry0 >>> 8);
          to0 += (int) (entry0 >>> 56);
          long entry1 = strings[(int) (bits1 >>> TO_INDEX)];
          bits1 <<= entry1;
          used1 += (int) entry1;
          LONG.set(out, to1, entry1 >>> 8);
          to1 += (int) (entry1 >>> 56);
          long entry2 = strings[(int) (bits2 >>> TO_INDEX)];
          bits2 <<= entry2;
          used2 += (int) entry2;
          LONG.set(out, to2, entry2 >>> 8);
          to2 += (int) (entry2 >>> 56);
          long entry3 = strings[(int) (bits3 >>> TO_INDEX)];
          bits3 <<= entry3;
          used3 += (int) entry3;
          LONG.set(out, to3, entry3 >>> 8);
          to3 += (int) (entry3 >>> 56);
        }
        bits0 |= more0 >>> -used0;
        bits1 |= more1 >>> -used1;
        bits2 |= more2 >>> -used2;
        bits3 |= more3 >>> -used3;
        end0 -= used0 & 0x3f;
        end1 -= used1 & 0x3f;
        end2 -= used2 & 0x3f;
        end3 -= used3 & 0x3f;
        more0 = load(in, end0 - 64);
        more1 = load(in, end1 - 64);
        more2 = load(in, end2 - 64);
        more3 = load(in, end3 - 64);
      }
    }
    goTo(0, in, end0);
    goTo(1, in, end1);
    goTo(2, in, end2);
    goTo(3, in, end3);
    to[0] = to0;
    to[1] = to1;
    to[2] = to2;
    to[3] = to3;
    // Some streams come further than others.
    for (int i = 0; i < STREAMS; i++) {
      decodeStrings(in, out, i);
    }
  }

  private void decodeStrings(byte[] in, byte[] out, int stream) {
    long end0 = end(stream);
    int to0 = to[stream];
    while (inputRounds(end0, stream) > 0 && outputRounds(to0, stream) > 0) {
      long bits = window(in, end0);
      for (int i = 0; i < LOOKUPS; i++) {
        long entry = strings[(int) (bits >>> TO_INDEX)];
        bits <<= entry;
        end0 -= entry & 0xff;
        LONG.set(out, to0, entry >>> 8);
        to0 += (int) (entry >>> 56);
      }
    }
    goTo(stream, in, end0);
    to[stream] = to0;
  }

  /** How many rounds a stream's bits up to {@code end} are good for at the least. */
  private int inputRounds(long end, int stream) {
    return (int) (end - 8L * start[stream]) / ROUND_BITS;
  }

  /** The same for the output, of which a look-up writes eight bytes however few are meant. */
  private int outputRounds(int to, int stream) {
    return (limit[stream] - to - (8 - MAX_STRING)) / (LOOKUPS * MAX_STRING);
  }

  /** The end of what a stream has still to be read, counted in bits from the array's first. */
  private long end(int stream) {
    return 8L * load[stream] + 64 - Long.numberOfTrailingZeros(bits[stream]);
  }

  private void goTo(int stream, byte[] in, long end) {
    load[stream] = (int) ((end + 7) >>> 3) - 8;
    bits[stream] = ((long) LONG.get(in, load[stream]) | 1) << (int) (-end & 7);
  }

  /** The 57 bits before {@code end}, and perhaps more, from the top. */
  private static long load(byte[] in, long end) {
    return (long) LONG.get(in, (int) ((end + 7) >>> 3) - 8) << (-end & 7);
  }

  /** The 64 bits before {@code end}. */
  private static long window(byte[] in, long end) {
    int last = (int) ((end + 7) >>> 3);
    int skip = (int) -end & 7;
    return (long) LONG.get(in, last - 8) << skip | (in[last - 9] & 0xffL) >>> (8 - skip);
  }

  /** Decodes the rest of a stream symbol by symbol. */
  private void finish(byte[] in, byte[] out, int stream) throws MalformedException {
    int from = start[stream];
    int left = (int) (end(stream) - 8L * from);
    int at = to[stream];
    int stop = limit[stream];
    while (at < stop && left > 0) {
      // Of bits before the stream's first, which are not its own, less than none would be left.
      long bits = window(in, 8L * from + left);
      int entry = symbols[(int) (bits >>> TO_INDEX)];
      out[at++] = (byte) (entry >> 8);
      left -= entry & 0xff;
    }
    if (left < 0 || at < stop) {
      throw new MalformedException(
          from, "stream %d ends before its last symbol".formatted(stream + 1));
    }
    if (left > 0) {
      throw new MalformedException(
          from, "stream %d has %d bits left over".formatted(stream + 1, left));
    }
  }
}
