package quern.reducers;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.ByteBuilder;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/** Adds up the counts of a word and writes the line {@code word TAB count}. */
public final class CountReducer extends Reducer<RawKey, LongWritable, NullWritable, RowBlock> {
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final RowBlock block = new RowBlock();

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private void runOn(Context context) throws IOException, InterruptedException {
    RawInput own = RawShuffle.input(context.getConfiguration());
    if (own == null) {
      while (context.nextKey()) {
        RawKey word = context.getCurrentKey();
        begin(word.array(), word.from(), word.getLength());
        end(SumCombiner.sum(context.getValues()), context);
      }
    } else {
      readOwn(own, context);
    }
    if (block.rows() > 0) {
      hand(context);
    }
  }

  private void readOwn(RawInput counts, Context context) throws IOException, InterruptedException {
    boolean more = counts.next();
    while (more) {
      begin(counts.keyBytes(), counts.keyFrom(), counts.keyLength());
      long sum = 0;
      do {
        long count = (long) BIG_ENDIAN.get(counts.valueBytes(), counts.valueFrom());
        sum = Math.addExact(sum, count);
        more = counts.next();
      } while (more && !counts.startsGroup());
      end(sum, context);
    }
  }

  private int start;

  private void begin(byte[] word, int from, int length) {
    ByteBuilder out = block.bytes();
    start = out.length();
    out.append(word, from, length).append('\t');
  }

  private void end(long count, Context context) throws IOException, InterruptedException {
    block.bytes().append(Long.toString(count).getBytes(StandardCharsets.US_ASCII)).append('\n');
    block.endRow(start, 1);
    if (block.isFull()) {
      hand(context);
    }
  }

  private void hand(Context context) throws IOException, InterruptedException {
    RowBlockOutputFormat.write(context, block);
    block.clear();
  }
}
