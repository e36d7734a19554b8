package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import quern.records.ByteBuilder;
import quern.records.ByteTable;
import quern.records.commit.RowBlock;
import quern.records.csv.RowBatch;

/**
 * The open blocks of rows that go to directories: one for each partition and directory. All are
 * handed on when together they have grown large. Not for several threads.
 */
final class DirectoryBlocks {
  /** What all open blocks together may hold, in bytes. */
  private static final int BUDGET = 32 << 20;

  /** Takes a block, which is used again afterwards. */
  interface Sink {
    void hand(int partition, RowBlock block) throws IOException, InterruptedException;
  }

  private record Open(int partition, RowBlock block) {}

  private final RowWriter writer;
  private final Sink sink;
  private final ByteBuilder name = new ByteBuilder(64);
  private ByteTable names = new ByteTable();
  private final List<Open> blocks = new ArrayList<>();
  private long held;

  DirectoryBlocks(RowWriter writer, Sink sink) {
    this.writer = writer;
    this.sink = sink;
  }

  /** Appends a row to the block of its directory and {@code partition}. */
  void append(RowBatch batch, int row, int partition) throws IOException, InterruptedException {
    name.clear();
    writer.directory(batch, row, name);
    int directory = name.length();
    for (int shift = 24; shift >= 0; shift -= 8) {
      name.append(partition >>> shift);
    }
    int number = names.add(name.array(), 0, name.length());
    if (number == blocks.size()) {
      blocks.add(new Open(partition, new RowBlock(new String(name.array(), 0, directory, UTF_8))));
    }
    RowBlock block = blocks.get(number).block;
    int before = block.bytes().length();
    writer.append(batch, row, block);
    held += block.bytes().length() - before;
    if (block.isFull()) {
      held -= block.bytes().length();
      sink.hand(partition, block);
      block.clear();
    } else if (held > BUDGET) {
      handOnAll();
    }
  }

  /** Hands on what is left. */
  void handOnAll() throws IOException, InterruptedException {
    for (Open open : blocks) {
      if (open.block.rows() > 0) {
        sink.hand(open.partition, open.block);
      }
    }
    // The blocks have room for what they once held.
    blocks.clear();
    names = new ByteTable();
    held = 0;
  }
}
