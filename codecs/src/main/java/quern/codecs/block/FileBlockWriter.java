package quern.codecs.block;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;

/** Writes a stream as a file holds it: with markers, so that it can be read from any place. */
public final class FileBlockWriter extends BlockWriter {
  private final int blockLength;
  private final byte[] seed;
  private final @Nullable WrappedKey key;
  private final DataKeys keys;
  private final BlockRecord blockRecord = new BlockRecord();
  private @Nullable RecordWriter records;

  /**
   * Begins a stream.
   *
   * @param blockLength how many bytes a block holds, from 1 to 8 MiB
   * @param seed of the marker: the same seed and bytes, the same stream, unless it is encrypted
   * @param key where the chain encrypts: the data key, which {@code keys} unwraps
   */
  public FileBlockWriter(
      OutputStream out,
      Chain chain,
      int blockLength,
      byte[] seed,
      @Nullable WrappedKey key,
      DataKeys keys,
      Coders coders) {
    super(out, chain, blockLength, coders);
    this.blockLength = blockLength;
    this.seed = seed.clone();
    this.key = key;
    this.keys = keys;
  }

  @Override
  @Nullable SegmentCipher begin(byte[] first, int offset, int length) throws IOException {
    // With the first block in it, so that whoever writes some row cannot know the marker and put a
    // block of his own into it. Of what is encrypted nothing may show, and no such block is taken.
    Marker marker =
        chain().encrypts() ? Marker.of(seed, first, 0, 0) : Marker.of(seed, first, offset, length);
    StreamHeader.Begun begun = StreamHeader.begin(chain(), blockLength, marker, key, keys);
    records = new RecordWriter(out(), begun.header());
    return begun.cipher();
  }

  private RecordWriter records() {
    return requireNonNull(records, "the stream has not begun");
  }

  @Override
  void block(Coders coders, int number, boolean last, int plainLength) throws IOException {
    blockRecord.last = last;
    blockRecord.number = number;
    blockRecord.plainLength = plainLength;
    blockRecord.contentLength = coders.contentLength;
    blockRecord.plainOffset = records().plainBytes();
    blockRecord.crc = coders.crc(coders.stored, coders.storedOffset, coders.storedLength);
    records().head(blockRecord);
    out().write(coders.stored, coders.storedOffset, coders.storedLength);
    records().tail(blockRecord);
  }

  @Override
  void end() throws IOException {
    records().end(blockRecord);
  }
}
