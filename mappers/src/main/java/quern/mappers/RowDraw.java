package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;

import quern.records.ByteBuilder;
import quern.records.Murmur3;
import quern.records.csv.RowBatch;

/**
 * Draws a number for each row, by a hash of the seed, the row's file and its place there: so it is
 * the same on each retry, and however the input is split. Not for several threads.
 */
final class RowDraw {
  /** How many bytes {@link #append} appends. */
  static final int BYTES = 16;

  private static final int SEED = 0x64726177;

  private final long seed;
  private final Murmur3 murmur = new Murmur3();
  private String source = "";
  private long fileHigh;
  private long fileLow;

  RowDraw(long seed) {
    this.seed = Murmur3.mix64(seed + 1);
  }

  /** The row's number: 64 bits, each as likely to be set as not. */
  long of(RowBatch batch, int row) {
    enter(batch);
    return Murmur3.mix64(fileHigh + Murmur3.mix64(batch.offset(row)));
  }

  /** Appends the row's number, and as many bits more, so that no two rows draw the same. */
  void append(RowBatch batch, int row, ByteBuilder out) {
    appendLong(of(batch, row), out);
    appendLong(Murmur3.mix64(fileLow ^ Murmur3.mix64(~batch.offset(row))), out);
  }

  private void enter(RowBatch batch) {
    if (!batch.source().equals(source)) {
      source = batch.source();
      byte[] name = source.getBytes(UTF_8);
      murmur.hash(name, 0, name.length, SEED);
      fileHigh = Murmur3.mix64(murmur.first() ^ seed);
      fileLow = Murmur3.mix64(murmur.second() + seed);
    }
  }

  private static void appendLong(long bits, ByteBuilder out) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.append((int) (bits >>> shift));
    }
  }
}
