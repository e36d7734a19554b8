package quern.codecs.hamming;

import java.util.BitSet;

/**
 * One correction of stored bytes, group by group; counts what it changes and what it cannot.
 *
 * <p>A chunk is believed if its checksum says so, or says so but for one bit: then the checksum is
 * damaged. (CRC-32C tells any three damaged bits of a chunk and its checksum, so no one or two
 * damaged bits of the chunk look like that.) All other chunks are suspects. Bits are flipped only
 * in suspects, as {@link Explanations} say; that makes some of them right, which their checksums
 * show, until so few are left that they can be rebuilt from the chunks that are believed, whatever
 * is in them.
 */
final class Corrector {
  private final byte[] stored;
  private final Layout layout;
  private final Parity parity;
  private final ChunkChecksum checksum = new ChunkChecksum();
  private final Explanations explanations = new Explanations();

  /** Chunks of the group at hand: with a checksum that does not match, not believed, changed. */
  private final BitSet mismatched = new BitSet(Layout.CHUNKS);

  private final BitSet suspects = new BitSet(Layout.CHUNKS);
  private final BitSet changed = new BitSet(Layout.CHUNKS);

  private long words;
  private long chunks;
  private long checksums;
  private long lostWords;
  private long lostChunks;
  private int lostGroups;

  Corrector(byte[] stored, Layout layout, Parity parity) {
    this.stored = stored;
    this.layout = layout;
    this.parity = parity;
  }

  /** Corrects the group that begins at {@code at}. */
  void correctGroup(int at) {
    mismatched.set(0, Layout.CHUNKS);
    suspects.set(0, Layout.CHUNKS);
    changed.clear();
    int suspected = examine(at);
    explanations.explainBy(suspects);
    long unexplained = flipExplained(at);
    while (!explanations.exact() && examine(at) < suspected) {
      suspected = suspects.cardinality();
      explanations.explainBy(suspects);
      unexplained = flipExplained(at);
    }
    if (unexplained > 0 || !explanations.exact()) {
      lostWords += unexplained;
      lostChunks += suspected;
      lostGroups++;
    } else {
      chunks += changed.cardinality();
      writeChecksums(at);
    }
  }

  /** What has been changed, in groups that are right now. */
  Correction correction() throws UncorrectableException {
    if (lostGroups > 0) {
      throw new UncorrectableException(
          ("in %,d of %,d groups of the Hamming block there is more damage than can be corrected:"
                  + " %,d codewords of 72 bits and %,d chunks of %,d bytes")
              .formatted(lostGroups, layout.groups(), lostWords, lostChunks, layout.chunk()),
          lostWords,
          lostChunks);
    }
    return new Correction(words, chunks, checksums);
  }

  /** Looks at the suspects' checksums again, clears those that match, and counts the others. */
  private int examine(int at) {
    for (int chunk = suspects.nextSetBit(0); chunk >= 0; chunk = suspects.nextSetBit(chunk + 1)) {
      int difference = checksum.difference(stored, at + chunk * layout.stride(), layout.chunk());
      mismatched.set(chunk, difference != 0);
      suspects.set(chunk, Integer.bitCount(difference) > 1);
    }
    return suspects.cardinality();
  }

  /** Corrects all codewords whose syndrome is explained, and counts those that have none. */
  private long flipExplained(int at) {
    parity.computeSyndromes(stored, at, layout.chunk());
    long unexplained = 0;
    for (int place = 0; place < Parity.places(layout.chunk()); place++) {
      for (long left = parity.damaged(place); left != 0; left &= left - 1) {
        int index = Long.numberOfTrailingZeros(left);
        int syndrome = parity.syndrome(place, index);
        if (explanations.flip(syndrome) < 0) {
          unexplained++;
        } else {
          flip(syndrome, at + place * Long.BYTES + index / 8, 1 << index % 8);
          words++;
        }
      }
    }
    return unexplained;
  }

  private void flip(int syndrome, int at, int bit) {
    for (int left = syndrome; left != 0; ) {
      int chunk = explanations.flip(left);
      stored[at + chunk * layout.stride()] ^= (byte) bit;
      changed.set(chunk);
      left ^= Secded72.column(chunk);
    }
  }

  /** Sets the checksums right that do not match: the chunks are right now. */
  private void writeChecksums(int at) {
    for (int chunk = mismatched.nextSetBit(0);
        chunk >= 0;
        chunk = mismatched.nextSetBit(chunk + 1)) {
      int from = at + chunk * layout.stride();
      if (checksum.difference(stored, from, layout.chunk()) != 0) {
        checksum.write(stored, from, layout.chunk());
        checksums++;
      }
    }
  }
}
