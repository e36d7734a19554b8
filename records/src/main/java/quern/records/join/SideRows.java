package quern.records.join;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.commit.TaskPage;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.FieldRow;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.keys.MisfitCounter;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;
import quern.records.sql.Projection;

/**
 * What becomes of one side's rows before they meet those of the other: which stay, and the form in
 * which they are carried. That form has the texts of the output columns that need this side only,
 * as they are written, and of the columns that are still to be looked at, by RFC 4180; each with
 * its length before it, unless it is one text alone. Not for several threads.
 */
public final class SideRows {
  private final List<Layout.Piece> pieces;
  private final boolean plain;
  private final int[] needed;
  private final int width;
  private final Expressions expressions;
  private final Projection list;
  private final List<Predicate> conditions = new ArrayList<>();
  private final CsvWriter writer;
  private final CsvWriter carried = new CsvWriter(Dialect.RFC_4180);
  private final FieldFormatter formatter;
  private final boolean copies;
  private final Field field = new Field();
  private final ByteBuilder text = new ByteBuilder(64);
  private final ByteBuilder segment = new ByteBuilder(256);

  /** For rows of {@code side}. */
  public SideRows(Join join, InputSide side) {
    boolean written = side == InputSide.LEFT || join.type().isPaired();
    Layout layout = new Layout(join);
    pieces = layout.pieces(side);
    plain = layout.isPlain(side);
    needed = layout.needed(side);
    width = join.schema(side).size();
    expressions = join.expressions(written ? join.scope(side) : join.scopeOf(side));
    list = expressions.select(written ? join.select() : "*");
    if (written && !join.where().isEmpty()) {
      List<Predicate> all = expressions.conjuncts(join.where());
      for (int i = 0; i < all.size(); i++) {
        if (layout.conditions().get(i) == side) {
          conditions.add(all.get(i));
        }
      }
    }
    writer = new CsvWriter(join.out());
    formatter = new FieldFormatter(join.out().formats());
    copies = CsvWriter.canCopy(join.dialect(side), join.out());
  }

  /** Whether a row can be part of the output, as far as this side tells. */
  public boolean keeps(RowBatch batch, int row) {
    for (int i = 0; i < conditions.size(); i++) {
      if (!conditions.get(i).test(batch, row)) {
        return false;
      }
    }
    return true;
  }

  /** Appends a row in the form in which it is carried. */
  public void append(RowBatch batch, int row, ByteBuilder out) throws IOException {
    if (plain) {
      if (!pieces.isEmpty()) {
        piece(pieces.get(0), batch, row, out);
      }
      return;
    }
    for (int i = 0; i < pieces.size(); i++) {
      segment.clear();
      piece(pieces.get(i), batch, row, segment);
      CarriedRow.append(segment, out);
    }
    for (int column : needed) {
      segment.clear();
      batch.field(row, column, field);
      carried.value(field, segment);
      CarriedRow.append(segment, out);
    }
  }

  private void piece(Layout.Piece piece, RowBatch batch, int row, ByteBuilder out)
      throws IOException {
    if (copies && batch.isVerbatim(row) && isAll(piece)) {
      int from = batch.start(row);
      out.append(batch.bytes(), from, batch.end(row) - from);
      return;
    }
    for (int i = piece.from(); i < piece.to(); i++) {
      writer.separate(i - piece.from(), out);
      int source = list.columns().get(i).source();
      if (source >= 0) {
        batch.field(row, source, field);
      } else {
        value(i, batch, row);
      }
      writer.value(field, out);
    }
  }

  private void value(int column, RowBatch batch, int row) {
    text.clear();
    if (list.append(column, batch, row, formatter, text)) {
      field.set(text.array(), 0, text.length());
    } else {
      field.setNull();
    }
  }

  /** Whether the piece is all of this side's columns as they stand. */
  private boolean isAll(Layout.Piece piece) {
    if (piece.to() - piece.from() != width) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      if (list.columns().get(piece.from() + i).source() != i) {
        return false;
      }
    }
    return true;
  }

  /** A row of this side that is not there, all nulls, in the form in which it is carried. */
  byte[] absent() throws IOException {
    int[] places = new int[expressions.width()];
    Arrays.fill(places, -1);
    ByteBuilder out = new ByteBuilder(64);
    append(new FieldRow(places, 0).batch(), 0, out);
    return out.toByteArray();
  }

  /** Counts values that do not fit, each row's once a column. */
  public MisfitCounter misfits() {
    return expressions.misfits();
  }

  /** Tells the page how many values were not of their column's type. */
  public void report(TaskPage page) {
    expressions.misfits().counts().forEach(page::misfits);
  }
}
