package quern.reducers;

import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/** Writes the rows that are the values, with their line ends, in the order in which they arrive. */
public final class RowReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    int lineEnd =
        new CsvWriter(Dialect.read(context.getConfiguration(), Dialect.OUT)).lineEndLength();
    RawInput rows = RawShuffle.input(context);
    RowBlock block = new RowBlock();
    while (rows.next()) {
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
}
