package quern.codecs.block;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
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
  private final byte[] bytes = new byte[BlockRecord.LENGTH];
  private final CRC32C heads = new CRC32C();
  private Marker marker = Marker.NONE;
  private long plainOffset;
  private byte[] headerCopy = {};

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
    marker =
        chain().encrypts() ? Marker.of(seed, first, 0, 0) : Marker.of(seed, first, offset, length);
    StreamHeader.Begun begun = StreamHeader.begin(chain(), blockLength, marker, key, keys);
    out().write(begun.header().bytes());
    headerCopy = begun.header().copy();
    heads.reset();
    plainOffset = 0;
    return begun.cipher();
  }

  @Override
  void block(Coders coders, int number, boolean last, int plainLength) throws IOException {
    blockRecord.kind = BlockRecord.HEAD;
    blockRecord.last = last;
    blockRecord.number = number;
    blockRecord.plainLength = plainLength;
    blockRecord.contentLength = coders.contentLength;
    blockRecord.plainOffset = plainOffset;
    blockRecord.crc = coders.crc(coders.stored, coders.storedOffset, coders.storedLength);
    writeRecord();
    heads.update(bytes);
    out().write(coders.stored, coders.storedOffset, coders.storedLength);
    if (chain().corrects()) {
      blockRecord.kind = BlockRecord.TAIL;
      blockRecord.write(marker, bytes, 0);
      out().write(bytes);
    }
    plainOffset += plainLength;
  }

  @Override
  void end() throws IOException {
    blockRecord.toEnd(plainOffset, (int) heads.getValue());
    writeRecord();
    out().write(headerCopy);
  }

  /** Writes a head or end, which {@link #bytes} is then. */
  private void writeRecord() throws IOException {
    blockRecord.write(marker, bytes, 0);
    out().write(bytes);
    if (chain().corrects()) {
      for (int copy = 1; copy < BlockRecord.COPIES; copy++) {
        Marker.turn(bytes, 0, 1);
        out().write(bytes);
      }
      blockRecord.write(marker, bytes, 0);
    }
  }
}
