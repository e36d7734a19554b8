package quern.records.aggregate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import quern.records.ByteBuilder;
import quern.records.commit.RowBlock;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.shuffle.RawInput;

/**
 * What the shuffle does, without Hadoop: records of tasks, sorted by key, equal keys in any order.
 */
final class Shuffled implements RawInput {
  private final List<byte[][]> records = new ArrayList<>();
  private int at = -1;

  void accept(ByteBuilder key, ByteBuilder value) {
    records.add(new byte[][] {key.toByteArray(), value.toByteArray()});
  }

  int size() {
    return records.size();
  }

  /** Sorts the records; which of equal keys comes first is drawn. */
  Shuffled sort(Random random) {
    Collections.shuffle(records, random);
    records.sort((a, b) -> Arrays.compareUnsigned(a[0], b[0]));
    return this;
  }

  /** What an aggregation writes of the records. */
  List<String> reduce(Aggregation aggregation) {
    try {
      GroupInput group = new GroupInput(aggregation, Dialect.RFC_4180);
      RowBlock block = new RowBlock();
      if (aggregation.isOfAllRows()) {
        group.beginOfAllRows();
      }
      while (next()) {
        if (!group.isOpen() || !group.isOfGroup(keyBytes(), keyFrom(), keyLength())) {
          if (group.isOpen()) {
            group.end(block);
          }
          group.begin(keyBytes(), keyFrom(), keyLength());
        }
        group.take(this);
      }
      if (group.isOpen()) {
        group.end(block);
      }
      return block.bytes().toString().lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads CSV without a header in batches, as the file of that name. */
  static void read(String csv, String file, int width, Consumer<RowBatch> rows) {
    Dialect dialect =
        Dialect.RFC_4180.with(java.util.Map.of(quern.records.csv.CsvOption.HEADER, "false"));
    try (RowReader reader = new RowReader(dialect, 1 << 20)) {
      byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
      reader.openStart(new ByteArrayInputStream(bytes), file, bytes.length);
      RowBatch batch = reader.newBatch(width);
      while (reader.read(batch)) {
        rows.accept(batch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean next() {
    return ++at < records.size();
  }

  @Override
  public boolean startsGroup() {
    return at == 0 || !Arrays.equals(records.get(at)[0], records.get(at - 1)[0]);
  }

  @Override
  public byte[] keyBytes() {
    return records.get(at)[0];
  }

  @Override
  public int keyFrom() {
    return 0;
  }

  @Override
  public int keyLength() {
    return keyBytes().length;
  }

  @Override
  public byte[] valueBytes() {
    return records.get(at)[1];
  }

  @Override
  public int valueFrom() {
    return 0;
  }

  @Override
  public int valueLength() {
    return valueBytes().length;
  }
}
