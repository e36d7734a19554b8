package quern.codecs.huffman;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Codes bytes by how often they occur: canonical Huffman codes with codewords of at most {@value
 * #MAX_BITS} bits, one for each section of the bytes whose statistics are its own. What cannot be
 * made shorter is stored. The format is in docs/formats.md; every call stands alone, and the same
 * bytes always give the same encoding.
 *
 * <p>An instance holds tables of about 40 KiB for reuse and is not for several threads.
 */
public final class Huffman {
  /** The longest codeword, in bits: five of them and seven bits more fit in a {@code long}. */
  static final int MAX_BITS = 11;

  private static final int STORED = 0;
  private static final int RUN = 1;
  private static final int CODED = 2;

  private static final int MAX_HEAD_BITS = 28;
  private static final int STREAMS = 4;
  private static final int SIZE_BYTES = 3;

  private final Sections sections = new Sections();
  private final CodeLengths codeLengths = new CodeLengths(256, MAX_BITS);
  private final LengthTable lengthTable = new LengthTable();
  private final Encoder encoder = new Encoder();
  private final Decoder decoder = new Decoder();
  private final byte[] lengths = new byte[256];
  private final byte[] table = new byte[LengthTable.MAX_BYTES];
  private final int[] streamSizes = new int[STREAMS];

  /**
   * How much room {@link #encode} asks for, in bytes; little of it is used. At most {@code length}
   * and a 4096th of it and 16 bytes.
   *
   * @throws IllegalArgumentException when that is more than an array can have
   */
  public static int maxEncodedLength(int length) {
    // Each section, of 16 KiB or more but for the last, may have a head of up to 4 bytes; and the
    // last stores of a stream go up to 8 bytes too far.
    long most = length + 4L * (length / Sections.CHUNK + 1L) + 8;
    if (length < 0 || most > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "expected a length from 0 to about 2^31 - 2^20 bytes, found " + length);
    }
    return (int) most;
  }

  /**
   * Encodes {@code in[inOffset, inOffset + length)} into {@code out} from {@code outOffset}, and
   * returns the number of bytes written. Bytes after those, up to {@link #maxEncodedLength}, may be
   * overwritten.
   *
   * @throws IndexOutOfBoundsException when the ranges are not within the arrays, {@link
   *     #maxEncodedLength} bytes for the output
   */
  public int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    Objects.checkFromIndexSize(inOffset, length, in.length);
    Objects.checkFromIndexSize(outOffset, maxEncodedLength(length), out.length);
    int at = outOffset;
    sections.begin(in, inOffset, inOffset + length);
    while (sections.next()) {
      at = encodeSection(in, out, at);
    }
    return at - outOffset;
  }

  private int encodeSection(byte[] in, byte[] out, int offset) {
    int start = sections.start();
    int size = sections.end() - start;
    int[] counts = sections.counts();
    if (counts[in[start] & 0xff] == size) {
      int at = writeHead(out, offset, RUN, size);
      out[at++] = in[start];
      return at;
    }
    codeLengths.build(counts, lengths);
    long bits = 0;
    for (int symbol = 0; symbol < 256; symbol++) {
      bits += (long) counts[symbol] * lengths[symbol];
    }
    // With a mark and padding each stream has up to eight bits more than its codewords.
    long coded = STREAMS * SIZE_BYTES + ((bits + 8 * STREAMS + 7) >>> 3);
    int tableSize = coded < size ? lengthTable.write(lengths, table, 0) : 0;
    if (coded + tableSize >= size) {
      int at = writeHead(out, offset, STORED, size);
      System.arraycopy(in, start, out, at, size);
      return at + size;
    }
    int at = writeHead(out, offset, CODED, size);
    System.arraycopy(table, 0, out, at, tableSize);
    return encodeStreams(in, start, size, out, at + tableSize);
  }

  private int encodeStreams(byte[] in, int start, int size, byte[] out, int offset) {
    encoder.use(lengths);
    int quarter = size >>> 2;
    int from = start;
    int at = offset + STREAMS * SIZE_BYTES;
    for (int i = 0; i < STREAMS; i++) {
      int to = i < STREAMS - 1 ? from + quarter : start + size;
      int end = encoder.encode(in, from, to, out, at);
      int streamSize = end - at;
      out[offset + SIZE_BYTES * i] = (byte) (streamSize >>> 16);
      out[offset + SIZE_BYTES * i + 1] = (byte) (streamSize >>> 8);
      out[offset + SIZE_BYTES * i + 2] = (byte) streamSize;
      from = to;
      at = end;
    }
    return at;
  }

  /**
   * Kind and size as a number of seven bits a byte, the low ones first, more bytes to come marked.
   */
  private static int writeHead(byte[] out, int offset, int kind, int size) {
    int at = offset;
    int head = size << 2 | kind;
    for (; head >= 0x80; head >>>= 7) {
      out[at++] = (byte) (head | 0x80);
    }
    out[at++] = (byte) head;
    return at;
  }

  /**
   * Decodes the encoding {@code in[inOffset, inOffset + length)} into {@code out} from {@code
   * outOffset}, and returns the number of bytes written. When it throws, what is in {@code
   * out[outOffset, outLimit)} is anything.
   *
   * @param outLimit where the output ends at the latest
   * @throws IOException when the bytes are not a valid encoding, or are one of more than {@code
   *     outLimit - outOffset} bytes; the message says why, and at which byte counted from {@code
   *     inOffset}
   * @throws IndexOutOfBoundsException when the ranges are not within the arrays
   */
  public int decode(byte[] in, int inOffset, int length, byte[] out, int outOffset, int outLimit)
      throws IOException {
    Objects.checkFromIndexSize(inOffset, length, in.length);
    Objects.checkFromToIndex(outOffset, outLimit, out.length);
    try {
      return decodeSections(in, inOffset, inOffset + length, out, outOffset, outLimit) - outOffset;
    } catch (MalformedException e) {
      throw e.countedFrom(inOffset);
    }
  }

  /** Returns where the output ends. */
  private int decodeSections(
      byte[] in, int inOffset, int end, byte[] out, int outOffset, int outLimit)
      throws MalformedException {
    int at = inOffset;
    int to = outOffset;
    while (at < end) {
      int headAt = at;
      int head = 0;
      int shift = 0;
      int next;
      do {
        if (at == end) {
          throw new MalformedException(headAt, "the head of a section is cut off");
        }
        if (shift == MAX_HEAD_BITS) {
          throw new MalformedException(headAt, "the head of a section is too long");
        }
        next = in[at++];
        head |= (next & 0x7f) << shift;
        shift += 7;
      } while (next < 0);
      if (next == 0 && shift > 7) {
        throw new MalformedException(headAt, "the head of a section is longer than need be");
      }
      int kind = head & 3;
      int size = head >>> 2;
      if (size == 0 || size > outLimit - to) {
        throw new MalformedException(
            headAt,
            "expected a section of 1 to %d bytes, found one of %d".formatted(outLimit - to, size));
      }
      switch (kind) {
        case STORED -> {
          if (size > end - at) {
            throw new MalformedException(headAt, "%d stored bytes are cut off".formatted(size));
          }
          System.arraycopy(in, at, out, to, size);
          at += size;
        }
        case RUN -> {
          if (at == end) {
            throw new MalformedException(headAt, "the byte of a run is cut off");
          }
          Arrays.fill(out, to, to + size, in[at++]);
        }
        case CODED -> at = decodeStreams(in, at, end, out, to, size);
        default -> throw new MalformedException(headAt, "unknown kind of section");
      }
      to += size;
    }
    return to;
  }

  private int decodeStreams(byte[] in, int offset, int end, byte[] out, int to, int size)
      throws MalformedException {
    int at = lengthTable.read(in, offset, end, lengths);
    decoder.use(lengths, offset);
    if (end - at < STREAMS * SIZE_BYTES) {
      throw new MalformedException(at, "the sizes of streams are cut off");
    }
    int streams = at + STREAMS * SIZE_BYTES;
    int left = end - streams;
    for (int i = 0; i < STREAMS; i++) {
      int streamSize = (in[at] & 0xff) << 16 | (in[at + 1] & 0xff) << 8 | (in[at + 2] & 0xff);
      if (streamSize == 0 || streamSize > left) {
        throw new MalformedException(
            at, "expected a stream of 1 to %d bytes, found one of %d".formatted(left, streamSize));
      }
      streamSizes[i] = streamSize;
      left -= streamSize;
      at += SIZE_BYTES;
    }
    // Before the streams stand a table of six bytes or more, and twelve of sizes: Decoder.MARGIN.
    decoder.decode(in, streams, streamSizes, out, to, size);
    return end - left;
  }
}
