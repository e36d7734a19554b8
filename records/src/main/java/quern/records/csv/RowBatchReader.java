package quern.records.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
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
 * Reads a {@link CsvSplit}, batch by batch; sorts out malformed rows as mode and rejects say; tells
 * the task page what it read, so that the splits can be proved to meet.
 */
final class RowBatchReader extends RecordReader<NullWritable, RowBatch> {
  private final Configuration conf;
  private final CsvInput input;
  private final boolean counts;
  private final boolean alone;
  private final RowReader reader;
  private final CompressionCodecFactory codecs;
  private final List<Piece> pieces;
  private final long length;

  private TaskPage page = TaskPage.detached();
  private @Nullable Counter rowCounter;
  private @Nullable Counter byteCounter;
  private long countedBytes;
  private RowBatch batch;
  private int piece = -1;
  private long doneBytes;
  private long pieceRows;

  /** The file that is read as a whole. */
  private @Nullable FSDataInputStream raw;

  /** The file that is read in splits. */
  private @Nullable SplitText text;

  /** The offset in the text at which the piece starts. */
  private long start;

  private boolean open;

  /**
   * Makes a reader.
   *
   * @param counts whether to count the rows of a batch in the job's counters, where the framework
   *     counts one record a batch
   * @param alone whether these are files from first to last, in no job's split, so that no seam is
   *     to be proved: the reader sees itself that each is read to its end
   */
  RowBatchReader(CsvSplit split, Configuration conf, boolean counts, boolean alone) {
    this.conf = conf;
    this.counts = counts;
    this.alone = alone;
    this.input = CsvInput.of(conf, split.side());
    this.reader = new RowReader(input.dialect(), input.maxRowBytes());
    this.codecs = new CompressionCodecFactory(conf);
    this.pieces = split.pieces();
    this.length = split.bytes();
    this.batch = reader.newBatch(input.width());
    this.batch.side = input.side();
    if (input.rejects()
        || input.dialect().mode() != Mode.PERMISSIVE
        || !Settings.REJECTS_MAX.get(conf).isEmpty()) {
      reader.countLines();
    }
  }

  @Override
  public void initialize(InputSplit split, TaskAttemptContext context) {
    // Only this context knows the task's committer.
    page = QuernCommitter.page(context);
    if (counts && context instanceof TaskInputOutputContext<?, ?, ?, ?> task) {
      rowCounter = task.getCounter(TaskCounter.MAP_INPUT_RECORDS);
    }
    if (context instanceof TaskInputOutputContext<?, ?, ?, ?> task) {
      byteCounter = task.getCounter(FileInputFormatCounter.BYTES_READ);
    }
  }

  @Override
  public boolean nextKeyValue() throws IOException {
    while (true) {
      if (!open && !openNext()) {
        batch.rows = 0;
        return false;
      }
      if (!reader.read(batch)) {
        closePiece();
        continue;
      }
      pieceRows += batch.rows;
      countBytes();
      if (batch.anyMalformed) {
        sortOut();
      }
      if (batch.rows > 0) {
        if (rowCounter != null) {
          rowCounter.increment(batch.rows - 1L);
        }
        return true;
      }
    }
  }

  private boolean openNext() throws IOException {
    while (++piece < pieces.size()) {
      Piece next = pieces.get(piece);
      pieceRows = 0;
      List<String> header = next.whole() ? openWhole(next) : openSplit(next);
      if (!open) {
        continue;
      }
      batch.order = null;
      // A file without a header has no row either: it is empty, whatever its length as stored.
      if (!input.dialect().header || !header.isEmpty()) {
        try {
          input
              .directories()
              .apply(
                  batch,
                  input.schema(),
                  input.reference(),
                  input.dialect().header ? header : null,
                  next.path().toString());
        } catch (QuernException e) {
          throw page.fail(e);
        }
      }
      return true;
    }
    return false;
  }

  private List<String> openWhole(Piece next) throws IOException {
    String name = next.path().toString();
    CompressionCodec codec = codecs.getCodec(next.path());
    Charset encoding = input.dialect().encoding();
    InputStream in;
    if (codec instanceof BlockCodec) {
      text = SplitText.open(conf, next.path(), next.length(), codec, input.dialect());
      in = Transcoder.toUtf8(text.at(0).read(0), encoding);
    } else {
      raw = next.path().getFileSystem(conf).open(next.path());
      in = Transcoder.toUtf8(raw, codec, encoding, name);
    }
    reader.openStart(in, name, Long.MAX_VALUE);
    start = 0;
    open = true;
    return headerRead();
  }

