package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Schema;
import quern.records.commit.RowBlock;
import quern.records.commit.TaskPage;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
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
  private final int width;
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
    this.width = schema.size();
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
    if (select != null) {
      select(select, batch, row, out);
    } else if (copies && batch.isVerbatim(row)) {
      int from = batch.start(row);
      out.append(batch.bytes(), from, batch.end(row) - from);
      writer.endRow(out);
    } else {
      writer.row(batch, row, width, out);
    }
  }

  private void select(Projection list, RowBatch batch, int row, ByteBuilder out)
      throws IOException {
    int columns = list.columns().size();
    for (int i = 0; i < columns; i++) {
      writer.separate(i, out);
      int source = list.columns().get(i).source();
      if (source >= 0) {
        batch.field(row, source, field);
      } else {
        text.clear();
        if (list.append(i, batch, row, formatter, text)) {
          field.set(text.array(), 0, text.length());
        } else {
          field.setNull();
        }
      }
      writer.value(field, out);
    }
    writer.endRow(out);
  }

  /** Where further expressions over the rows are compiled. */
  Expressions expressions() {
    return expressions;
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
