package quern.codecs;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.block.Coders;
import quern.codecs.block.FileBlockReader;
import quern.codecs.block.StreamHeader;
import quern.codecs.hamming.Correction;

/**
 * A file of Quern's blocks that is open, and read from some place on; its offsets are those of the
 * plain bytes. Not for several threads.
 */
public final class BlockFile {
  private final FSDataInputStream file;
  private final StreamHeader header;
  private final DataKeys keys;
  private final long plainLength;

  BlockFile(FSDataInputStream file, long length, DataKeys keys) throws IOException {
    this.file = file;
    this.keys = keys;
    file.seek(0);
    this.header = StreamHeader.read((InputStream) file);
    this.plainLength = reader(length).nextPlainOffset();
  }

  /** How many plain bytes it holds. */
  public long plainLength() {
    return plainLength;
  }

  /**
   * The offset of the first plain byte of the first block that starts at or behind {@code
   * position}; {@link #plainLength} when there is none.
   */
  public long plainOffset(long position) throws IOException {
    return reader(position).nextPlainOffset();
  }

  /** The plain bytes from that offset on, to the file's end. */
  public Stream from(long position) throws IOException {
    return new Stream(file, reader(position));
  }

  private FileBlockReader reader(long position) throws IOException {
    file.seek(FileBlockReader.seekTo(position, header));
    return FileBlockReader.from(file, position, header, keys, new Coders());
  }

  /** Plain bytes; closing it closes the file. */
  public static final class Stream extends InputStream {
    private final InputStream file;
    private final FileBlockReader reader;
    private final Blocks blocks;
    private final long offset;

    private Stream(InputStream file, FileBlockReader reader) {
      this.file = file;
      this.reader = reader;
      this.blocks = new Blocks(reader);
      this.offset = reader.nextPlainOffset();
    }

    /** The offset of its first byte. */
    public long offset() {
      return offset;
    }

    @Override
    public int read() throws IOException {
      return blocks.read();
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return blocks.read(to, from, length);
    }

    @Override
    public long skip(long length) throws IOException {
      return blocks.skip(length);
    }

    /** What was corrected so far. */
    public Correction corrected() {
      return reader.corrected();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** What was corrected in what was read of {@code in}, where that is a stream of blocks. */
  public static @Nullable Correction corrected(InputStream in) {
    if (in instanceof Stream stream) {
      return stream.corrected();
    }
    return in instanceof BlockInputStream stream ? stream.corrected() : null;
  }
}
