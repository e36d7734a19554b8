package quern.mappers;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.RecordReader;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.commit.TaskPage;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.csv.RowBatchInputFormat;
import quern.records.join.Join;
import quern.records.join.JoinType;
import quern.records.join.JoinedRows;
import quern.records.join.SideRows;
import quern.records.keys.KeyEncoder;

/**
 * Joins where the rows are read: holds one side in a table, which each task makes for itself (in a
 * local run one for all), and looks up the rows of the other as they come. Rows keep the order of
 * the input. Only for joins that write no row of the table's side that has no match.
 */
public final class TableJoinMapper extends Mapper<NullWritable, RowBatch, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Join join = Join.of(context.getConfiguration());
    Work work = new Work(context, join, table(context, join));
    while (context.nextKeyValue()) {
      work.join(context.getCurrentValue());
    }
    work.finish();
  }

  /** The side that is held. One task tells what there is to tell of it. */
  private static JoinTable table(Context context, Join join)
      throws IOException, InterruptedException {
    boolean tells = context.getTaskAttemptID().getTaskID().getId() == 0;
    String place =
        context.getConfiguration().get(MRConfig.FRAMEWORK_NAME, MRConfig.LOCAL_FRAMEWORK_NAME);
    if (!place.equals(MRConfig.LOCAL_FRAMEWORK_NAME)) {
      return read(context, join, tells);
    }
    boolean[] told = {false};
    JoinTable table =
        SharedTables.of(
            context.getJobID(),
            () -> {
              told[0] = tells;
              return read(context, join, tells);
            });
    if (tells && !told[0]) {
      read(context, join, true); // another task has made the table, and what it saw is not told
    }
    return table;
  }

  private static JoinTable read(Context context, Join join, boolean tells)
      throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    InputSide side = InputSide.of(Settings.JOIN_HELD.get(conf));
    SideRows rows = new SideRows(join, side);
    KeyEncoder keys = join.keys(side, rows.misfits());
    JoinTable table = new JoinTable();
    ByteBuilder key = new ByteBuilder(64);
    ByteBuilder row = new ByteBuilder(256);
    List<String> files = Settings.JOIN_TABLE.get(conf).lines().toList();
    try (RecordReader<NullWritable, RowBatch> reader =
        RowBatchInputFormat.wholeFiles(conf, side, files, tells ? context : null)) {
      while (reader.nextKeyValue()) {
        add(reader.getCurrentValue(), rows, keys, join.type().isPaired(), table, key, row);
      }
    } catch (OutOfMemoryError e) {
      throw new QuernException(
          Exit.FAILED,
          "the %s side does not fit in the memory of a map task; --broadcast never joins it in reduce tasks, which need little"
              .formatted(side.label()),
          e);
    }
    if (tells) {
      rows.report(QuernCommitter.page(context));
    }
    return table;
  }

  private static void add(
      RowBatch batch,
      SideRows rows,
      KeyEncoder keys,
      boolean carries,
      JoinTable table,
      ByteBuilder key,
      ByteBuilder row)
      throws IOException {
    int count = batch.rows();
    for (int i = 0; i < count; i++) {
      key.clear();
      if (!rows.keeps(batch, i) || !keys.encode(batch, i, key)) {
        continue;
      }
      if (carries) {
        row.clear();
        rows.append(batch, i, row);
        table.add(key.array(), key.length(), row.array(), row.length());
      } else {
        table.addKey(key.array(), key.length());
      }
    }
  }

  private static final class Work {
    private final Context context;
    private final JoinTable table;
    private final JoinType type;
    private final InputSide side;
    private final boolean keeps;
    private final SideRows rows;
    private final KeyEncoder keys;
    private final JoinedRows joined;
    private final RowBlock block = new RowBlock();
    private final ByteBuilder row = new ByteBuilder(256);

    private final JoinTable.Search search;
    private final int[] chosen = new int[JoinTable.Search.MOST];

    Work(Context context, Join join, JoinTable table) throws IOException {
      this.context = context;
      this.table = table;
      search = new JoinTable.Search(table);
      type = join.type();
      side = InputSide.of(Settings.JOIN_HELD.get(context.getConfiguration())).other();
      keeps = type.keeps(side);
      rows = new SideRows(join, side);
      keys = join.keys(side, rows.misfits());
      joined = new JoinedRows(join);
    }

    void join(RowBatch batch) throws IOException, InterruptedException {
      int count = batch.rows();
      for (int from = 0; from < count; from += JoinTable.Search.MOST) {
        join(batch, from, Math.min(count, from + JoinTable.Search.MOST));
      }
    }

    private void join(RowBatch batch, int from, int to) throws IOException, InterruptedException {
      search.clear();
      int count = 0;
      for (int i = from; i < to; i++) {
        if (rows.keeps(batch, i)) {
          chosen[count++] = i;
          search.end(keys.encode(batch, i, search.keys()));
        }
      }
      search.run();
      for (int i = 0; i < count; i++) {
        join(batch, chosen[i], search.entry(i));
      }
    }

    private void join(RowBatch batch, int i, long first) throws IOException, InterruptedException {
      boolean pairs = type.isPaired() && first != JoinTable.NONE;
      boolean alone =
          type.isPaired() ? keeps : (first != JoinTable.NONE) == (type == JoinType.SEMI);
      if (!pairs && !alone) {
        return;
      }
      row.clear();
      rows.append(batch, i, row);
      joined.set(side, row.array(), 0, row.length());
      if (!pairs) {
        joined.setAbsent(side.other());
        append();
        return;
      }
      for (long entry = first; entry != JoinTable.NONE; entry = table.next(entry)) {
        joined.set(side.other(), table.bytes(entry), table.from(entry), table.length(entry));
        append();
      }
    }

    private void append() throws IOException, InterruptedException {
      joined.append(block);
      if (block.isFull()) {
        RowBlockOutputFormat.write(context, block);
        block.clear();
      }
    }

    void finish() throws IOException, InterruptedException {
      if (block.rows() > 0) {
        RowBlockOutputFormat.write(context, block);
      }
      TaskPage page = QuernCommitter.page(context);
      rows.report(page);
      joined.report(page);
    }
  }
}
