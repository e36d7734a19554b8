package quern.codecs;

import java.io.IOException;
import org.apache.hadoop.io.compress.Decompressor;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.Coders;

/**
 * The tables and buffers of a stream that is read, for {@link
 * org.apache.hadoop.io.compress.CodecPool} to keep between streams. Streams are read by {@link
 * BlockCodec#createInputStream}; blocks cannot be read by this alone.
 */
public final class BlockDecompressor implements Decompressor {
  private final Coders coders = new Coders();

  /** The coders that {@code from} holds; new ones, if it is of another kind or null. */
  static Coders coders(@Nullable Decompressor from) {
    return from instanceof BlockDecompressor own ? own.coders : new Coders();
  }

  @Override
  public void reset() {
    // A stream sets up what it takes, and nothing of the one before is left to see.
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
  public boolean finished() {
    throw streamsOnly();
  }

  @Override
  public int decompress(byte[] to, int offset, int length) throws IOException {
    throw streamsOnly();
  }

  @Override
  public int getRemaining() {
    throw streamsOnly();
  }

  private static UnsupportedOperationException streamsOnly() {
    return new UnsupportedOperationException(
        "Quern's codecs work by streams: use createInputStream(in, decompressor)");
  }
}
