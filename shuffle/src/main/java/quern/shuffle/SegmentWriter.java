package quern.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.mapred.IFileOutputStream;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.SpillRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file of map output: a segment for each partition, as Hadoop's {@code IFile} has it
 * (records, end mark, CRC-32 of the bytes as stored), and tells where the segments are. Bytes are
 * gathered, since checksums and codecs cost by the call.
 */
final class SegmentWriter implements Closeable {
  private static final int BUFFER = 256 << 10;
  private static final int END_MARK = -1;

  private final FSDataOutputStream file;
  private final @Nullable CompressionCodec codec;
  private final SpillRecord index;
  private final byte[] buffer = new byte[BUFFER];
  private int used;
  private int partition;
  private long start;
  private long rawLength;
  private long records;
  private @Nullable IFileOutputStream checked;
  private @Nullable CompressionOutputStream compressed;
  private @Nullable Compressor compressor;

  /**
   * Makes the file.
   *
   * @param codec encodes each segment; null for none
   */
  SegmentWriter(FileSystem fs, Path path, int partitions, @Nullable CompressionCodec codec)
      throws IOException {
    this.file = fs.create(path, true, 4096);
    this.codec = codec;
    this.index = new SpillRecord(partitions);
  }

  /** Begins the segment of the next partition. */
  void begin() throws IOException {
    start = file.getPos();
    rawLength = 0;
    IFileOutputStream sums = new IFileOutputStream(file);
    checked = sums;
    if (codec != null) {
      Compressor pooled = CodecPool.getCompressor(codec);
      if (pooled == null) {
        throw new IOException(
            codec.getClass().getName()
                + " has no compressor, so map output cannot be encoded with it: name another in"
                + " mapreduce.map.output.compress.codec");
      }
      compressor = pooled;
      pooled.reset();
      compressed = codec.createOutputStream(sums, pooled);
    }
  }

  /** Writes a record that is as a file has it. */
  void record(byte[] bytes, int offset, int length) throws IOException {
    raw(bytes, offset, length);
    records++;
  }

  /** Writes a record. */
  void record(byte[] key, int keyFrom, int keyLength, byte[] value, int valueFrom, int valueLength)
      throws IOException {
    if (BUFFER - used < 2 * VInts.MOST) {
      flush();
    }
    int at = VInts.put(valueLength, buffer, VInts.put(keyLength, buffer, used));
    rawLength += at - used;
    used = at;
    raw(key, keyFrom, keyLength);
    raw(value, valueFrom, valueLength);
    records++;
  }

  private void raw(byte[] bytes, int offset, int length) throws IOException {
    if (length > BUFFER - used) {
      flush();
      if (length > BUFFER) {
        out().write(bytes, offset, length);
        rawLength += length;
        return;
      }
    }
    System.arraycopy(bytes, offset, buffer, used, length);
    used += length;
    rawLength += length;
  }

  private OutputStream out() {
    OutputStream out = compressed == null ? checked : compressed;
    if (out == null) {
      throw new IllegalStateException("no segment has been begun");
    }
    return out;
  }

  private void flush() throws IOException {
    if (used > 0) {
      out().write(buffer, 0, used);
      used = 0;
    }
  }

  /** Ends the segment. */
  void end() throws IOException {
    if (BUFFER - used < 2) {
      flush();
    }
    buffer[used++] = END_MARK;
    buffer[used++] = END_MARK;
    rawLength += 2;
    flush();
    if (compressed != null) {
      compressed.finish();
      compressed.resetState();
      giveBack();
    }
    if (checked != null) {
      checked.finish();
      checked = null;
    }
    index.putIndex(new IndexRecord(start, rawLength, file.getPos() - start), partition++);
  }

  private void giveBack() {
    CodecPool.returnCompressor(compressor);
    compressor = null;
    compressed = null;
  }

  /** How many records have been written. */
  long records() {
    return records;
  }

  /** Where the segments are, of all partitions when all have ended. */
  SpillRecord index() {
    return index;
  }

  @Override
  public void close() throws IOException {
    giveBack();
    file.close();
  }
}
