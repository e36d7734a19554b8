package quern.records.join;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.commit.RowBlock;
import quern.records.commit.TaskPage;
import quern.records.csv.CsvWriter;
import quern.records.csv.FieldRow;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;
import quern.records.sql.Projection;

/**
 * Makes output rows of two rows as {@link SideRows} carries them. What each side has computed is
 * copied; only what needs both is computed here. Not for several threads.
 */
public final class JoinedRows {
  private final List<Layout.Piece> pieces;
  private final Projection list;
  private final Expressions expressions;
  private final List<Predicate> conditions = new ArrayList<>();
  private final CarriedRow[] rows = new CarriedRow[2];
  private final byte[][] absent = new byte[2][];
  private final int[] firstField = new int[2];
  private final int[] fields = new int[2];
  private final boolean computes;
  private final FieldRow both;
  private final CsvWriter writer;
  private final FieldFormatter formatter;
  private final Field field = new Field();
  private final ByteBuilder text = new ByteBuilder(64);

  /** For the rows of {@code join}. */
  public JoinedRows(Join join) throws IOException {
    Layout layout = new Layout(join);
    pieces = layout.pieces();
    expressions = join.expressions(join.scope(InputSide.LEFT));
    list = expressions.select(join.select());
    if (!join.where().isEmpty()) {
      List<Predicate> all = expressions.conjuncts(join.where());
      for (int i = 0; i < all.size(); i++) {
        if (layout.conditions().get(i) == null) {
          conditions.add(all.get(i));
        }
      }
    }
    computes = !conditions.isEmpty() || pieces.stream().anyMatch(piece -> piece.side() == null);
    int[] places = new int[expressions.width()];
    Arrays.fill(places, -1);
    int place = 0;
    for (InputSide side : InputSide.values()) {
      int at = side.index();
      int[] needed = layout.needed(side);
      for (int column : needed) {
        places[column + (side == InputSide.LEFT ? 0 : join.schema(InputSide.LEFT).size())] =
            place++;
      }
      firstField[at] = layout.pieces(side).size();
      fields[at] = needed.length;
      rows[at] = new CarriedRow(layout.isPlain(side), firstField[at] + fields[at]);
      absent[at] =
          side == InputSide.LEFT || join.type().isPaired()
              ? new SideRows(join, side).absent()
              : new byte[0];
    }
    both = new FieldRow(places, place);
    writer = new CsvWriter(join.out());
    formatter = new FieldFormatter(join.out().formats());
  }

  /** Sets the row of {@code side}. */
  public void set(InputSide side, byte[] bytes, int from, int length) {
    rows[side.index()].set(bytes, from, length);
  }

  /** Says that {@code side} has no row. */
  public void setAbsent(InputSide side) {
    byte[] row = absent[side.index()];
    rows[side.index()].set(row, 0, row.length);
  }

  /** Appends the row that the two make, unless the condition refuses it. */
  public void append(RowBlock block) throws IOException {
    RowBatch batch = computes ? fields() : null;
    if (batch != null) {
      for (int i = 0; i < conditions.size(); i++) {
        if (!conditions.get(i).test(batch, 0)) {
          return;
        }
      }
    }
    ByteBuilder out = block.bytes();
    int start = out.length();
    int left = 0;
    int right = 0;
    for (int i = 0; i < pieces.size(); i++) {
      writer.separate(i, out);
      Layout.Piece piece = pieces.get(i);
      if (piece.side() == InputSide.LEFT) {
        copy(rows[0], left++, out);
      } else if (piece.side() == InputSide.RIGHT) {
        copy(rows[1], right++, out);
      } else if (batch != null) {
        compute(piece, batch, out);
      }
    }
    writer.endRow(out);
    block.endRow(start, writer.lineEndLength());
  }

  private static void copy(CarriedRow row, int segment, ByteBuilder out) {
    out.append(row.bytes(), row.from(segment), row.length(segment));
  }

  private RowBatch fields() {
    both.clear();
    for (int side = 0; side < rows.length; side++) {
      CarriedRow row = rows[side];
      for (int i = 0; i < fields[side]; i++) {
        int segment = firstField[side] + i;
        both.add(row.bytes(), row.from(segment), row.length(segment));
      }
    }
    return both.batch();
  }

  private void compute(Layout.Piece piece, RowBatch batch, ByteBuilder out) throws IOException {
    for (int i = piece.from(); i < piece.to(); i++) {
      writer.separate(i - piece.from(), out);
      text.clear();
      if (list.append(i, batch, 0, formatter, text)) {
        field.set(text.array(), 0, text.length());
      } else {
        field.setNull();
      }
      writer.value(field, out);
    }
  }

  /** Tells the page how many values were not of their column's type. */
  public void report(TaskPage page) {
    expressions.misfits().counts().forEach(page::misfits);
  }
}
