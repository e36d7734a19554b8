package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.TextBatch;
import quern.records.sql.LinePattern;

/**
 * Writes the lines that match a pattern, or with {@link #INVERT} the others, each as it stands and
 * ended by a line feed. A carriage return at a line's end and a byte order mark at a file's begin
 * are not part of what is matched.
 */
public final class GrepMapper extends Mapper<NullWritable, TextBatch, NullWritable, RowBlock> {
  /** Option: the pattern is a text and no regular expression. */
  public static final String FIXED = "fixed";

  /** Option: letters are equal whatever their case. */
  public static final String IGNORE_CASE = "ignore-case";

  /** Option: lines that do not match. */
  public static final String INVERT = "invert";

  /** Option: each line begins with its file, its offset in bytes, and colons behind both. */
  public static final String WITH_FILE = "with-file";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final RowBlock block = new RowBlock();
  private final FieldFormatter formatter = new FieldFormatter(Formats.ISO);
  private boolean inverted;
  private boolean withFile;
  private String file = "";
  private byte[] place = {};

  /**
   * Says in {@code conf} what to look for.
   *
   * @throws IllegalArgumentException when that is no pattern
   */
  public static void configure(Configuration conf, String pattern, Set<String> options) {
    var unused = pattern(pattern, options);
    // The XML of a job's configuration cannot hold each character.
    Settings.GREP_PATTERN.set(conf, Base64.getEncoder().encodeToString(pattern.getBytes(UTF_8)));
    Settings.GREP_OPTIONS.set(conf, String.join(",", options));
  }

  private static LinePattern pattern(String text, Set<String> options) {
    return LinePattern.of(text, options.contains(FIXED), options.contains(IGNORE_CASE));
  }

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    Set<String> options = Set.of(Settings.GREP_OPTIONS.get(conf).split(",", -1));
    LinePattern pattern =
        pattern(
            new String(Base64.getDecoder().decode(Settings.GREP_PATTERN.get(conf)), UTF_8),
            options);
    inverted = options.contains(INVERT);
    withFile = options.contains(WITH_FILE);
    while (context.nextKeyValue()) {
      grep(context.getCurrentValue(), pattern, context);
    }
    hand(context);
  }

  private void grep(TextBatch batch, LinePattern pattern, Context context)
      throws IOException, InterruptedException {
    byte[] bytes = batch.bytes();
    int to = batch.to();
    int at = batch.from() + markLength(batch);
    while (at < to) {
      int candidate = pattern.candidate(bytes, at, to);
      int start = candidate == to ? to : lineStart(bytes, at, candidate);
      if (inverted) {
        while (at < start) {
          int end = lineEnd(bytes, at, to);
          append(batch, at, end, context);
          at = end;
        }
      }
      if (start == to) {
        return;
      }
      int end = lineEnd(bytes, candidate, to);
      if (pattern.matches(bytes, start, contentEnd(bytes, start, end)) != inverted) {
        append(batch, start, end, context);
      }
      at = end;
    }
  }

  private static int markLength(TextBatch batch) {
    int from = batch.from();
    int length = BYTE_ORDER_MARK.length;
    return batch.offset(from) == 0
            && batch.to() - from >= length
            && Arrays.equals(batch.bytes(), from, from + length, BYTE_ORDER_MARK, 0, length)
        ? length
        : 0;
  }

  /** Where the line begins that holds {@code at}; {@code from} is the start of one. */
  private static int lineStart(byte[] bytes, int from, int at) {
    int start = at;
    while (start > from && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  /** Where the line behind that of {@code at} begins. */
  private static int lineEnd(byte[] bytes, int at, int to) {
    for (int i = at; i < to; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return to;
  }

  /** Where the text of the line {@code bytes[start, end)} ends, without LF or CRLF. */
  private static int contentEnd(byte[] bytes, int start, int end) {
    int content = end > start && bytes[end - 1] == '\n' ? end - 1 : end;
    return content > start && bytes[content - 1] == '\r' ? content - 1 : content;
  }

  private void append(TextBatch batch, int start, int end, Context context)
      throws IOException, InterruptedException {
    ByteBuilder out = block.bytes();
    int row = out.length();
    if (withFile) {
      appendPlace(batch.source(), batch.offset(start), out);
    }
    byte[] bytes = batch.bytes();
    out.append(bytes, start, end - start);
    if (bytes[end - 1] != '\n') {
      out.append('\n');
    }
    block.endRow(row, 1);
    if (block.isFull()) {
      hand(context);
    }
  }

  private void appendPlace(String source, long offset, ByteBuilder out) {
    if (!source.equals(file)) {
      file = source;
      place = source.getBytes(UTF_8);
    }
    out.append(place, 0, place.length).append(':');
    formatter.appendLong(offset, out);
    out.append(':');
  }

  private void hand(Context context) throws IOException, InterruptedException {
    if (block.rows() > 0) {
      RowBlockOutputFormat.write(context, block);
      block.clear();
    }
  }
}
