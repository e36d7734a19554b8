package quern.shuffle;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.mapred.IFileInputStream;
import org.apache.hadoop.mapred.IndexRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment of a file of map output, some hundred records at a time: key and value of a
 * record are a slice of its buffer. The segment's checksum is compared at its end.
 */
final class SegmentReader implements Closeable {
  private static final int LEAST_BUFFER = 16 << 10;

  private final Path path;
  private final long start;
  private final long rawLength;
  private final @Nullable Decompressor decompressor;
  private final InputStream in;
  private byte[] buffer;
  private int at;
  private int limit;
  private long read;
  private boolean complete;
  private int keyFrom;
  private int keyLength;
  private int valueLength;

  /**
   * Opens the segment that {@code segment} tells of.
   *
   * @param bufferBytes how much is read at a time
   */
  SegmentReader(
      Configuration conf,
      FileSystem fs,
      Path path,
      IndexRecord segment,
      @Nullable CompressionCodec codec,
      int bufferBytes)
      throws IOException {
    this.path = path;
    this.start = segment.startOffset;
    this.rawLength = segment.rawLength;
    this.buffer = new byte[(int) Math.max(LEAST_BUFFER, Math.min(bufferBytes, segment.rawLength))];
    FSDataInputStream file = fs.open(path);
    Decompressor pooled = null;
    try {
      file.seek(start);
      IFileInputStream checked = new IFileInputStream(file, segment.partLength, conf);
      if (codec == null) {
        in = checked;
      } else {
        pooled = CodecPool.getDecompressor(codec);
        in = codec.createInputStream(checked, pooled);
      }
    } catch (IOException | RuntimeException e) {
      CodecPool.returnDecompressor(pooled);
      file.close();
      throw e;
    }
    this.decompressor = pooled;
  }

  /**
   * Moves on to the next record.
   *
   * @return false when there is none
   * @throws IOException when the file is damaged
   */
  boolean next() throws IOException {
    at = limitOfRecord();
    if (limit - at < 2 * VInts.MOST) {
      fill(2 * VInts.MOST, false);
    }
    if (limit - at < 2) {
      throw damaged("its records end without an end mark");
    }
    int first = VInts.sizeFrom(buffer[at]);
    if (limit - at <= first || limit - at < first + VInts.sizeFrom(buffer[at + first])) {
      throw damaged("its records end within a length");
    }
    int key = VInts.get(buffer, at);
    int value = VInts.get(buffer, at + first);
    int header = first + VInts.sizeFrom(buffer[at + first]);
    if (key == -1 && value == -1) {
      at += header;
      keyLength = 0;
      valueLength = 0;
      keyFrom = at;
      requireEnd();
      return false;
    }
    long length = (long) header + key + value;
    if (key < 0 || value < 0 || length > rawLength - (read - (limit - at))) {
      throw damaged("a record of %d and %d bytes cannot be".formatted(key, value));
    }
    if (limit - at < length) {
      fill(length, true);
    }
    keyFrom = at + header;
    keyLength = key;
    valueLength = value;
    return true;
  }

  private int limitOfRecord() {
    return keyFrom + keyLength + valueLength;
  }

  /** Reads until {@code wanted} bytes are there, or, if that is allowed, what there is. */
  private void fill(long wanted, boolean all) throws IOException {
    if (wanted > Integer.MAX_VALUE - 16) {
      throw damaged("a record of %d bytes is too large for memory".formatted(wanted));
    }
    int left = limit - at;
    if (wanted > buffer.length) {
      byte[] larger = new byte[(int) Math.min(Integer.MAX_VALUE - 16, wanted + wanted / 2)];
      System.arraycopy(buffer, at, larger, 0, left);
      buffer = larger;
    } else {
      System.arraycopy(buffer, at, buffer, 0, left);
    }
    at = 0;
    limit = left;
    keyFrom = 0;
    keyLength = 0;
    valueLength = 0;
    while (limit < wanted) {
      int count = in.read(buffer, limit, buffer.length - limit);
      if (count < 0) {
        if (all) {
          throw damaged("it ends within a record");
        }
        return;
      }
      limit += count;
      read += count;
    }
  }

  /** At the end mark: nothing may follow, and only then is the checksum compared. */
  private void requireEnd() throws IOException {
    if (limit > at || in.read(buffer, 0, 1) >= 0 || read != rawLength) {
      throw damaged("expected %d bytes, found %d".formatted(rawLength, read));
    }
    complete = true;
  }

  private IOException damaged(String what) {
    return new EOFException(
        "%s: the segment at byte %d is damaged: %s".formatted(path, start, what));
  }

  /** The array with the record's key and, right behind it, its value; until the next move. */
  byte[] bytes() {
    return buffer;
  }

  /** Where the record begins as a file has it: with the lengths. */
  int recordFrom() {
    return at;
  }

  /** How long it is so. */
  int recordLength() {
    return keyFrom + keyLength + valueLength - at;
  }

  int keyFrom() {
    return keyFrom;
  }

  int keyLength() {
    return keyLength;
  }

  int valueLength() {
    return valueLength;
  }

  /** How much of the segment has been given out, from 0 to 1. */
  float progress() {
    return rawLength == 0 ? 1 : (float) (read - (limit - at)) / rawLength;
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (ChecksumException e) {
      if (complete) {
        throw damaged("its checksum does not fit");
      }
      // Else it is left before its end, for a reason that somebody else tells.
    } finally {
      CodecPool.returnDecompressor(decompressor);
    }
  }
}
