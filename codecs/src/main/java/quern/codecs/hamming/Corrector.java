package quern.codecs.hamming;

import java.util.BitSet;

/**
 * One correction of stored bytes, group by group; counts what it changes and what it cannot.
 *
 * <p>Bits are flipped only in suspects, as {@link Explanations} say. All chunks whose checksums do
 * not match are suspects, if they are so few that they can be rebuilt from the others, whatever is
 * in them. If they are more, a chunk is believed whose checksum is off by one bit: its checksum is
 * damaged. (CRC-32C tells any three damaged bits of a chunk and its checksum, so no one or two
 * damaged bits of a chunk look like that.) Flipping makes some of the suspects right, which their
 * checksums show, and so on until the rest is few.
 */
final class Corrector {
  private final byte[] stored;
  private final int offset;
  private final Layout layout;
  private final Parity parity;
  private final ChunkChecksum checksum = new ChunkChecksum();
  private final Explanations explanations = new Explanations();

  /** Chunks of the group at hand whose checksums do not match; by more than a bit; changed ones. */
  private final BitSet mismatched = new BitSet(Layout.CHUNKS);

  private final BitSet doubted = new BitSet(Layout.CHUNKS);
  private final BitSet changed = new BitSet(Layout.CHUNKS);

  private long words;
  private long chunks;
  private long checksums;
  private long lostWords;
  private long lostChunks;
  private int lostGroups;

  Corrector(byte[] stored, int offset, Layout layout, Parity parity) {
    this.stored = stored;
    this.offset = offset;
    this.layout = layout;
    this.parity = parity;
  }

  /** Corrects a group; groups count from 0. */
  void correctGroup(int group) {
    int first = group * Layout.CHUNKS;
    mismatched.set(0, Layout.CHUNKS);
    changed.clear();
    int suspects = Layout.CHUNKS + 1;
    int before;
    long unexplained;
    do {
      before = suspects;
      suspects = explain(first);
      unexplained = flipExplained(first);
    } while (!explanations.exact() && suspects < before);
    if (unexplained > 0 || !explanations.exact()) {
      lostWords += unexplained;
      lostChunks += suspects;
      lostGroups++;
    } else {
      chunks += changed.cardinality();
      writeChecksums(first);
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

  /** Examines the checksums that did not match before, and counts the suspects. */
  private int explain(int first) {
    doubted.clear();
    for (int chunk = mismatched.nextSetBit(0);
        chunk >= 0;
        chunk = mismatched.nextSetBit(chunk + 1)) {
      int difference = difference(first + chunk);
      mismatched.set(chunk, difference != 0);
      doubted.set(chunk, Integer.bitCount(difference) > 1);
    }
    explanations.explainBy(mismatched);
    if (explanations.exact()) {
      return mismatched.cardinality();
    }
    explanations.explainBy(doubted);
    return doubted.cardinality();
  }

  /** Corrects all codewords whose syndrome is explained, and counts those that have none. */
  private long flipExplained(int first) {
    int at = offset + layout.at(first);
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
      stored[at + layout.at(chunk)] ^= (byte) bit;
      changed.set(chunk);
      left ^= Secded72.column(chunk);
    }
  }

  /** Sets the checksums right that do not match: the chunks are right now. */
  private void writeChecksums(int first) {
    for (int chunk = mismatched.nextSetBit(0);
        chunk >= 0;
        chunk = mismatched.nextSetBit(chunk + 1)) {
      int number = first + chunk;
      if (difference(number) != 0) {
        checksum.write(number, stored, offset + layout.at(number), layout.chunk());
        checksums++;
      }
    }
  }

  private int difference(int number) {
    return checksum.difference(number, stored, offset + layout.at(number), layout.chunk());
  }
}
