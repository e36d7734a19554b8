package quern.codecs.block;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.hamming.Correction;

/**
 * Reads what {@link FileBlockWriter} writes: all of it, or from some place on.
 *
 * <p>A block starts where its head does, and the first one where its stream does. Read as a whole,
 * streams one after the other are one, unless they are encrypted: there, one more would be one that
 * somebody has appended.
 */
public final class FileBlockReader implements BlockReader {
  private final Source source;
  private final DataKeys keys;
  private final Coders coders;
  private final boolean whole;
  private final CRC32C heads = new CRC32C();
  private final byte[] head = new byte[BlockRecord.LENGTH];

  private @Nullable StreamHeader header;
  private @Nullable RecordReader records;
  private @Nullable SegmentCipher cipher;
  private Correction corrected = Correction.NONE;
  private long streamStart;

  /** The head or end that comes next, where {@link #hasAhead}. */
  private final BlockRecord ahead = new BlockRecord();

  private boolean hasAhead;
  private long aheadPosition;

  /** The number of the block that comes next. */
  private int number;

  /** Whether all blocks of the stream before it were read. */
  private boolean fromStart;

  private boolean sawLast;

  /** Where the plain bytes of the block before end; -1 where that is not known. */
  private long plainEnd;

  private boolean ended;
  private long position;
  private int length;

  private FileBlockReader(Source source, boolean whole, DataKeys keys, Coders coders) {
    this.source = source;
    this.whole = whole;
    this.keys = keys;
    this.coders = coders;
    coders.attach(this);
  }

  /** Reads all of a stream, and those behind it. */
  public static FileBlockReader whole(InputStream in, DataKeys keys, Coders coders) {
    return new FileBlockReader(new Source(in, 0), true, keys, coders);
  }

  /**
   * Reads a stream from the first block on that starts at or behind {@code from}.
   *
   * @param in stands at {@link #seekTo}
   */
  public static FileBlockReader from(
      InputStream in, long from, StreamHeader header, DataKeys keys, Coders coders)
      throws IOException {
    FileBlockReader reader =
        new FileBlockReader(new Source(in, seekTo(from, header)), false, keys, coders);
    reader.begin(header);
    if (from > 0) {
      reader.find(from, header);
    } else {
      reader.source.pass(header.bytes().length, "the file is cut off within its header");
      reader.readAhead();
    }
    return reader;
  }

  /**
   * Where a stream is to stand that is read from {@code from} on: if that is in its end, before.
   */
  public static long seekTo(long from, StreamHeader header) {
    return Math.max(0, from - header.endLength());
  }

  private void begin(StreamHeader stream) throws IOException {
    corrected = corrected();
    header = stream;
    records = new RecordReader(source, stream);
    cipher = null;
    heads.reset();
    number = 0;
    fromStart = true;
    sawLast = false;
    plainEnd = 0;
  }

  private void find(long from, StreamHeader stream) throws IOException {
    RecordReader reader = requireNonNull(records, "records is null");
    aheadPosition = reader.find(from, ahead);
    fromStart = false;
    plainEnd = -1;
    sawLast = ahead.kind == BlockRecord.END;
    number = ahead.number;
    hasAhead = true;
    check(stream);
    if (ahead.kind == BlockRecord.HEAD && number == 0) {
      // It starts where its stream does, which is before.
      source.pass(
          Coders.storedLength(stream.chain(), ahead.contentLength),
          "the file is cut off within it");
      reader.passTail();
      sawLast = ahead.last;
      plainEnd = ahead.plainLength;
      number = 1;
      hasAhead = false;
      readAhead();
    }
  }

  private void readAhead() throws IOException {
    aheadPosition = source.position();
    try {
      requireNonNull(records, "records is null").next(ahead, number);
      check(requireNonNull(header, "header is null"));
    } catch (IOException e) {
      throw inBlock(aheadPosition, e);
    }
    if (number == 0) {
      aheadPosition = streamStart;
    }
    hasAhead = true;
  }

  private IOException inBlock(long at, IOException e) {
    return new IOException("block %d at byte %d: %s".formatted(number, at, e.getMessage()), e);
  }

