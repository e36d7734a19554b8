package quern.codecs.huffman;

import java.util.Arrays;

/**
 * Packs the code lengths of 256 symbols as RFC 1951 (section 3.2.7) does: runs become tokens, the
 * tokens get a Huffman code of their own, and its lengths of three bits each come first. Both codes
 * are complete. Reused; not for several threads.
 */
final class LengthTable {
  /** An upper bound of a packed table's bytes: each token takes at most 7 bits and 7 more. */
  static final int MAX_BYTES = 6 + 256 * 7 / 8 + 1;

  // Tokens 0 to 11 are code lengths.
  private static final int REPEAT = Huffman.MAX_BITS + 1; // 3 to 6 times the length before
  private static final int ZEROS = REPEAT + 1; // 3 to 10 zeros
  private static final int MANY_ZEROS = ZEROS + 1; // 11 to 138 zeros
  private static final int TOKENS = MANY_ZEROS + 1;

  private static final int[] EXTRA_BITS = new int[TOKENS];
  private static final int[] FIRST_RUN = new int[TOKENS];
  private static final int TOKEN_BITS = 7;

  static {
    Arrays.fill(FIRST_RUN, 1);
    EXTRA_BITS[REPEAT] = 2;
    FIRST_RUN[REPEAT] = 3;
    EXTRA_BITS[ZEROS] = 3;
    FIRST_RUN[ZEROS] = 3;
    EXTRA_BITS[MANY_ZEROS] = 7;
    FIRST_RUN[MANY_ZEROS] = 11;
  }

  private final CodeLengths codeLengths = new CodeLengths(TOKENS, TOKEN_BITS);
  private final byte[] tokens = new byte[256];
  private final int[] runs = new int[256];
  private final int[] tokenCounts = new int[TOKENS];
  private final byte[] tokenLengths = new byte[TOKENS];
  private final int[] tokenCodes = new int[TOKENS];
  private final byte[] tokenOf = new byte[1 << TOKEN_BITS];

  /** Writes the table and returns where it ends; {@link #MAX_BYTES} of room are enough. */
  int write(byte[] lengths, byte[] out, int offset) {
    int count = tokenize(lengths);
    // A code of one token would not be complete.
    int used = 0;
    for (int tokenCount : tokenCounts) {
      used += tokenCount > 0 ? 1 : 0;
    }
    if (used == 1) {
      tokenCounts[tokenCounts[0] > 0 ? 1 : 0]++;
    }
    codeLengths.build(tokenCounts, tokenLengths);
    assignCodes();
    int at = offset;
    long bits = 0;
    int free = 64;
    for (int token = 0; token < TOKENS; token++) {
      free -= 3;
      bits |= (long) tokenLengths[token] << free;
    }
    for (int i = 0; i < count; i++) {
      int token = tokens[i];
      free -= tokenLengths[token];
      bits |= (long) tokenCodes[token] << free;
      free -= EXTRA_BITS[token];
      bits |= (long) (runs[i] - FIRST_RUN[token]) << free;
      while (free <= 48) {
        out[at++] = (byte) (bits >>> 56);
        bits <<= 8;
        free += 8;
      }
    }
    for (; free < 64; free += 8) {
      out[at++] = (byte) (bits >>> 56);
      bits <<= 8;
    }
    return at;
  }

  /** Splits the lengths in tokens and counts them; returns their number. */
  private int tokenize(byte[] lengths) {
    Arrays.fill(tokenCounts, 0);
    int count = 0;
    int i = 0;
    while (i < 256) {
      int length = lengths[i];
      int end = i + 1;
      while (end < 256 && lengths[end] == length) {
        end++;
      }
      int run = end - i;
      i = end;
      if (length > 0) {
        count = add(count, length, 1);
        run--;
      }
      while (run > 0) {
        int token = length;
        int part = 1;
        if (run >= 11 && length == 0) {
          token = MANY_ZEROS;
          part = Math.min(run, 138);
        } else if (run >= 3) {
          token = length == 0 ? ZEROS : REPEAT;
          part = Math.min(run, length == 0 ? 10 : 6);
        }
        count = add(count, token, part);
        run -= part;
      }
    }
    return count;
  }

  private int add(int count, int token, int run) {
    tokens[count] = (byte) token;
    runs[count] = run;
    tokenCounts[token]++;
    return count + 1;
  }

  /** Canonical codewords, of rising length and then by token. */
  private void assignCodes() {
    int code = 0;
    for (int length = 1; length <= TOKEN_BITS; length++) {
      for (int token = 0; token < TOKENS; token++) {
        if (tokenLengths[token] == length) {
          tokenCodes[token] = code++;
        }
      }
      code <<= 1;
    }
  }

  /**
   * Reads a table from {@code in[offset, end)} and returns where it ends.
   *
   * @throws MalformedException when it is not one
   */
  int read(byte[] in, int offset, int end, byte[] lengths) throws MalformedException {
    int at = offset;
    long bits = 0;
    int valid = 0; // less than 0: bits after the end have been used
    int count = 0;
    int header = 0;
    while (count < 256) {
      while (valid <= 56 && at < end) {
        bits |= (in[at++] & 0xffL) << (56 - valid);
        valid += 8;
      }
      if (header == 0) {
        for (; header < TOKENS; header++) {
          tokenLengths[header] = (byte) (bits >>> 61);
          bits <<= 3;
          valid -= 3;
        }
        fillTokenTable(offset);
        continue;
      }
      int entry = tokenOf[(int) (bits >>> (64 - TOKEN_BITS))];
      int token = entry >> 3;
      bits <<= entry & 7;
      int extra = EXTRA_BITS[token];
      // Two shifts, for a shift by 64 would be none.
      int run = FIRST_RUN[token] + (int) (bits >>> 1 >>> (63 - extra));
      bits <<= extra;
      valid -= (entry & 7) + extra;
      if (valid < 0) {
        throw new MalformedException(end, "the table of code lengths is cut off");
      }
      if (run > 256 - count) {
        throw new MalformedException(at, "the table has code lengths for more than 256 symbols");
      }
      int length = token;
      if (token == REPEAT) {
        if (count == 0) {
          throw new MalformedException(at, "the table repeats a code length before the first");
        }
        length = lengths[count - 1];
      } else if (token >= ZEROS) {
        length = 0;
      }
      Arrays.fill(lengths, count, count + run, (byte) length);
      count += run;
    }
    at -= valid >> 3;
    if (bits >>> 1 >>> (63 - (valid & 7)) != 0) {
      throw new MalformedException(at - 1, "wrong padding after the table of code lengths");
    }
    return at;
  }

  private void fillTokenTable(int offset) throws MalformedException {
    int next = 0;
    for (int length = 1; length <= TOKEN_BITS; length++) {
      int span = 1 << (TOKEN_BITS - length);
      for (int token = 0; token < TOKENS; token++) {
        if (tokenLengths[token] == length) {
          if (next + span > tokenOf.length) {
            throw new MalformedException(offset, "the code of the table is over-subscribed");
          }
          Arrays.fill(tokenOf, next, next + span, (byte) (token << 3 | length));
          next += span;
        }
      }
    }
    if (next < tokenOf.length) {
      throw new MalformedException(offset, "the code of the table is under-subscribed");
    }
  }
}
