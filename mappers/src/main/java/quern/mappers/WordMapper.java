package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.CombineFileSplit;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import quern.records.commit.QuernCommitter;
import quern.records.commit.TaskPage;

/**
 * Cuts lines into words and gives each the count 1. A word is what stands between spaces, tabs,
 * line ends and form feeds, as the field's first job has always had it. Works on the bytes: no
 * character of UTF-8 has a byte in common with those.
 */
public final class WordMapper extends Mapper<LongWritable, Text, Text, LongWritable> {
  private static final LongWritable ONE = new LongWritable(1);

  private final Text word = new Text();
  private long lines;

  @Override
  protected void setup(Context context) {
    TaskPage page = QuernCommitter.page(context);
    if (context.getInputSplit() instanceof CombineFileSplit split) {
      for (Path file : split.getPaths()) {
        page.input(file.toString());
      }
    } else if (context.getInputSplit() instanceof FileSplit split) {
      page.input(split.getPath().toString());
    }
  }

  @Override
  protected void map(LongWritable offset, Text line, Context context)
      throws IOException, InterruptedException {
    lines++;
    byte[] bytes = line.getBytes();
    int end = line.getLength();
    int start = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || isSpace(bytes[i])) {
        if (i > start) {
          word.set(bytes, start, i - start);
          context.write(word, ONE);
        }
        start = i + 1;
      }
    }
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> super.run(context));
  }

  @Override
  protected void cleanup(Context context) {
    QuernCommitter.page(context).count(TaskPage.ROWS_IN, lines);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f';
  }
}
