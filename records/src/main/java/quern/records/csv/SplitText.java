package quern.records.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;
import quern.codecs.BlockCodec;
import quern.codecs.BlockFile;
import quern.codecs.hamming.Correction;

/**
 * The text of a file that is read in splits. Plain text can be read from each byte on, and its
 * offsets are those of the file. Of a file of Quern's blocks, the splits are told in positions of
 * the file as it is stored, and the text's offsets are those before it was encoded.
 *
 * <p>Not for several threads.
 */
public final class SplitText implements Closeable {
  /** How far before a boundary the guess of the first row behind it may look. */
  private static final int LOOK_BACK = 1 << 10;

  private final FSDataInputStream file;
  private final @Nullable BlockFile blocks;
  private final long length;

  /** How far a boundary is behind the block's first byte, so that a line end before it is seen. */
  private final int lead;

  private BlockFile.@Nullable Stream stream;

  private SplitText(
      FSDataInputStream file, @Nullable BlockFile blocks, long length, Dialect dialect) {
    this.file = file;
    this.blocks = blocks;
    this.length = blocks == null ? length : blocks.plainLength();
    this.lead = Math.max(1, dialect.lineSep.length);
  }

  /** Whether a file with this codec has text that can be read in splits. */
  public static boolean isSplittable(@Nullable CompressionCodec codec, Dialect dialect) {
    return (codec == null || codec instanceof BlockCodec) && dialect.isUtf8();
  }

  /**
   * Opens a file.
   *
   * @param codec its codec; null for plain text
   */
  public static SplitText open(
      Configuration conf, FileStatus file, @Nullable CompressionCodec codec, Dialect dialect)
      throws IOException {
    return open(conf, file.getPath(), file.getLen(), codec, dialect);
  }

  /** Likewise, for a file of {@code length} bytes. */
  static SplitText open(
      Configuration conf, Path path, long length, @Nullable CompressionCodec codec, Dialect dialect)
      throws IOException {
    FSDataInputStream in = InputFile.open(conf, path, codec);
    try {
      BlockFile blocks = codec instanceof BlockCodec own ? own.open(in, length) : null;
      return new SplitText(in, blocks, length, dialect);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The length of the text. */
  public long length() {
    return length;
  }

  /** The text's offset at which a split that starts at {@code position} of the file starts. */
  public long start(long position) throws IOException {
    if (blocks == null || position == 0) {
      return position;
    }
    return behind(blocks.plainOffset(position));
  }

  /** The boundary that goes with a block whose first byte is at {@code offset}. */
  private long behind(long offset) {
    return Math.min(offset + lead, length);
  }

  /** Goes to where a split that starts at {@code position} of the file starts. */
  public Place at(long position) throws IOException {
    if (blocks == null) {
      return new Place(Math.max(0, position - LOOK_BACK), position);
    }
    BlockFile.Stream found = blocks.from(position);
    stream = found;
    return new Place(found.offset(), position == 0 ? 0 : behind(found.offset()));
  }

  /** A place in the text, to be read from once, before another is gone to. */
  public final class Place {
    private final long base;
    private final long start;

    private Place(long base, long start) {
      this.base = base;
      this.start = start;
    }

    /** The offset from which on the text is needed to guess the first row. */
    public long base() {
      return base;
    }

    /** The offset at which the split starts. */
    public long start() {
      return start;
    }

    /**
     * The text from {@code offset} on, which is not before {@link #base}. Closing it closes the
     * file.
     */
    public InputStream read(long offset) throws IOException {
      if (stream == null) {
        file.seek(offset);
        return file;
      }
      stream.skipNBytes(Math.min(offset, length) - base);
      return stream;
    }
  }

  /** Where the file is being read, as it is stored. */
  long position() throws IOException {
    return file.getPos();
  }

  /** What was corrected in what was read. */
  Correction corrected() {
    return stream == null ? Correction.NONE : stream.corrected();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
