package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Exit;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.QuernException;
import quern.records.Schema;
import quern.records.commit.RowBlock;
import quern.records.commit.TaskPage;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.DirectoryName;
import quern.records.csv.RowBatch;
import quern.records.keys.MisfitCounter;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;
import quern.records.sql.Projection;

/**
 * What {@code --where} and {@code --select} make of a row: whether it stays, and its bytes in the
 * output's dialect. Rows that are not changed are copied byte for byte where the dialects agree.
 */
final class RowWriter {
  private final CsvWriter writer;
  private final FieldFormatter formatter;
  private final Expressions expressions;
  private final @Nullable Predicate where;
  private final @Nullable Projection select;
  private final boolean copies;
  private final int[] written;
  private final int[] directories;
  private final byte[][] directoryNames;
  private final Field field = new Field();
  private final ByteBuilder text = new ByteBuilder(64);

  RowWriter(Configuration conf) {
    Dialect in = Dialect.read(conf, Dialect.IN);
    Dialect out = Dialect.read(conf, Dialect.OUT);
    Schema schema = Schema.parse(Settings.CSV_SCHEMA.get(conf));
    this.writer = new CsvWriter(out);
    this.formatter = new FieldFormatter(out.formats());
    this.expressions = new Expressions(schema, in);
    String condition = Settings.WHERE.get(conf);
    String list = Settings.SELECT.get(conf);
    this.where = condition.isEmpty() ? null : expressions.where(condition);
    this.select = list.isEmpty() ? null : expressions.select(list);
    this.copies = CsvWriter.canCopy(in, out);
    Schema output = select == null ? schema : select.schema();
    String inNames = Settings.OUTPUT_DIRECTORIES.get(conf);
    this.directories =
        inNames.isEmpty()
            ? new int[0]
            : Schema.parse(inNames).names().stream().mapToInt(output::indexOf).toArray();
    this.directoryNames = new byte[directories.length][];
    for (int i = 0; i < directories.length; i++) {
      directoryNames[i] = output.column(directories[i]).name().getBytes(UTF_8);
    }
    this.written =
        IntStream.range(0, output.size())
            .filter(c -> IntStream.of(directories).noneMatch(d -> d == c))
            .toArray();
  }

  boolean keeps(RowBatch batch, int row) {
    return where == null || where.test(batch, row);
  }

  /** Appends a row to {@code block}. */
  void append(RowBatch batch, int row, RowBlock block) throws IOException {
    int start = block.bytes().length();
    append(batch, row, block.bytes());
    block.endRow(start, writer.lineEndLength());
  }

  /** Appends a row, with its line end, to {@code out}. */
  void append(RowBatch batch, int row, ByteBuilder out) throws IOException {
    boolean whole = select == null && directories.length == 0;
    if (whole && copies && batch.isVerbatim(row)) {
      int from = batch.start(row);
      out.append(batch.bytes(), from, batch.end(row) - from);
      writer.endRow(out);
    } else if (whole) {
      writer.row(batch, row, written.length, out);
    } else {
      some(batch, row, out);
    }
  }

  /** Appends those columns that go into the row. */
  private void some(RowBatch batch, int row, ByteBuilder out) throws IOException {
    for (int i = 0; i < written.length; i++) {
      writer.separate(i, out);
      evaluate(written[i], batch, row);
      writer.value(field, out);
    }
    writer.endRow(out);
  }

  /** Where further expressions over the rows are compiled. */
  Expressions expressions() {
    return expressions;
  }

  /** Points {@link #field} at the value of an output column. */
  private void evaluate(int column, RowBatch batch, int row) {
    int source = select == null ? column : select.columns().get(column).source();
    if (select == null || source >= 0) {
      batch.field(row, source, field);
      return;
    }
    text.clear();
    if (select.append(column, batch, row, formatter, text)) {
      field.set(text.array(), 0, text.length());
    } else {
      field.setNull();
    }
  }

  /** Whether rows go to directories that some of their columns name. */
  boolean hasDirectories() {
    return directories.length > 0;
  }

  /** Appends the directory that a row goes to, with a slash behind each name. */
  void directory(RowBatch batch, int row, ByteBuilder out) throws QuernException {
    for (int i = 0; i < directories.length; i++) {
      evaluate(directories[i], batch, row);
      int from = out.length();
      DirectoryName.append(directoryNames[i], field, out);
      if (out.length() - from > DirectoryName.MOST_BYTES) {
        throw new QuernException(
            Exit.REFUSED,
            "--partition-dirs: the row at byte %d of %s would go to a directory whose name has %d bytes; expected %d at most: %s…"
                .formatted(
                    batch.offset(row),
                    batch.source(),
                    out.length() - from,
                    DirectoryName.MOST_BYTES,
                    new String(out.array(), from, 40, UTF_8)));
      }
      out.append('/');
    }
  }

  /** Counts values that do not fit, each row's once a column. */
  MisfitCounter misfits() {
    return expressions.misfits();
  }

  /** Tells the page how many values were not of their column's type. */
  void report(TaskPage page) {
    expressions.misfits().counts().forEach(page::misfits);
  }
}
