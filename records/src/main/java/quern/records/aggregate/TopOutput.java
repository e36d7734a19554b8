package quern.records.aggregate;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;
import quern.records.shuffle.GroupKey;
import quern.records.sql.Expressions;

/**
 * The map side of keeping the first rows of each group: by rank, and rows of one rank by file and
 * offset. Hands on those of a task that may be among them, under keys of {@link GroupKey} in that
 * order; the reduce side takes the first of each group.
 *
 * <p>What is known of groups is kept within a budget. Where that does not pay, because most rows
 * stay, all rows go on at once.
 */
public final class TopOutput {
  /** More rows of a group than this are not kept apart. */
  private static final int MOST_KEPT = 1 << 16;

  /** Rows before which it is not judged whether it pays to keep any. */
  int fewRows = 1 << 16;

  /** How often it is looked whether the budget is kept to, in rows. */
  int stride = 1 << 8;

  private final ValueKeys groups;
  private final @Nullable ValueKeys ranks;
  private final RowWriting writing;
  private final GroupOutput.Sink sink;
  private final long most;
  private final long budget;

  private final GroupTable table;
  private final State state = new State();
  private final FileName files = new FileName();
  private final ByteBuilder key = new ByteBuilder(64);
  private final ByteBuilder value = new ByteBuilder(256);
  private String source = "";
  private long rows;
  private long stayed;
  private boolean passes;

  /** Writes a row as it is to be in the output. */
  public interface RowWriting {
    /** Appends a row with its line end. */
    void append(RowBatch batch, int row, ByteBuilder out) throws IOException;
  }

  /**
   * @param expressions over the rows' columns
   * @param budget about how many bytes may be kept
   */
  public TopOutput(
      Configuration conf,
      Expressions expressions,
      long budget,
      RowWriting writing,
      GroupOutput.Sink sink) {
    this.groups = groups(conf, expressions);
    String by = Settings.TOP_BY.get(conf);
    this.ranks =
        by.isEmpty()
            ? null
            : ValueKeys.toRank(expressions.order(by, !Settings.TOP_SMALLEST.get(conf)));
    this.most = Settings.GROUP_ROWS.get(conf);
    this.writing = writing;
    this.sink = sink;
    this.budget = budget;
    this.passes = most > MOST_KEPT;
    this.table = new GroupTable(ranks == null ? 1 : 0, ranks == null ? 0 : 1);
  }

  private static ValueKeys groups(Configuration conf, Expressions expressions) {
    String by = Settings.GROUP_BY.get(conf);
    return ValueKeys.toGroup(expressions.group(by, "", "", AggregateFunctions.NAMES).by());
  }

  /** Takes a row. */
  public void add(RowBatch batch, int row) throws IOException, InterruptedException {
    key.clear();
    groups.append(batch, row, key);
    rows++;
    if (passes) {
      handOn(batch, row, key.length());
    } else if (ranks == null) {
      addInOrder(batch, row);
    } else {
      addRanked(ranks, batch, row);
    }
    if (rows % stride == 0 && table.bytes() + state.grown > budget) {
      drain();
      passes = rows >= fewRows && 2 * stayed > rows;
    }
  }

  /** The first rows of a file come first: they go on at once. */
  private void addInOrder(RowBatch batch, int row) throws IOException, InterruptedException {
    if (!batch.source().equals(source)) {
      table.clear(); // Which of two files comes first is for the shuffle to sort.
      source = batch.source();
    }
    int group = key.length();
    table.find(key, state);
    if (state.words[state.word] < most) {
      state.words[state.word]++;
      handOn(batch, row, group);
    }
  }

  private void handOn(RowBatch batch, int row, int group) throws IOException, InterruptedException {
    stayed++;
    if (ranks != null) {
      ranks.append(batch, row, key);
    }
    place(batch, row, key);
    GroupKey.end(key, group);
    value.clear();
    writing.append(batch, row, value);
    sink.accept(key, value);
  }

  private void place(RowBatch batch, int row, ByteBuilder out) {
    byte[] file = files.of(batch);
    KeyBytes.appendString(file, 0, file.length, out);
    KeyBytes.appendLong(batch.offset(row), out);
  }

  private void addRanked(ValueKeys ranked, RowBatch batch, int row) throws IOException {
    table.find(key, state);
    TopRows top = (TopRows) state.objects[state.object];
    if (top == null) {
      top = new TopRows((int) most);
      state.objects[state.object] = top;
      state.grown += 96;
    }
    key.clear();
    ranked.append(batch, row, key);
    if (top.mayTake(key.array(), key.length())) {
      place(batch, row, key);
      value.clear();
      writing.append(batch, row, value);
      state.grown += top.offer(key.toByteArray(), value.toByteArray());
      stayed++;
    }
  }

  private void drain() throws IOException, InterruptedException {
    if (ranks == null) {
      table.clear();
    } else {
      table.drain(this::handOn);
    }
    state.grown = 0;
  }

  private void handOn(ByteBuilder group, State of) throws IOException, InterruptedException {
    TopRows top = (TopRows) of.objects[of.object];
    for (int i = 0; top != null && i < top.size(); i++) {
      key.clear();
      key.append(group.array(), 0, group.length());
      key.append(top.key(i));
      GroupKey.end(key, group.length());
      value.clear();
      value.append(top.row(i));
      sink.accept(key, value);
    }
  }

  /** Hands on all that is left. */
  public void finish() throws IOException, InterruptedException {
    drain();
  }

  /** What rows of a group may be ordered by, checked; the message of an error shows the place. */
  public static void check(Expressions expressions, String per, String by) {
    if (!per.isEmpty()) {
      expressions.select(per);
    }
    if (!by.isEmpty()) {
      expressions.order(by, true);
    }
  }
}
