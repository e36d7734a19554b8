package quern.codecs.hamming;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The code of {@link Secded72}, 64 codewords at a time: bit i of each codeword lies in chunk i, at
 * the same place in all, so that a check is an exclusive or of whole chunks.
 *
 * <p>Holds the sums of one group, and is not for several threads.
 */
public final class Parity {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** {@code sums[8 * place + row]}: check {@code row} of the 64 codewords at {@code place}. */
  private final long[] sums = new long[Secded72.CHECK_BITS * Layout.MAX_CHUNK / Long.BYTES];

  /**
   * Writes the eight parity chunks of a group whose data chunks are written.
   *
   * @param at where the group begins
   * @param chunk bytes of a chunk, 1 to 4096
   */
  public void write(byte[] stored, int at, int chunk) {
    sumData(stored, at, chunk);
    int stride = chunk + Layout.CHECKSUM_BYTES;
    int whole = chunk / Long.BYTES;
    for (int row = 0; row < Secded72.CHECK_BITS; row++) {
      int to = at + (Layout.DATA_CHUNKS + row) * stride;
      for (int place = 0; place < whole; place++) {
        LONG.set(stored, to + Long.BYTES * place, sums[8 * place + row]);
      }
      for (int i = whole * Long.BYTES; i < chunk; i++) {
        stored[to + i] = (byte) (sums[8 * whole + row] >>> (8 * (i % 8)));
      }
    }
  }

  /** Computes the syndromes of a group's codewords. */
  void computeSyndromes(byte[] stored, int at, int chunk) {
    sumData(stored, at, chunk);
    int stride = chunk + Layout.CHECKSUM_BYTES;
    int whole = chunk / Long.BYTES;
    for (int row = 0; row < Secded72.CHECK_BITS; row++) {
      int from = at + (Layout.DATA_CHUNKS + row) * stride;
      for (int place = 0; place < whole; place++) {
        sums[8 * place + row] ^= (long) LONG.get(stored, from + Long.BYTES * place);
      }
      if (whole * Long.BYTES < chunk) {
        sums[8 * whole + row] ^= tail(stored, from + whole * Long.BYTES, from + chunk);
        sums[8 * whole + row] &= (1L << (8 * (chunk % 8))) - 1;
      }
    }
  }

  /** How many places of 64 codewords each there are in chunks of so many bytes. */
  static int places(int chunk) {
    return (chunk + Long.BYTES - 1) / Long.BYTES;
  }

  /** The codewords at a place whose syndrome is not 0, one bit for each. */
  long damaged(int place) {
    long any = 0;
    for (int row = 0; row < Secded72.CHECK_BITS; row++) {
      any |= sums[8 * place + row];
    }
    return any;
  }

  /** The syndrome of codeword {@code index}, 0 to 63, at a place. */
  int syndrome(int place, int index) {
    int syndrome = 0;
    for (int row = 0; row < Secded72.CHECK_BITS; row++) {
      syndrome |= (int) (sums[8 * place + row] >>> index & 1) << row;
    }
    return syndrome;
  }

  private void sumData(byte[] stored, int at, int chunk) {
    int stride = chunk + Layout.CHECKSUM_BYTES;
    int places = places(chunk);
    Arrays.fill(sums, 0, Secded72.CHECK_BITS * places, 0);
    for (int turn = 0; turn < 8; turn++) {
      addTurn(stored, at + 8 * turn * stride, stride, places, turn);
    }
  }

  /**
   * Adds the eight data chunks from {@code at} on, whose columns are those of the first eight,
   * rotated by {@code turn}.
   *
   * <p>Written out, because so the matrix costs 20 operations for 64 bytes, and each chunk is read
   * once and from its begin to its end. Keeping a codeword's eight sums in registers instead means
   * to jump between 64 chunks that compete for the same lines of the cache, and a loop for each one
   * of the matrix reads each chunk three to five times and is fast only where it is vectorized.
   *
   * <p>The last step may read beyond a chunk, but never beyond the group, for the parity chunks
   * follow; what comes of that is cut off later.
   */
  private void addTurn(byte[] stored, int at, int stride, int places, int turn) {
    int at1 = at + stride;
    int at2 = at1 + stride;
    int at3 = at2 + stride;
    int at4 = at3 + stride;
    int at5 = at4 + stride;
    int at6 = at5 + stride;
    int at7 = at6 + stride;
    int row0 = turn;
    int row1 = (turn + 1) % 8;
    int row2 = (turn + 2) % 8;
    int row3 = (turn + 3) % 8;
    int row4 = (turn + 4) % 8;
    int row5 = (turn + 5) % 8;
    int row6 = (turn + 6) % 8;
    int row7 = (turn + 7) % 8;
    for (int i = 0; i < Long.BYTES * places; i += Long.BYTES) {
      long x0 = (long) LONG.get(stored, at + i);
      long x1 = (long) LONG.get(stored, at1 + i);
      long x2 = (long) LONG.get(stored, at2 + i);
      long x3 = (long) LONG.get(stored, at3 + i);
      long x4 = (long) LONG.get(stored, at4 + i);
      long x5 = (long) LONG.get(stored, at5 + i);
      long x6 = (long) LONG.get(stored, at6 + i);
      long x7 = (long) LONG.get(stored, at7 + i);
      long x034 = x0 ^ x3 ^ x4;
      long x26 = x2 ^ x6;
      long x126 = x1 ^ x26;
      long x57 = x5 ^ x7;
      sums[i + row0] ^= x57;
      sums[i + row1] ^= x57 ^ x3;
      sums[i + row2] ^= x034 ^ x1;
      sums[i + row3] ^= x0 ^ x2;
      sums[i + row4] ^= x26 ^ x4;
      sums[i + row5] ^= x126;
      sums[i + row6] ^= x034 ^ x2 ^ x5;
      sums[i + row7] ^= x126 ^ x7;
    }
  }

  /** Less than eight bytes as a little-endian number. */
  private static long tail(byte[] bytes, int from, int to) {
    long number = 0;
    for (int i = to - 1; i >= from; i--) {
      number = number << 8 | (bytes[i] & 0xff);
    }
    return number;
  }
}
