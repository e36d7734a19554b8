package quern.codecs;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.Coders;

/**
 * The tables and buffers of a stream that is written or read, for {@link
 * org.apache.hadoop.io.compress.CodecPool} to keep between streams. Streams are made by {@link
 * PooledCodec}; blocks cannot be got from this alone.
 */
public final class PooledCoders implements Compressor, Decompressor {
  private final Coders coders = new Coders();

  /** The coders that {@code from} holds; new ones, if it is of another kind or null. */
  static Coders of(@Nullable Object from) {
    return from instanceof PooledCoders own ? own.coders : new Coders();
  }

  @Override
  public void reset() {
    // A stream sets up what it takes, and nothing of the one before is left to see.
  }

  @Override
  public void reinit(Configuration conf) {
    reset();
  }

  @Override
  public void end() {
    // Nothing but memory is held.
  }

  @Override
  public void setInput(byte[] bytes, int offset, int length) {
    throw streamsOnly();
  }

  @Override
  public boolean needsInput() {
    throw streamsOnly();
  }

  @Override
  public void setDictionary(byte[] bytes, int offset, int length) {
    throw streamsOnly();
  }

  @Override
  public boolean needsDictionary() {
    return false;
  }

  @Override
  public long getBytesRead() {
    throw streamsOnly();
  }

  @Override
  public long getBytesWritten() {
    throw streamsOnly();
  }

  @Override
  public void finish() {
    throw streamsOnly();
  }

  @Override
  public boolean finished() {
    throw streamsOnly();
  }

  @Override
  public int compress(byte[] to, int offset, int length) {
    throw streamsOnly();
  }

  @Override
  public int decompress(byte[] to, int offset, int length) {
    throw streamsOnly();
  }

  @Override
  public int getRemaining() {
    throw streamsOnly();
  }

  private static UnsupportedOperationException streamsOnly() {
    return new UnsupportedOperationException(
        "Quern's codecs work by streams: use createOutputStream(out, compressor) and"
            + " createInputStream(in, decompressor)");
  }
}
