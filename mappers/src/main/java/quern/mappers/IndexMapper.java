package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.records.ByteBuilder;
import quern.records.commit.QuernCommitter;
import quern.records.csv.TextBatch;
import quern.records.keys.KeyBytes;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;

/**
 * Cuts text into words as {@link WordMapper} does and tells of each where it begins: the key is the
 * word, which is the group, then the file, then the offset in bytes; the value is empty.
 */
public final class IndexMapper extends Mapper<NullWritable, TextBatch, RawKey, RawBytes> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    RawWriter out = new RawWriter(context);
    ByteBuilder keyBytes = new ByteBuilder(256);
    RawKey key = new RawKey();
    RawBytes none = new RawBytes();
    String source = "";
    byte[] file = {};
    while (context.nextKeyValue()) {
      TextBatch batch = context.getCurrentValue();
      if (!batch.source().equals(source)) {
        source = batch.source();
        file = source.getBytes(UTF_8);
      }
      byte[] bytes = batch.bytes();
      int to = batch.to();
      int at = batch.from();
      while (at < to) {
        if (TextBatch.isBlank(bytes[at])) {
          at++;
          continue;
        }
        int start = at;
        at = WordMapper.wordEnd(bytes, at + 1, to);
        keyBytes.clear();
        KeyBytes.appendString(bytes, start, at - start, keyBytes);
        int group = keyBytes.length();
        KeyBytes.appendString(file, 0, file.length, keyBytes);
        KeyBytes.appendLong(batch.offset(start), keyBytes);
        GroupKey.end(keyBytes, group);
        key.set(keyBytes.array(), 0, keyBytes.length());
        out.write(key, none);
      }
    }
  }
}
