package quern.reducers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.ByteBuilder;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;

/** Adds up the counts of a word and writes the line {@code word TAB count}. */
public final class CountReducer extends Reducer<Text, LongWritable, NullWritable, RowBlock> {
  private final RowBlock block = new RowBlock();

  @Override
  protected void reduce(Text word, Iterable<LongWritable> counts, Context context)
      throws IOException, InterruptedException {
    long sum = SumCombiner.sum(counts);
    ByteBuilder out = block.bytes();
    int start = out.length();
    out.append(word.getBytes(), 0, word.getLength()).append('\t');
    out.append(Long.toString(sum).getBytes(StandardCharsets.US_ASCII)).append('\n');
    block.endRow(start, 1);
    if (block.isFull()) {
      hand(context);
    }
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> super.run(context));
  }

  @Override
  protected void cleanup(Context context) throws IOException, InterruptedException {
    if (block.rows() > 0) {
      hand(context);
    }
  }

  private void hand(Context context) throws IOException, InterruptedException {
    RowBlockOutputFormat.write(context, block);
    block.clear();
  }
}
