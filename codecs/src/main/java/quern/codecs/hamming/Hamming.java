package quern.codecs.hamming;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Stores bytes so that damage to them can be undone, at the cost of an eighth and a little more.
 *
 * <p>Content is cut into groups of at most 256 KiB, and each group into 64 chunks; 8 chunks of
 * parity follow, and each chunk has a checksum behind it. A codeword of {@link Secded72} has one
 * bit in each chunk. So a burst, which damages what lies side by side, takes few bits from each
 * codeword: up to the length of a chunk and its checksum, just one. And the checksums tell which
 * chunks are damaged: knowing where, a code that could correct one bit rebuilds any three chunks,
 * and up to eight if they follow one another or else are well placed. Flipped bits in any number of
 * chunks are corrected where there is one in a codeword, and mostly where there are two. The
 * grammar of the stored bytes is in {@code docs/formats.md}, "Hamming block".
 *
 * <p>Keeps its buffers, and is not for several threads. The static methods are pure.
 */
public final class Hamming {
  private final Parity parity = new Parity();
  private final ChunkChecksum checksum = new ChunkChecksum();

  /**
   * How many bytes {@code contentLength} bytes are stored in; nothing is stored as nothing.
   *
   * @throws IllegalArgumentException when the length is negative, or the stored bytes do not fit an
   *     array
   */
  public static int encodedLength(int contentLength) {
    return Layout.of(contentLength).length();
  }

  /**
   * Writes {@link #encodedLength encodedLength(length)} bytes.
   *
   * @param in holds the content, {@code in[inOffset, inOffset + length)}
   * @param out where to write, from {@code outOffset}; another array than {@code in}
   */
  public void encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
    Objects.checkFromIndexSize(inOffset, length, in.length);
    Layout layout = Layout.of(length);
    Objects.checkFromIndexSize(outOffset, layout.length(), out.length);
    int chunk = layout.chunk();
    int from = 0;
    for (int group = 0; group < layout.groups(); group++) {
      int first = group * Layout.CHUNKS;
      for (int number = first; number < first + Layout.DATA_CHUNKS; number++) {
        int to = outOffset + layout.at(number);
        int count = Math.min(chunk, length - from);
        System.arraycopy(in, inOffset + from, out, to, count);
        Arrays.fill(out, to + count, to + chunk, (byte) 0);
        from += count;
      }
      parity.write(out, outOffset + layout.at(first), chunk);
      for (int number = first; number < first + Layout.CHUNKS; number++) {
        checksum.write(number, out, outOffset + layout.at(number), chunk);
      }
    }
  }

  /**
   * Makes stored bytes what they were when they were written, content, parity and checksums alike.
   * Damage that passes for other damage is possible, though not by chance within reason: who must
   * be sure keeps a checksum of the whole.
   *
   * @param stored holds them, {@code stored[offset, offset + encodedLength(contentLength))}; they
   *     are corrected there
   * @return what was changed
   * @throws UncorrectableException when more is damaged than can be corrected; part of it may be
   *     corrected then
   */
  public Correction correct(byte[] stored, int offset, int contentLength) throws IOException {
    Layout layout = Layout.of(contentLength);
    Objects.checkFromIndexSize(offset, layout.length(), stored.length);
    Corrector corrector = new Corrector(stored, offset, layout, parity);
    for (int group = 0; group < layout.groups(); group++) {
      corrector.correctGroup(group);
    }
    return corrector.correction();
  }

  /**
   * Copies the content, {@code contentLength} bytes, out of stored bytes that are right.
   *
   * @param stored holds them, {@code stored[offset, offset + encodedLength(contentLength))}
   * @param out where to write, from {@code outOffset}; it may be {@code stored}, with {@code
   *     outOffset} at {@code offset} or before it
   */
  public static void content(
      byte[] stored, int offset, int contentLength, byte[] out, int outOffset) {
    Layout layout = Layout.of(contentLength);
    Objects.checkFromIndexSize(offset, layout.length(), stored.length);
    Objects.checkFromIndexSize(outOffset, contentLength, out.length);
    int done = 0;
    for (int group = 0; group < layout.groups(); group++) {
      int first = group * Layout.CHUNKS;
      for (int number = first; number < first + Layout.DATA_CHUNKS; number++) {
        int count = Math.min(layout.chunk(), contentLength - done);
        System.arraycopy(stored, offset + layout.at(number), out, outOffset + done, count);
        done += count;
      }
    }
  }
}
