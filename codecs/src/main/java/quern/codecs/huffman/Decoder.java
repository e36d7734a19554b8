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
 * registers, of which there are hardly enough. They are written to need few: the table is a new
 * array, for the compiler then knows its length and leaves bounds checks out; bytes are decoded in
 * batches into another one, where a stream's place is a constant; and the look-ups of a round are a
 * loop, since the compiler would otherwise mix them and keep what is waiting on the stack. Each of
 * that is a tenth to a third of the time. How many rounds there are is settled before they begin,
 * and leaves the last few bytes to {@link #finish}.
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

  /** A batch's bytes of a stream, one symbol a look-up. */
  private static final int SYMBOLS_SPAN = 256 * LOOKUPS;

  /** The same for strings, a power of two; behind it eight bytes that only a last store reaches. */
  private static final int STRINGS_SPAN = 1 << 11;

  /** The most symbols of a string. */
  private static final int MAX_STRING = 6;

  private static final long TAIL_SYMBOLS = 0xffffffffff00L;

  /** Fewer bytes than that are not worth a copy of the table. */
  private static final int MIN_SIZE_FOR_ROUNDS = 1 << 10;

  /** Fewer bytes than that are not worth a table of strings. */
  private static final int MIN_SIZE_FOR_STRINGS = 1 << 15;

  /** For all next bits, the symbol that they begin with (high byte) and its length. */
  private final short[] symbols = new short[TABLE_SIZE];

  /** The strings of fewer bits: those of n bits from index 2ⁿ. */
  private final long[] tails = new long[TABLE_SIZE];

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
      decodeStrings(in, out);
    } else if (size >= MIN_SIZE_FOR_ROUNDS) {
      decodeSymbols(in, out, quarter);
    }
    for (int i = 0; i < STREAMS; i++) {
      finish(in, out, i);
    }
  }

  /**
   * For each index as many symbols as its bits have whole. What follows a symbol is the same for
   * all of its length: the strings of the bits left, which are made once, from fewer bits to more.
   */
  private void fillStrings(long[] strings) {
    int shortest = symbols[0] & 0xff;
    for (int bits = 1; bits <= Huffman.MAX_BITS - shortest; bits++) {
      fillStrings(tails, 1 << bits, bits, shortest);
    }
    fillStrings(strings, 0, Huffman.MAX_BITS, shortest);
  }

  private void fillStrings(long[] strings, int offset, int bits, int shortest) {
    int at = offset;
    int index = 0;
    // Codewords rise with their length.
    while (index < TABLE_SIZE && (symbols[index] & 0xff) <= bits) {
      int entry = symbols[index] & 0xffff;
      int length = entry & 0xff;
      long first = 1L << 56 | (entry & 0xff00) | length;
      int left = bits - length;
      // So few that no tail has more symbols than there is room for.
      int used = Math.min(left, (MAX_STRING - 1) * shortest);
      for (int i = 0; i < 1 << left; i++) {
        long tail = tails[(1 << used) + (i >> (left - used))];
        strings[at++] = first + (tail & ~TAIL_SYMBOLS) + ((tail & TAIL_SYMBOLS) << 8);
      }
      index += TABLE_SIZE >>> length;
    }
    Arrays.fill(strings, at, offset + (1 << bits), 0);
  }

  /**
   * One symbol a look-up. How many bits a round has used, the mark tells, so that nothing but the
   * bits needs to be kept.
   */
  private void decodeSymbols(byte[] in, byte[] out, int quarter) {
    short[] symbols = new short[TABLE_SIZE];
    System.arraycopy(this.symbols, 0, symbols, 0, TABLE_SIZE);
    byte[] batch = new byte[STREAMS * SYMBOLS_SPAN];
    int load0 = load[0];
    long bits0 = bits[0];
    int load1 = load[1];
    long bits1 = bits[1];
    int load2 = load[2];
    long bits2 = bits[2];
    int load3 = load[3];
    long bits3 = bits[3];
    int done = 0;
    while (true) {
      int rounds = Math.min(SYMBOLS_SPAN, quarter - done) / LOOKUPS;
      rounds = Math.min(rounds, inputRounds(load0, 0));
      rounds = Math.min(rounds, inputRounds(load1, 1));
      rounds = Math.min(rounds, inputRounds(load2, 2));
      rounds = Math.min(rounds, inputRounds(load3, 3));
      if (rounds <= 0) {
        break;
      }
      int stop = rounds * LOOKUPS;
      for (int at = 0; at < stop; ) {
        for (int end = at + LOOKUPS; at < end; at++) {
          int entry0 = symbols[(int) (bits0 >>> TO_INDEX)];
          bits0 <<= entry0;
          batch[at] = (byte) (entry0 >> 8);
          int entry1 = symbols[(int) (bits1 >>> TO_INDEX)];
          bits1 <<= entry1;
          batch[at + SYMBOLS_SPAN] = (byte) (entry1 >> 8);
          int entry2 = symbols[(int) (bits2 >>> TO_INDEX)];
          bits2 <<= entry2;
          batch[at + 2 * SYMBOLS_SPAN] = (byte) (entry2 >> 8);
          int entry3 = symbols[(int) (bits3 >>> TO_INDEX)];
          bits3 <<= entry3;
          batch[at + 3 * SYMBOLS_SPAN] = (byte) (entry3 >> 8);
        }
        int used0 = Long.numberOfTrailingZeros(bits0);
        load0 -= used0 >>> 3;
        bits0 = ((long) LONG.get(in, load0) | 1) << (used0 & 7);
        int used1 = Long.numberOfTrailingZeros(bits1);
        load1 -= used1 >>> 3;
        bits1 = ((long) LONG.get(in, load1) | 1) << (used1 & 7);
        int used2 = Long.numberOfTrailingZeros(bits2);
        load2 -= used2 >>> 3;
        bits2 = ((long) LONG.get(in, load2) | 1) << (used2 & 7);
        int used3 = Long.numberOfTrailingZeros(bits3);
        load3 -= used3 >>> 3;
        bits3 = ((long) LONG.get(in, load3) | 1) << (used3 & 7);
      }
      for (int i = 0; i < STREAMS; i++) {
        System.arraycopy(batch, i * SYMBOLS_SPAN, out, to[i] + done, stop);
      }
      done += stop;
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
      to[i] += done;
    }
  }

  /** As many symbols a look-up as there are in its bits. */
  private void decodeStrings(byte[] in, byte[] out) {
    long[] strings = new long[TABLE_SIZE];
    fillStrings(strings);
    byte[] batch = new byte[STREAMS * (STRINGS_SPAN + 8)];
    int load0 = load[0];
    long bits0 = bits[0];
    int load1 = load[1];
    long bits1 = bits[1];
    int load2 = load[2];
    long bits2 = bits[2];
    int load3 = load[3];
    long bits3 = bits[3];
    while (true) {
      int rounds = STRINGS_SPAN / (LOOKUPS * MAX_STRING);
      rounds = Math.min(rounds, Math.min(inputRounds(load0, 0), outputRounds(to[0], 0)));
      rounds = Math.min(rounds, Math.min(inputRounds(load1, 1), outputRounds(to[1], 1)));
      rounds = Math.min(rounds, Math.min(inputRounds(load2, 2), outputRounds(to[2], 2)));
      rounds = Math.min(rounds, Math.min(inputRounds(load3, 3), outputRounds(to[3], 3)));
      if (rounds <= 0) {
        break;
      }
      // Positions in the batch: a long, and a mask that is true of it anyway, need no check and no
      // widening.
      long to0 = 0;
      long to1 = 0;
      long to2 = 0;
      long to3 = 0;
      for (; rounds > 0; rounds--) {
        for (int i = 0; i < LOOKUPS; i++) {
          long entry0 = strings[(int) (bits0 >>> TO_INDEX)];
          bits0 <<= entry0;
          LONG.set(batch, (int) (to0 & (STRINGS_SPAN - 1)), entry0 >>> 8);
          to0 += entry0 >>> 56;
          long entry1 = strings[(int) (bits1 >>> TO_INDEX)];
          bits1 <<= entry1;
          LONG.set(batch, (int) (to1 & (STRINGS_SPAN - 1)) + (STRINGS_SPAN + 8), entry1 >>> 8);
          to1 += entry1 >>> 56;
          long entry2 = strings[(int) (bits2 >>> TO_INDEX)];
          bits2 <<= entry2;
          LONG.set(batch, (int) (to2 & (STRINGS_SPAN - 1)) + 2 * (STRINGS_SPAN + 8), entry2 >>> 8);
          to2 += entry2 >>> 56;
          long entry3 = strings[(int) (bits3 >>> TO_INDEX)];
          bits3 <<= entry3;
          LONG.set(batch, (int) (to3 & (STRINGS_SPAN - 1)) + 3 * (STRINGS_SPAN + 8), entry3 >>> 8);
          to3 += entry3 >>> 56;
        }
        int used0 = Long.numberOfTrailingZeros(bits0);
        load0 -= used0 >>> 3;
        bits0 = ((long) LONG.get(in, load0) | 1) << (used0 & 7);
        int used1 = Long.numberOfTrailingZeros(bits1);
        load1 -= used1 >>> 3;
        bits1 = ((long) LONG.get(in, load1) | 1) << (used1 & 7);
        int used2 = Long.numberOfTrailingZeros(bits2);
        load2 -= used2 >>> 3;
        bits2 = ((long) LONG.get(in, load2) | 1) << (used2 & 7);
        int used3 = Long.numberOfTrailingZeros(bits3);
        load3 -= used3 >>> 3;
        bits3 = ((long) LONG.get(in, load3) | 1) << (used3 & 7);
      }
      take(batch, out, 0, (int) to0);
      take(batch, out, 1, (int) to1);
      take(batch, out, 2, (int) to2);
      take(batch, out, 3, (int) to3);
    }
    load[0] = load0;
    bits[0] = bits0;
    load[1] = load1;
    bits[1] = bits1;
    load[2] = load2;
    bits[2] = bits2;
    load[3] = load3;
    bits[3] = bits3;
    // Some streams come further than others.
    for (int i = 0; i < STREAMS; i++) {
      decodeStrings(in, out, i, strings);
    }
  }

  private void take(byte[] batch, byte[] out, int stream, int size) {
    System.arraycopy(batch, stream * (STRINGS_SPAN + 8), out, to[stream], size);
    to[stream] += size;
  }

  private void decodeStrings(byte[] in, byte[] out, int stream, long[] strings) {
    int load0 = load[stream];
    long bits0 = bits[stream];
    int to0 = to[stream];
    while (inputRounds(load0, stream) > 0 && outputRounds(to0, stream) > 0) {
      for (int i = 0; i < LOOKUPS; i++) {
        long entry = strings[(int) (bits0 >>> TO_INDEX)];
        bits0 <<= entry;
        LONG.set(out, to0, entry >>> 8);
        to0 += (int) (entry >>> 56);
      }
      int used = Long.numberOfTrailingZeros(bits0);
      load0 -= used >>> 3;
      bits0 = ((long) LONG.get(in, load0) | 1) << (used & 7);
    }
    load[stream] = load0;
    bits[stream] = bits0;
    to[stream] = to0;
  }

  /** How many rounds a stream is good for at the least that has its next bits at {@code load}. */
  private int inputRounds(int load, int stream) {
    return (load - start[stream] + 8) / ROUND_BYTES;
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
