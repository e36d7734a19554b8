package quern.mappers;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.jspecify.annotations.Nullable;
import quern.records.commit.QuernCommitter;
import quern.records.csv.TextBatch;
import quern.records.shuffle.AggregateOutput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/**
 * Cuts text into words and gives each the count 1. A word is what stands between spaces, tabs, line
 * ends and form feeds, as the field's first job has always had it. Works on the bytes: no character
 * of UTF-8 has a byte in common with those.
 */
public final class WordMapper extends Mapper<NullWritable, TextBatch, RawKey, LongWritable> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final LongWritable ONE = new LongWritable(1);
  private static final long[] ONE_STATE = {1};

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    @Nullable AggregateOutput counts = RawShuffle.aggregates(context.getConfiguration());
    RawKey key = new RawKey();
    while (context.nextKeyValue()) {
      TextBatch batch = context.getCurrentValue();
      byte[] bytes = batch.bytes();
      int to = batch.to();
      int at = batch.from();
      while (at < to) {
        if (TextBatch.isBlank(bytes[at])) {
          at++;
          continue;
        }
        int start = at;
        at = wordEnd(bytes, at + 1, to);
        if (counts != null) {
          counts.add(bytes, start, at - start, ONE_STATE);
        } else {
          key.set(bytes, start, at - start);
          context.write(key, ONE);
        }
      }
    }
  }

  /** Where the word ends that goes on at {@code at}: at a blank, or at {@code to}. */
  static int wordEnd(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to) {
      long word = (long) LONG.get(bytes, i);
      // The high bit of each byte that is a control character or a space.
      long low = ~(((word & ~HIGH_BITS) + (0x80 - 0x21) * EACH) | word) & HIGH_BITS;
      if (low == 0) {
        i += Long.BYTES;
        continue;
      }
      i += Long.numberOfTrailingZeros(low) >>> 3;
      if (i >= to || TextBatch.isBlank(bytes[i])) {
        break;
      }
      i++;
    }
    return Math.min(i, to);
  }
}
