package quern.reducers;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.aggregate.GroupKey;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/** Writes the first rows of each group, in the order in which they arrive. */
public final class TopReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    int lineEnd = new CsvWriter(Dialect.read(conf, Dialect.OUT)).lineEndLength();
    long most = Settings.TOP_ROWS.get(conf);
    RawInput records = RawShuffle.input(context);
    RowBlock block = new RowBlock();
    ByteBuilder group = new ByteBuilder(64);
    long written = 0;
    boolean first = true;
    while (records.next()) {
      byte[] key = records.keyBytes();
      int from = records.keyFrom();
      int to = from + GroupKey.groupLength(key, from, records.keyLength());
      if (first || !Arrays.equals(key, from, to, group.array(), 0, group.length())) {
        group.clear();
        group.append(key, from, to - from);
        written = 0;
        first = false;
      }
      if (written++ < most) {
        int start = block.bytes().length();
        block.bytes().append(records.valueBytes(), records.valueFrom(), records.valueLength());
        block.endRow(start, lineEnd);
        if (block.isFull()) {
          RowBlockOutputFormat.write(context, block);
          block.clear();
        }
      }
    }
    if (block.rows() > 0) {
      RowBlockOutputFormat.write(context, block);
    }
  }
}
