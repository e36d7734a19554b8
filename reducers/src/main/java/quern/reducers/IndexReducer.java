package quern.reducers;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.keys.KeyBytes;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/**
 * Writes a line {@code word TAB file:offset} for each place of a word, as they come in order. Keeps
 * none of them, so that a word can be anywhere.
 */
public final class IndexReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    FieldFormatter formatter = new FieldFormatter(Formats.ISO);
    RawInput places = RawShuffle.input(context);
    RowBlock block = new RowBlock();
    while (places.next()) {
      byte[] key = places.keyBytes();
      int from = places.keyFrom();
      int word = GroupKey.groupLength(key, from, places.keyLength());
      int offsetAt = from + places.keyLength() - Integer.BYTES - Long.BYTES;
      ByteBuilder out = block.bytes();
      int start = out.length();
      KeyBytes.appendDecoded(key, from, word, out);
      out.append('\t');
      KeyBytes.appendDecoded(key, from + word, offsetAt - from - word, out);
      out.append(':');
      formatter.appendLong((long) LONG.get(key, offsetAt) ^ Long.MIN_VALUE, out);
      out.append('\n');
      block.endRow(start, 1);
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
