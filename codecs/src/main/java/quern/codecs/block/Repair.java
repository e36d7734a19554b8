package quern.codecs.block;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import quern.codecs.hamming.Correction;

/**
 * Makes of a damaged stream that is protected the one that was written, byte for byte. What is
 * within, encrypted or not, is not looked at, so that no key is needed. Not for several threads.
 */
public final class Repair {
  private final Coders coders = new Coders();
  private Correction corrected = Correction.NONE;
  private long blocks;
  private long changedBytes;
  private long firstChange = -1;

  /** Opens a file that is to be repaired. */
  @FunctionalInterface
  public interface Opener {
    /** The file's bytes from {@code position} on, damaged ones too. */
    InputStream open(long position) throws IOException;
  }

  /**
   * Writes what {@code file} should be.
   *
   * @param length the file's length
   * @throws IOException when it is not a protected stream, or is damaged beyond repair
   */
  public void repair(Opener file, long length, OutputStream out) throws IOException {
    StreamHeader header = header(file, length);
    if (!header.chain().corrects()) {
      throw new IOException(
          "it is encoded by %s, which finds damage and does not correct it; 'hamming' does"
              .formatted(header.chain()));
    }
    try (InputStream in = file.open(0);
        Comparing comparing = new Comparing(file.open(0), out)) {
      Source source = new Source(in, 0);
      source.pass(header.bytes().length, "it is cut off within its header");
      blocks(source, header, comparing);
      changedBytes = comparing.changed;
      firstChange = comparing.first;
      if (source.ensure(1) > 0) {
        throw new IOException(
            "another stream follows at byte %d; cut the file there and repair each"
                .formatted(source.position()));
      }
    }
  }

  /** The header: from the file's beginning or, if that is lost, from its end. */
  private static StreamHeader header(Opener file, long length) throws IOException {
    try (InputStream in = file.open(0)) {
      return StreamHeader.read(in);
    } catch (IOException damaged) {
      long from = Math.max(0, length - StreamHeader.MOST_COPY);
      try (InputStream in = file.open(from)) {
        return StreamHeader.ofCopy(in.readAllBytes());
      } catch (IOException alsoDamaged) {
        damaged.addSuppressed(alsoDamaged);
        throw damaged;
      }
    }
  }

  private void blocks(Source source, StreamHeader header, OutputStream out) throws IOException {
    RecordReader records = new RecordReader(source, header);
    RecordWriter mended = new RecordWriter(out, header);
    BlockRecord head = new BlockRecord();
    do {
      long position = source.position();
      try {
        int number = (int) blocks;
        records.next(head, number);
        if (head.kind != BlockRecord.HEAD
            || head.number != number
            || !Lengths.fit(
                head.last, number, head.plainLength, head.contentLength, header.blockLength())) {
          throw new IOException("its head is that of another");
        }
        mended.head(head);
        corrected =
            corrected.plus(coders.read(source, header.chain(), head.contentLength, head.crc));
        out.write(coders.stored, coders.storedOffset, coders.storedLength);
        records.passTail();
        mended.tail(head);
        blocks++;
      } catch (IOException e) {
        throw new IOException(
            "block %d at byte %d: %s".formatted(blocks, position, e.getMessage()), e);
      }
    } while (!head.last);
    source.pass(header.endLength(), "it is cut off within its end");
    mended.end(head); // which follows from the blocks
  }

  /** How many blocks the file has. */
  public long blocks() {
    return blocks;
  }

  /** What was corrected in its blocks. */
  public Correction corrected() {
    return corrected;
  }

  /** How many bytes of the file were not what they should be. */
  public long changedBytes() {
    return changedBytes;
  }

  /** The first of them; -1 when there is none. */
  public long firstChange() {
    return firstChange;
  }

  /** Writes, and counts the bytes that are others than those that were there. */
  private static final class Comparing extends OutputStream {
    private final InputStream before;
    private final OutputStream out;
    private final byte[] one = new byte[1];
    private byte[] found = {};
    private long position;
    long changed;
    long first = -1;

    Comparing(InputStream before, OutputStream out) {
      this.before = before;
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      one[0] = (byte) b;
      write(one, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      found = Coders.room(found, length);
      int n = before.readNBytes(found, 0, length);
      if (!Arrays.equals(bytes, offset, offset + length, found, 0, n)) {
        for (int i = 0; i < length; i++) {
          if (i >= n || bytes[offset + i] != found[i]) {
            changed++;
            first = first < 0 ? position + i : first;
          }
        }
      }
      position += length;
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      before.close();
    }
  }
}
