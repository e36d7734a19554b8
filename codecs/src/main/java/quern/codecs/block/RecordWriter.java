package quern.codecs.block;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import quern.codecs.hamming.Majority;

/** Writes what stands around the blocks of one stream: header, heads, tails, end. */
final class RecordWriter {
  private final OutputStream out;
  private final StreamHeader header;
  private final byte[] bytes = new byte[BlockRecord.LENGTH];
  private final CRC32C heads = new CRC32C();
  private long plainBytes;

  /** Begins the stream: writes its header. */
  RecordWriter(OutputStream out, StreamHeader header) throws IOException {
    this.out = out;
    this.header = header;
    out.write(header.bytes());
  }

  /** How many plain bytes the blocks have whose heads were written. */
  long plainBytes() {
    return plainBytes;
  }

  /** Writes what stands before a block. */
  void head(BlockRecord block) throws IOException {
    block.kind = BlockRecord.HEAD;
    block.write(header.marker(), bytes, 0);
    heads.update(bytes);
    writeCopies();
    plainBytes += block.plainLength;
  }

  /** Writes what stands behind a block, where the stream is protected. */
  void tail(BlockRecord block) throws IOException {
    if (header.chain().corrects()) {
      block.kind = BlockRecord.TAIL;
      block.write(header.marker(), bytes, 0);
      out.write(bytes);
    }
  }

  /** Writes what stands behind the last block. */
  void end(BlockRecord last) throws IOException {
    last.toEnd(plainBytes, (int) heads.getValue());
    last.write(header.marker(), bytes, 0);
    writeCopies();
    out.write(header.copy());
  }

  private void writeCopies() throws IOException {
    out.write(bytes);
    if (header.chain().corrects()) {
      for (int copy = 1; copy < Majority.COPIES; copy++) {
        Marker.turn(bytes, 0, 1);
        out.write(bytes);
      }
    }
  }
}
