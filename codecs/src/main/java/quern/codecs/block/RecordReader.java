package quern.codecs.block;

import java.io.EOFException;
import java.io.IOException;
import quern.codecs.hamming.Majority;

/**
 * Finds the records of one stream. In a protected stream each stands three times, of which one need
 * be whole, or all three together; if not even that, the tail behind the block tells.
 */
final class RecordReader {
  private static final int LENGTH = BlockRecord.LENGTH;

  private final Source source;
  private final Marker[] markers;
  private final Marker tailMarker;
  private final Chain chain;
  private final int blockLength;

  /** The copies of a record, with the first one's marker in each. */
  private final byte[] alike;

  private final byte[] voted = new byte[LENGTH];
  private int repaired;

  RecordReader(Source source, StreamHeader header) {
    this.source = source;
    this.chain = header.chain();
    this.blockLength = header.blockLength();
    this.markers = header.marker().copies(chain.corrects() ? Majority.COPIES : 1);
    this.tailMarker = header.marker().inverse();
    this.alike = new byte[markers.length * LENGTH];
  }

  /** How many records were damaged, and read nevertheless. */
  int repaired() {
    return repaired;
  }

  /**
   * Reads the head or end that comes next, and passes over it.
   *
   * @param number the block it should be of
   * @throws IOException when there is none
   */
  void next(BlockRecord to, int number) throws IOException {
    int there = source.ensure(alike.length);
    if (there == 0) {
      throw new EOFException("the file is cut off before it: it has no end");
    }
    if (there < alike.length) {
      throw new EOFException("the file is cut off within its head");
    }
    if (!isAt(to, source.at) && (markers.length == 1 || !tail(to, number))) {
      throw new IOException("its head is damaged");
    }
    source.skip(alike.length);
  }

  /** Whether a head or an end is in the buffer, all copies of it, at {@code offset}. */
  private boolean isAt(BlockRecord to, int offset) {
    if (markers.length == 1) {
      return to.read(markers[0], source.buffer, offset) && to.kind != BlockRecord.TAIL;
    }
    if (!isSeenAt(offset)) {
      return false;
    }
    System.arraycopy(source.buffer, offset, alike, 0, alike.length);
    for (int copy = 1; copy < markers.length; copy++) {
      Marker.turn(alike, copy * LENGTH, -copy);
    }
    boolean damaged = Majority.vote(alike, 0, LENGTH, voted) > 0;
    boolean found = to.read(markers[0], voted, 0);
    for (int copy = 0; copy < markers.length && !found; copy++) {
      found = to.read(markers[0], alike, copy * LENGTH);
    }
    if (!found || to.kind == BlockRecord.TAIL) {
      return false;
    }
    repaired += damaged ? 1 : 0;
    return true;
  }

  /**
   * Whether one of the markers is seen there. A record of which none is could still be put together
   * from its copies; but it would not be found from elsewhere, and its block be in no split.
   */
  private boolean isSeenAt(int offset) {
    for (int copy = 0; copy < markers.length; copy++) {
      if (markers[copy].isNearlyAt(source.buffer, offset + copy * LENGTH)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a tail is in the buffer, of a block that the stream may have. */
  private boolean isTailAt(BlockRecord to, int offset) {
    return tailMarker.isAt(source.buffer, offset)
        && to.read(markers[0], source.buffer, offset)
        && to.kind == BlockRecord.TAIL
        && to.contentLength >= 0
        && to.contentLength <= blockLength + Coders.MOST_ADDED;
  }

  /** Looks for the tail of the block whose head is lost, and takes it for the head. */
  private boolean tail(BlockRecord to, int number) throws IOException {
    int most = Coders.storedLength(chain, blockLength + Coders.MOST_ADDED);
    int there = source.ensure(alike.length + most + LENGTH);
    for (int at = alike.length; at + LENGTH <= there; at++) {
      if (isTailAt(to, source.at + at)
          && to.number == number
          && Coders.storedLength(chain, to.contentLength) == at - alike.length) {
        to.kind = BlockRecord.HEAD;
        repaired++;
        return true;
      }
    }
    return false;
  }

  /** Passes over what is behind a block's bytes. */
  void passTail() throws IOException {
    if (chain.corrects()) {
      source.pass(LENGTH, "the file is cut off behind it");
    }
  }

  /**
   * Finds the first head that starts at or behind {@code from}, or else the end, and passes over
   * it.
   *
   * @return where it starts; of the end, that may be before {@code from}
   * @throws IOException when the stream ends before there is one, or the first one is lost
   */
  long find(long from, BlockRecord to) throws IOException {
    while (source.ensure(alike.length) >= LENGTH) {
      for (int i = source.filled - LENGTH - source.at; i >= 0; i--) {
        int copy = copyAt();
        if (copy >= 0 && isRecord(from, copy, to)) {
          long position = source.position();
          source.skip(alike.length);
          return position;
        }
        refuseLostHead(from, to);
        source.skip(1);
      }
    }
    throw new EOFException(
        ("expected a block or the end of the blocks behind byte %d, found none: the file is cut"
                + " off, damaged, or several files one after the other, which cannot be read in"
                + " splits (-D mapreduce.input.fileinputformat.split.minsize=%d reads them whole)")
            .formatted(from, Long.MAX_VALUE));
  }

  /**
   * A block of which only the tail is left is read by whoever comes from before it, who takes it to
   * belong to this split. To pass over it here would be to lose it.
   */
  private void refuseLostHead(long from, BlockRecord to) throws IOException {
    if (!chain.corrects() || !isTailAt(to, source.at) || to.number <= 0) {
      return; // block 0 belongs to the stream's beginning
    }
    long start = source.position() - Coders.storedLength(chain, to.contentLength) - alike.length;
    if (start >= from) {
      throw new IOException(
          ("block %d at byte %d: its head is lost, and with it a split begins; the file can be read"
                  + " as a whole (-D mapreduce.input.fileinputformat.split.minsize=%d)")
              .formatted(to.number, start, Long.MAX_VALUE));
    }
  }

  /** Which copy of a record the source may stand at; -1 for none. */
  private int copyAt() {
    if (markers.length == 1) {
      return markers[0].isAt(source.buffer, source.at) ? 0 : -1;
    }
    for (int copy = 0; copy < markers.length; copy++) {
      if (markers[copy].isNearlyAt(source.buffer, source.at)) {
        return copy;
      }
    }
    return -1;
  }

  /** Whether it is one to be found; the source then stands at its start. */
  private boolean isRecord(long from, int copy, BlockRecord to) throws IOException {
    int back = copy * LENGTH;
    if (back > source.at) {
      return false; // it starts before what is read
    }
    source.skip(-back);
    if (source.ensure(alike.length) >= alike.length
        && isAt(to, source.at)
        && (to.kind == BlockRecord.END || source.position() >= from)) {
      return true;
    }
    source.skip(back);
    return false;
  }
}