  /** Opens a stretch of a file; not when it has no block, and so no text, of its own. */
  private List<String> openSplit(Piece next) throws IOException {
    String name = next.path().toString();
    CompressionCodec codec = codecs.getCodec(next.path());
    SplitText opened = SplitText.open(conf, next.path(), next.length(), codec, input.dialect());
    text = opened;
    long end = opened.start(next.end());
    SplitText.Place place = opened.at(next.start());
    start = place.start();
    if (start > 0 && start >= end) {
      opened.close();
      return List.of();
    }
    open = true;
    if (start == 0) {
      reader.openStart(place.read(0), name, end);
      return headerRead();
    }
    long known = input.knownStart(name, start);
    List<String> header = next.header();
    if (known >= 0) {
      reader.openKnown(
          known < end ? place.read(known) : InputStream.nullInputStream(), name, known, end);
    } else {
      int width = header.isEmpty() ? input.width() : header.size();
      reader.openGuess(place.read(place.base()), name, place.base(), start, end, width);
    }
    return header;
  }

  private List<String> headerRead() {
    List<String> names = reader.header();
    return names == null ? List.of() : names;
  }

  private void closePiece() throws IOException {
    Piece done = pieces.get(piece);
    long length = text == null ? done.length() : text.length();
    if (!alone) {
      page.tile(
          new Tile(
              done.path().toString(),
              length,
              start,
              reader.first(),
              reader.next(),
              pieceRows,
              reader.lines(),
              done.whole()));
    } else if (!done.whole() && reader.next() != length) {
      throw new IOException(
          "%s: expected its rows to end at its end, byte %d, found byte %d; the file changed while it was read"
              .formatted(done.path(), length, reader.next()));
    } else {
      page.input(done.path().toString());
    }
    page.count(TaskPage.ROWS_IN, pieceRows);
    doneBytes += done.end() - done.start();
    open = false;
    raw = null;
    reader.close();
    if (text != null) {
      Correction corrected = text.corrected();
      if (!corrected.equals(Correction.NONE)) {
        page.count(TaskPage.CORRECTED_WORDS, corrected.words());
        page.count(TaskPage.CORRECTED_CHUNKS, corrected.chunks());
      }
      text.close();
      text = null;
    }
    countBytes();
  }

  /** Counts malformed rows, writes them to the rejects, and takes out those that are not kept. */
  private void sortOut() throws IOException {
    boolean keep = input.dialect().mode() == Mode.PERMISSIVE && !input.rejects();
    int kept = 0;
    for (int row = 0; row < batch.rows; row++) {
      Malformed malformed = batch.malformed(row);
      if (malformed != null) {
        int from = batch.start(row);
        int to = batch.end(row);
        long line = reader.line(batch, row);
        page.malformed(
            batch.source(), batch.offset(row), line, malformed.text(), batch.bytes(), from, to);
        if (input.dialect().mode() == Mode.FAILFAST && !page.isAttached()) {
          // Nobody would judge it at the commit; and nothing was guessed that could be wrong.
          throw new QuernException(
              Exit.REFUSED,
              "mode failfast allows no malformed row, found one at byte %d of %s: %s"
                  .formatted(batch.offset(row), batch.source(), malformed.text()));
        }
        if (input.rejects()) {
          page.rejects()
              .write(
                  batch.source(),
                  batch.offset(row),
                  line,
                  malformed.text(),
                  batch.bytes(),
                  from,
                  to);
        }
        if (!keep || malformed == Malformed.ROW_TOO_LONG) {
          continue;
        }
      }
      batch.move(row, kept++);
    }
    batch.rows = kept;
  }

  @Override
  public NullWritable getCurrentKey() {
    return NullWritable.get();
  }

  @Override
  public RowBatch getCurrentValue() {
    return batch;
  }

  /** How many bytes of the split have been read, as they are stored. */
  private long bytesDone() throws IOException {
    if (!open) {
      return doneBytes;
    }
    Piece now = pieces.get(piece);
    long position = text != null ? text.position() : raw != null ? raw.getPos() : now.start();
    return doneBytes + Math.max(0, Math.min(position, now.end()) - now.start());
  }

  private void countBytes() throws IOException {
    if (byteCounter != null) {
      long done = bytesDone();
      byteCounter.increment(done - countedBytes);
      countedBytes = done;
    }
  }

  @Override
  public float getProgress() throws IOException {
    return length == 0 ? 1 : Math.min(1, (float) bytesDone() / length);
  }

  @Override
  public void close() throws IOException {
    page.count(TaskPage.BLANK_LINES, reader.blankLines());
    reader.close();
  }
}
