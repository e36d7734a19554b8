package quern.reducers;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/**
 * Writes the first {@code quern.group.rows} rows of each group of a {@link GroupKey}, and passes
 * over the others. Keeps nothing but the group's key.
 */
public final class FirstRowsReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    int lineEnd = new CsvWriter(Dialect.read(conf, Dialect.OUT)).lineEndLength();
    long most = Settings.GROUP_ROWS.get(conf);
    RawInput rows = RawShuffle.input(context);
    RowBlock block = new RowBlock();
    ByteBuilder group = new ByteBuilder(64);
    long written = -1;
    while (rows.next()) {
      int length = GroupKey.groupLength(rows.keyBytes(), rows.keyFrom(), rows.keyLength());
      if (written < 0 || !isOf(group, rows, length)) {
        group.clear();
        group.append(rows.keyBytes(), rows.keyFrom(), length);
        written = 0;
      }
      if (written++ >= most) {
        continue;
      }
      int start = block.bytes().length();
      block.bytes().append(rows.valueBytes(), rows.valueFrom(), rows.valueLength());
      block.endRow(start, lineEnd);
      if (block.isFull()) {
        RowBlockOutputFormat.write(context, block);
        block.clear();
      }
    }
    if (block.rows() > 0) {
      RowBlockOutputFormat.write(context, block);
    }
  }

  private static boolean isOf(ByteBuilder group, RawInput rows, int length) {
    int from = rows.keyFrom();
    return Arrays.equals(group.array(), 0, group.length(), rows.keyBytes(), from, from + length);
  }
}
