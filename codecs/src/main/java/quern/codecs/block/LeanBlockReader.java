package quern.codecs.block;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.hamming.Correction;

/** Reads what {@link LeanBlockWriter} writes. */
public final class LeanBlockReader implements BlockReader {
  private final Source source;
  private final Chain chain;
  private final DataKeys keys;
  private final Coders coders;
  private LeanHeader.@Nullable Read header;
  private Correction corrected = Correction.NONE;
  private int number;
  private int length;
  private boolean ended;

  /** Reads a stream of which the chain is known. */
  public LeanBlockReader(InputStream in, Chain chain, DataKeys keys, Coders coders) {
    this.source = new Source(in, 0);
    this.chain = chain;
    this.keys = keys;
    this.coders = coders;
    coders.attach(this);
  }

  @Override
  public boolean next() throws IOException {
    length = 0;
    if (ended) {
      return false;
    }
    coders.check(this);
    if (header == null) {
      header = LeanHeader.read(source, chain, keys);
    }
    try {
      length = read(header);
    } catch (IOException e) {
      throw new IOException("block %d of the stream: %s".formatted(number, e.getMessage()), e);
    }
    number++;
    return true;
  }

  private int read(LeanHeader.Read stream) throws IOException {
    if (source.ensure(LeanHeader.BLOCK_HEAD) < LeanHeader.BLOCK_HEAD) {
      throw new EOFException("the stream is cut off before it");
    }
    ByteBuffer head = ByteBuffer.wrap(source.buffer, source.at, LeanHeader.BLOCK_HEAD);
    int flags = head.get();
    int plainLength = head.getInt();
    int contentLength = head.getInt();
    int crc = head.getInt();
    source.skip(LeanHeader.BLOCK_HEAD);
    boolean last = flags == 1;
    if ((flags & ~1) != 0
        || !Lengths.fit(last, number, plainLength, contentLength, stream.blockLength())) {
      throw new IOException("its head is damaged");
    }
    corrected = corrected.plus(coders.read(source, chain, contentLength, crc));
    coders.decode(
        chain, stream.cipher(), number, last, contentLength, plainLength, stream.blockLength());
    // A bit that makes a block the last one must not hide those behind it.
    if (last && source.ensure(1) > 0) {
      throw new IOException("it is the last, and yet bytes follow");
    }
    ended = last;
    return plainLength;
  }

  @Override
  public byte[] bytes() {
    return coders.plain;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public Correction corrected() {
    return corrected;
  }
}