  /** Checks what the record that comes next says of itself. */
  private void check(StreamHeader stream) throws IOException {
    if (ahead.number != number || (ahead.kind == BlockRecord.HEAD && sawLast)) {
      throw new IOException(
          "found %s %d in its place: blocks are missing, doubled or out of order"
              .formatted(
                  ahead.kind == BlockRecord.END ? "the end behind block" : "block",
                  ahead.kind == BlockRecord.END ? ahead.number - 1 : ahead.number));
    }
    int blockLength = stream.blockLength();
    boolean fits =
        ahead.kind == BlockRecord.HEAD
            ? Lengths.fit(ahead.last, number, ahead.plainLength, ahead.contentLength, blockLength)
                && ahead.plainOffset == (long) number * blockLength
            : Lengths.fitEnd(number, ahead.plainOffset, blockLength);
    if (!fits) {
      throw new IOException("its head is not one that Quern writes");
    }
  }

  @Override
  public boolean next() throws IOException {
    length = 0;
    while (!ended) {
      coders.check(this);
      if (header == null) {
        StreamHeader stream = StreamHeader.read(source);
        if (streamStart > 0 && stream.chain().encrypts()) {
          throw new IOException(
              "something was put before what is encrypted, which starts at byte " + streamStart);
        }
        begin(stream);
      }
      if (!hasAhead) {
        readAhead();
      }
      hasAhead = false;
      if (ahead.kind == BlockRecord.HEAD) {
        position = aheadPosition;
        StreamHeader stream = requireNonNull(header, "header is null");
        if (cipher == null) {
          cipher = stream.cipher(keys);
        }
        try {
          block(stream);
        } catch (IOException e) {
          throw inBlock(position, e);
        }
        return true;
      }
      end(requireNonNull(header, "header is null"));
    }
    return false;
  }

  private void block(StreamHeader stream) throws IOException {
    Chain chain = stream.chain();
    corrected = corrected.plus(coders.read(source, chain, ahead.contentLength, ahead.crc));
    coders.decode(
        chain,
        cipher,
        number,
        ahead.last,
        ahead.contentLength,
        ahead.plainLength,
        stream.blockLength());
    requireNonNull(records, "records is null").passTail();
    ahead.write(stream.marker(), head, 0);
    heads.update(head);
    sawLast = ahead.last;
    length = ahead.plainLength;
    plainEnd = ahead.plainOffset + length;
    number++;
  }

  private void end(StreamHeader stream) throws IOException {
    if (!sawLast) {
      throw new IOException("the file's last block, %d, is missing".formatted(number));
    }
    if (plainEnd >= 0 && ahead.plainOffset != plainEnd) {
      throw new IOException(
          "the end of the file says that it has %d bytes, found %d"
              .formatted(ahead.plainOffset, plainEnd));
    }
    if (fromStart && ahead.crc != (int) heads.getValue()) {
      throw new IOException("the end of the file does not fit its blocks: some were exchanged");
    }
    source.pass(stream.copy().length, "the file is cut off within its end");
    if (source.ensure(1) == 0) {
      ended = true;
      return;
    }
    if (stream.chain().encrypts()) {
      throw new IOException(
          "something was appended: bytes follow the file's end at byte " + source.position());
    }
    if (!whole) {
      throw new IOException(
          ("another stream follows at byte %d: several files one after the other cannot be read in"
                  + " splits (-D mapreduce.input.fileinputformat.split.minsize=%d reads them whole)")
              .formatted(source.position(), Long.MAX_VALUE));
    }
    header = null;
    streamStart = source.position();
  }

  /** Where the block at hand starts. */
  public long position() {
    return position;
  }

  /** Where the block that comes next starts, or the stream's end; only after {@link #from}. */
  public long nextPosition() {
    return aheadPosition;
  }

  /** The offset in the plain bytes at which the block that comes next starts; likewise. */
  public long nextPlainOffset() {
    return ahead.plainOffset;
  }

  @Override
  public byte[] bytes() {
    return coders.plain;
  }

  @Override
  public int length() {
    return length;
  }

  /** What was corrected so far; a record that was damaged counts as a chunk. */
  @Override
  public Correction corrected() {
    return records == null ? corrected : corrected.plus(new Correction(0, records.repaired(), 0));
  }
}
