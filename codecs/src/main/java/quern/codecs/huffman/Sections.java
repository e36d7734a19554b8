package quern.codecs.huffman;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into sections that are worth a code of their own. The bytes come in chunks of {@value
 * #CHUNK}; a chunk joins the section before it unless two codes would take less room than one, with
 * their tables. Reused; not for several threads.
 */
final class Sections {
  /** About what zlib gives one code, so that no more is lost where statistics change. */
  static final int CHUNK = 1 << 14;

  /** The greatest section: its streams' sizes fit in three bytes, and counts in CodeLengths. */
  private static final int MAX_SECTION = 1 << 23;

  /**
   * What a section costs besides its code lengths, in bits. Its head and the sizes of its streams
   * are a tenth of that; the rest is for the time that building tables takes.
   */
  private static final long SECTION_BITS = 1500;

  /** About what a symbol's code length takes in the table, in bits. */
  private static final long LENGTH_BITS = 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Binary logarithms of small numbers, in 1/256. */
  private static final int[] LOG2 = new int[1 << 12];

  static {
    for (int i = 1; i < LOG2.length; i++) {
      LOG2[i] = (int) Math.round(StrictMath.log(i) / StrictMath.log(2) * 256);
    }
  }

  private static final byte[] NOTHING = {};

  private byte[] in = NOTHING;
  private int limit;
  private int start;
  private int end;

  private int[] counts = new int[256];
  private int[] chunk = new int[256];
  private long chunkBits;
  private int chunkEnd;

  /** Starts over with {@code in[offset, limit)}. */
  void begin(byte[] in, int offset, int limit) {
    this.in = in;
    this.limit = limit;
    end = offset;
    readChunk(offset);
  }

  /** Goes to the next section; false when there is none. */
  boolean next() {
    start = end;
    if (start == limit) {
      in = NOTHING;
      return false;
    }
    int[] taken = chunk;
    chunk = counts;
    counts = taken;
    long bits = chunkBits;
    end = chunkEnd;
    while (readChunk(end) && chunkEnd - start <= MAX_SECTION) {
      long joined = bits(counts, chunk, chunkEnd - start);
      if (joined > bits + chunkBits) {
        break;
      }
      for (int i = 0; i < 256; i++) {
        counts[i] += chunk[i];
      }
      bits = joined;
      end = chunkEnd;
    }
    return true;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** How often each byte occurs in the section. */
  int[] counts() {
    return counts;
  }

  private boolean readChunk(int from) {
    chunkEnd = from + Math.min(CHUNK, limit - from);
    if (chunkEnd == from) {
      return false;
    }
    count(in, from, chunkEnd, chunk);
    chunkBits = bits(chunk, null, chunkEnd - from);
    return true;
  }

  /**
   * Counts the bytes. Eight counters for each, because to count the same byte again has to wait for
   * the count before to be stored. The loop takes two loads a turn, not for that alone: a method
   * that large is compiled by itself, and not into others whose variables take its registers.
   */
  private static void count(byte[] in, int from, int to, int[] counts) {
    int[] lanes = new int[8 * 256];
    int at = from;
    for (; at <= to - 16; at += 16) {
      long bytes = (long) LONG.get(in, at);
      int low = (int) bytes;
      int high = (int) (bytes >>> 32);
      lanes[low & 0xff]++;
      lanes[256 + (low >>> 8 & 0xff)]++;
      lanes[512 + (low >>> 16 & 0xff)]++;
      lanes[768 + (low >>> 24)]++;
      lanes[1024 + (high & 0xff)]++;
      lanes[1280 + (high >>> 8 & 0xff)]++;
      lanes[1536 + (high >>> 16 & 0xff)]++;
      lanes[1792 + (high >>> 24)]++;
      bytes = (long) LONG.get(in, at + 8);
      low = (int) bytes;
      high = (int) (bytes >>> 32);
      lanes[low & 0xff]++;
      lanes[256 + (low >>> 8 & 0xff)]++;
      lanes[512 + (low >>> 16 & 0xff)]++;
      lanes[768 + (low >>> 24)]++;
      lanes[1024 + (high & 0xff)]++;
      lanes[1280 + (high >>> 8 & 0xff)]++;
      lanes[1536 + (high >>> 16 & 0xff)]++;
      lanes[1792 + (high >>> 24)]++;
    }
    for (; at < to; at++) {
      lanes[in[at] & 0xff]++;
    }
    for (int i = 0; i < 256; i++) {
      counts[i] =
          lanes[i]
              + lanes[256 + i]
              + lanes[512 + i]
              + lanes[768 + i]
              + lanes[1024 + i]
              + lanes[1280 + i]
              + lanes[1536 + i]
              + lanes[1792 + i];
    }
  }

  /** About what the counted bytes would take as one section: their entropy and a table. */
  private static long bits(int[] counts, int @Nullable [] more, int total) {
    long sum = 0;
    int symbols = 0;
    for (int i = 0; i < 256; i++) {
      int count = more == null ? counts[i] : counts[i] + more[i];
      sum += (long) count * log2(count);
      symbols += -count >>> 31;
    }
    long entropy = ((long) total * log2(total) - sum) >> 8;
    if (symbols > 1) {
      // No codeword is shorter than a bit.
      entropy = Math.max(entropy, total) + LENGTH_BITS * symbols;
    }
    return Math.min(entropy, 8L * total) + SECTION_BITS;
  }

  /** Binary logarithm in 1/256; 0 for 0. */
  private static int log2(int number) {
    int shift = Math.max(0, 20 - Integer.numberOfLeadingZeros(number));
    return LOG2[number >>> shift] + (shift << 8);
  }
}
