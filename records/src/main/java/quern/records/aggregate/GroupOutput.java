package quern.records.aggregate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;

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

  /** Takes a row. */
  public void add(RowBatch batch, int row) throws IOException, InterruptedException {
    key.clear();
    keys.append(batch, row, key);
    int group = key.length();
    rows++;
    if (passes) {
      Arrays.fill(single.words, 0);
      Arrays.fill(single.objects, null);
      update(single, batch, row);
      hand(single, group);
    } else {
      table.point(table.find(key.array(), 0, group), state);
      newGroups += table.isNew() ? 1 : 0;
      update(state, batch, row);
    }
    if (!details.isEmpty()) {
      details(batch, row, group);
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
            known.find(key.array(), 0, key.length());
            if (!known.isNew()) {
              continue;
            }
          }
          GroupKey.end(group, key);
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
      key.append(GroupKey.STATE);
      if (isOrdered) {
        KeyBytes.appendLong((long) task << 32 | sequence++, key);
      }
      GroupKey.end(group, key);
    }
    value.clear();
    for (Accumulator accumulator : accumulators) {
      accumulator.write(from, value);
    }
    sink.accept(key, value);
    key.truncate(group);
  }

  private void drain() throws IOException, InterruptedException {
    for (int group = 0; group < table.size(); group++) {
      key.clear();
      key.append(table.keyArray(group), table.keyFrom(group), table.keyLength(group));
      table.point(group, state);
      hand(state, table.keyLength(group));
    }
    table.clear();
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
