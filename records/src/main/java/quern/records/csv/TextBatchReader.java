package quern.records.csv;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.TaskInputOutputContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter;
import org.jspecify.annotations.Nullable;
import quern.codecs.BlockCodec;
import quern.codecs.hamming.Correction;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.QuernCommitter;
import quern.records.commit.TaskPage;
import quern.records.commit.Tile;
import quern.records.csv.CsvSplit.Piece;

/**
 * Reads the lines of a split in runs of about a megabyte. A run ends behind a line; or, where that
 * is enough, behind a word, so that the memory depends on the longest word alone.
 */
final class TextBatchReader extends RecordReader<NullWritable, TextBatch> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BUFFER = 1 << 20;
  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long LINE_FEEDS = '\n' * EACH;

  private final Configuration conf;
  private final CsvInput input;
  private final CompressionCodecFactory codecs;
  private final List<Piece> pieces;
  private final long length;
  private final int mostBytes;
  private final boolean wholeLines;
  private final TextBatch batch = new TextBatch();

  private TaskPage page = TaskPage.detached();
  private @Nullable Counter lineCounter;
  private @Nullable Counter byteCounter;
  private long countedBytes;
  private long doneBytes;
  private int piece = -1;

  private @Nullable SplitText text;
  private @Nullable InputStream in;
  private byte[] buffer = new byte[BUFFER + TextBatch.SLACK];
  private int limit;

  /** The text's offset of what is at the buffer's start. */
  private long base;

  private long start;
  private long first;
  private long end;
  private long lines;
  private boolean atEnd;
  private boolean done;

  /**
   * @param wholeLines whether no run may end within a line
   */
  TextBatchReader(CsvSplit split, Configuration conf, boolean wholeLines) {
    this.conf = conf;
    this.wholeLines = wholeLines;
    this.input = CsvInput.of(conf, InputSide.LEFT);
    this.codecs = new CompressionCodecFactory(conf);
    this.pieces = split.pieces();
    this.length = split.bytes();
    this.mostBytes = Math.max(BUFFER, input.maxRowBytes());
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {
    page = QuernCommitter.page(context);
    if (context instanceof TaskInputOutputContext<?, ?, ?, ?> task) {
      lineCounter = task.getCounter(TaskCounter.MAP_INPUT_RECORDS);
      byteCounter = task.getCounter(FileInputFormatCounter.BYTES_READ);
    }
  }

  @Override
  public boolean nextKeyValue() throws IOException {
    while (true) {
      if (in == null && !openNext()) {
        batch.from = 0;
        batch.to = 0;
        return false;
      }
      if (done) {
        closePiece();
      } else if (nextRun()) {
        return true;
      }
    }
  }

  private boolean openNext() throws IOException {
    while (++piece < pieces.size()) {
      Piece next = pieces.get(piece);
      String name = next.path().toString();
      CompressionCodec codec = codecs.getCodec(next.path());
      lines = 0;
      limit = 0;
      batch.to = 0;
      atEnd = false;
      done = false;
      if (next.whole() && !(codec instanceof BlockCodec)) {
        InputStream raw = InputFile.open(conf, next.path(), codec);
        in = Transcoder.toUtf8(raw, codec, input.dialect().encoding(), name);
        start = 0;
        end = Long.MAX_VALUE;
        base = 0;
        first = 0;
        return true;
      }
      SplitText opened = SplitText.open(conf, next.path(), next.length(), codec, input.dialect());
      end = next.end() == next.length() ? Long.MAX_VALUE : opened.start(next.end());
      SplitText.Place place = opened.at(next.start());
      start = place.start();
      if (start > 0 && start >= end) {
        opened.close();
        doneBytes += next.end() - next.start();
        continue;
      }
      text = opened;
      base = Math.max(0, start - 1);
      in = place.read(base);
      findFirst();
      return true;
    }
    return false;
  }

  /** Goes to the first line that begins at or behind the split's start. */
  private void findFirst() throws IOException {
    if (start == 0) {
      first = 0;
      return;
    }
    while (true) {
      for (int i = 0; i < limit; i++) {
        if (buffer[i] == '\n') {
          first = base + i + 1;
          batch.to = i + 1;
          done = first >= end;
          return;
        }
      }
      base += limit;
      limit = 0;
      if (!fill()) {
        first = base;
        done = true;
        return;
      }
    }
  }

  /** Reads more behind what there is; false at the end of the text. */
  private boolean fill() throws IOException {
    while (limit < buffer.length - TextBatch.SLACK) {
      int count = requireNonNull(in).read(buffer, limit, buffer.length - TextBatch.SLACK - limit);
      if (count < 0) {
        atEnd = true;
        return false;
      }
      limit += count;
      if (count > 0) {
        return true;
      }
    }
    return true;
  }

  /** Sets the batch to the next run; false when there is none in this piece. */
  private boolean nextRun() throws IOException {
    int from = batch.to;
    System.arraycopy(buffer, from, buffer, 0, limit - from);
    base += from;
    limit -= from;
    batch.bytes = buffer;
    batch.base = base;
    batch.source = pieces.get(piece).path().toString();
    batch.from = 0;
    batch.to = 0;
    while (true) {
      while (!atEnd && limit < buffer.length - TextBatch.SLACK) {
        fill();
      }
      int to = runEnd();
      if (to > 0) {
        batch.to = to;
        long counted = lineFeeds(to);
        boolean lastLine = atEnd && to == limit && buffer[to - 1] != '\n';
        counted += lastLine ? 1 : 0;
        lines += counted;
        if (lineCounter != null) {
          lineCounter.increment(counted - 1);
        }
        countBytes();
        return true;
      }
      if (done) {
        return false;
      }
      grow();
    }
  }

  /** Where the run ends that begins at the buffer's start; 0 when there is none yet. */
  private int runEnd() {
    if (base + limit >= end) {
      // The line that has the split's last byte is its last one.
      for (int i = (int) Math.max(0, end - 1 - base); i < limit; i++) {
        if (buffer[i] == '\n') {
          done = true;
          return i + 1;
        }
      }
    }
    if (atEnd) {
      done = true;
      return limit;
    }
    int to = limit;
    while (to > 0 && !isEnd(buffer[to - 1])) {
      to--;
    }
    return to;
  }

  private boolean isEnd(byte b) {
    return wholeLines ? b == '\n' : TextBatch.isBlank(b);
  }

  private void grow() throws QuernException {
    if (buffer.length - TextBatch.SLACK >= mostBytes) {
      throw page.fail(
          new QuernException(
              Exit.REFUSED,
              "%s: expected %s of up to %d bytes, found a longer one at byte %d; is it text? %s allows longer ones"
                  .formatted(
                      pieces.get(piece).path(),
                      wholeLines ? "lines" : "words",
                      mostBytes,
                      base,
                      Settings.CSV_MAX_ROW_BYTES.key())));
    }
    int larger = (int) Math.min(mostBytes, 2L * (buffer.length - TextBatch.SLACK));
    buffer = java.util.Arrays.copyOf(buffer, larger + TextBatch.SLACK);
    batch.bytes = buffer;
  }

  private long lineFeeds(int to) {
    long count = 0;
    int i = 0;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long differing = (long) LONG.get(buffer, i) ^ LINE_FEEDS;
      // The high bit of each byte that is zero, exactly (H. Warren, "Hacker's Delight", 6-1).
      long zeros =
          ~(((differing & 0x7F7F_7F7F_7F7F_7F7FL) + 0x7F7F_7F7F_7F7F_7F7FL)
              | differing
              | 0x7F7F_7F7F_7F7F_7F7FL);
      count += Long.bitCount(zeros);
    }
    for (; i < to; i++) {
      count += buffer[i] == '\n' ? 1 : 0;
    }
    return count;
  }

  private void closePiece() throws IOException {
    Piece finished = pieces.get(piece);
    long next = Math.max(first, base + batch.to);
    page.tile(
        new Tile(
            finished.path().toString(),
            text == null ? finished.length() : text.length(),
            start,
            first,
            next,
            lines,
            lines,
            finished.whole()));
    page.count(TaskPage.ROWS_IN, lines);
    requireNonNull(in).close();
    in = null;
    if (text != null) {
      Correction corrected = text.corrected();
      if (!corrected.equals(Correction.NONE)) {
        page.count(TaskPage.CORRECTED_WORDS, corrected.words());
        page.count(TaskPage.CORRECTED_CHUNKS, corrected.chunks());
      }
      text.close();
      text = null;
    }
    doneBytes += finished.end() - finished.start();
    countBytes();
  }

  private long bytesDone() throws IOException {
    if (in == null || text == null) {
      return doneBytes;
    }
    Piece now = pieces.get(piece);
    return doneBytes + Math.max(0, Math.min(text.position(), now.end()) - now.start());
  }

  private void countBytes() throws IOException {
    if (byteCounter != null) {
      long bytes = bytesDone();
      byteCounter.increment(bytes - countedBytes);
      countedBytes = bytes;
    }
  }

  @Override
  public NullWritable getCurrentKey() {
    return NullWritable.get();
  }

  @Override
  public TextBatch getCurrentValue() {
    return batch;
  }

  @Override
  public float getProgress() throws IOException {
    return length == 0 ? 1 : Math.min(1, (float) bytesDone() / length);
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
    if (text != null) {
      text.close();
    }
  }
}
