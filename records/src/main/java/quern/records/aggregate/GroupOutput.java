package quern.records.aggregate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;
import quern.records.shuffle.GroupKey;

/**
 * The map side: takes rows into their groups' states, and hands on what the reduce side needs.
 * States are kept in a table within a budget. Where the table does not pay, because most rows are
 * groups of their own, each row's state goes on at once, for the shuffle to sort.
 */
public final class GroupOutput {
  /** Rows before which it is not judged whether the table pays. */
  int fewRows = 1 << 16;

  /** How often it is looked whether the budget is kept to, in rows. */
  int stride = 1 << 8;

  private final ValueKeys keys;
  private final Accumulator[] accumulators;
  private final List<DetailAccumulator> details = new ArrayList<>();
  private final @Nullable GroupTable[] seen;
  private final Sink sink;
  private final long budget;
  private final int task;
  private final boolean hasDetails;
  private final boolean isOrdered;

  private final GroupTable table;
  private final State state = new State();
  private final State single = new State();
  private final State unused = new State();
  private final ByteBuilder block = new ByteBuilder(4 << 10);
  private final int[] ends = new int[GroupTable.BLOCK + 1];
  private final long[] hashes = new long[GroupTable.BLOCK];
  private final ByteBuilder key = new ByteBuilder(64);
  private final ByteBuilder value = new ByteBuilder(64);
  private long rows;
  private long newGroups;
  private boolean passes;
  private int sequence;

  /** Takes what goes to the reduce side. */
  public interface Sink {
    /** Takes a record, whose bytes are valid during the call. */
    void accept(ByteBuilder key, ByteBuilder value) throws IOException, InterruptedException;
  }

  /**
   * @param task the map task's number, so that states can be merged in the same order again
   * @param budget about how many bytes the table may take
   */
  public GroupOutput(Aggregation aggregation, int task, long budget, Sink sink) {
    this.keys = aggregation.keys();
    this.task = task;
    this.budget = budget;
    this.sink = sink;
    this.accumulators = aggregation.accumulators.toArray(Accumulator[]::new);
    this.hasDetails = aggregation.hasDetails();
    this.isOrdered = aggregation.accumulators.stream().anyMatch(Accumulator::isOrdered);
    this.seen = new GroupTable[accumulators.length];
    for (int i = 0; i < accumulators.length; i++) {
      if (accumulators[i] instanceof DetailAccumulator detail) {
        details.add(detail);
        seen[i] = detail.isDistinct() ? new GroupTable(0, 0) : null;
      }
    }
    table = new GroupTable(aggregation.words, aggregation.objects);
    single.words = new long[aggregation.words];
    single.objects = new Object[aggregation.objects];
  }

  /** Takes the rows of a batch that {@code chosen[0, count)} names. */
  public void add(RowBatch batch, int[] chosen, int count)
      throws IOException, InterruptedException {
    for (int from = 0; from < count; from += GroupTable.BLOCK) {
      addBlock(batch, chosen, from, Math.min(count, from + GroupTable.BLOCK));
    }
  }

  /** Makes the keys of all rows first, so that the table's memory is not waited for row by row. */
  private void addBlock(RowBatch batch, int[] chosen, int from, int to)
      throws IOException, InterruptedException {
    block.clear();
    for (int i = from; i < to; i++) {
      ends[i - from] = block.length();
      keys.append(batch, chosen[i], block);
    }
    int count = to - from;
    ends[count] = block.length();
    block.reserve(Long.BYTES);
    if (!passes) {
      for (int i = 0; i < count; i++) {
        hashes[i] = GroupTable.hash(block.array(), ends[i], ends[i + 1] - ends[i]);
      }
      table.touch(hashes, count);
    }
    for (int i = 0; i < count; i++) {
      add(batch, chosen[from + i], i);
    }
  }

  private void add(RowBatch batch, int row, int inBlock) throws IOException, InterruptedException {
    int at = ends[inBlock];
    int length = ends[inBlock + 1] - at;
    rows++;
    if (passes) {
      Arrays.fill(single.words, 0);
      Arrays.fill(single.objects, null);
      update(single, batch, row);
      key.clear();
      key.append(block.array(), at, length);
      hand(single, length);
    } else {
      table.find(block.array(), at, length, hashes[inBlock], state);
      newGroups += table.isNew() ? 1 : 0;
      update(state, batch, row);
    }
    if (!details.isEmpty()) {
      key.clear();
      key.append(block.array(), at, length);
      details(batch, row, length);
    }
    if (rows % stride == 0 && bytes() > budget) {
      drain();
      passes = rows >= fewRows && 2 * newGroups > rows;
    }
  }

  private void update(State to, RowBatch batch, int row) {
    for (Accumulator accumulator : accumulators) {
      accumulator.add(to, batch, row);
    }
  }

  private long bytes() {
    long bytes = table.bytes() + state.grown;
    for (GroupTable distinct : seen) {
      bytes += distinct == null ? 0 : distinct.bytes();
    }
    return bytes;
  }

  /** Hands on the details of a row, those that equal an earlier one as long as that is known. */
  private void details(RowBatch batch, int row, int group)
      throws IOException, InterruptedException {
    for (int i = 0; i < accumulators.length; i++) {
      if (accumulators[i] instanceof DetailAccumulator detail) {
        key.truncate(group);
        key.append(i + 1);
        if (detail.key(batch, row, key)) {
          GroupTable known = seen[i];
          if (known != null) {
            known.find(key, unused);
            if (!known.isNew()) {
              continue;
            }
          }
          GroupKey.end(key, group);
          value.clear();
          detail.value(value);
          sink.accept(key, value);
        }
      }
    }
  }

  /** Hands on a state, of the group whose key stands in {@link #key} up to {@code group}. */
  private void hand(State from, int group) throws IOException, InterruptedException {
    key.truncate(group);
    if (hasDetails) {
      key.append(Aggregation.STATE);
      if (isOrdered) {
        KeyBytes.appendLong((long) task << 32 | sequence++, key);
      }
      GroupKey.end(key, group);
    }
    value.clear();
    for (Accumulator accumulator : accumulators) {
      accumulator.write(from, value);
    }
    sink.accept(key, value);
    key.truncate(group);
  }

  private void drain() throws IOException, InterruptedException {
    table.drain(
        (group, of) -> {
          key.clear();
          key.append(group.array(), 0, group.length());
          hand(of, group.length());
        });
    state.grown = 0;
    for (GroupTable distinct : seen) {
      if (distinct != null) {
        distinct.clear();
      }
    }
  }

  /** Hands on all that is left. */
  public void finish() throws IOException, InterruptedException {
    drain();
  }
}
