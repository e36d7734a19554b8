package quern.records.sql;

import java.util.List;
import java.util.stream.IntStream;
import quern.records.ByteBuilder;
import quern.records.Column;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Schema;
import quern.records.csv.RowBatch;

/** A compiled select list. Not for several threads. */
public final class Projection {
  private final List<OutputColumn> columns;
  private final Node[] nodes;
  private final List<int[]> columnsUsed;
  private final Field field = new Field();

  Projection(List<OutputColumn> columns, List<Node> nodes, List<int[]> columnsUsed) {
    this.columns = List.copyOf(columns);
    this.nodes = nodes.toArray(Node[]::new);
    this.columnsUsed = List.copyOf(columnsUsed);
  }

  /** The columns of the output, in order. */
  public List<OutputColumn> columns() {
    return columns;
  }

  /** The names and types of the output. */
  public Schema schema() {
    return new Schema(columns.stream().map(c -> new Column(c.name(), c.type())).toList());
  }

  /** The columns of the input that may be looked at, ascending. */
  public int[] columnsUsed() {
    return columnsUsed.stream().flatMapToInt(IntStream::of).sorted().distinct().toArray();
  }

  /** The columns of the input that may be looked at for an output column, ascending. */
  public int[] columnsUsed(int column) {
    return columnsUsed.get(column).clone();
  }

  /** An output column's typed value. */
  public Value value(int column) {
    return nodes[column];
  }

  /**
   * Appends an output column's text, without quotes; false, and nothing appended, when it is null.
   * A column of the input is copied as it stands: its text is not held against its type.
   */
  public boolean append(
      int column, RowBatch batch, int row, FieldFormatter formatter, ByteBuilder out) {
    int source = columns.get(column).source();
    if (source != OutputColumn.COMPUTED) {
      batch.field(row, source, field);
      if (field.isNull) {
        return false;
      }
      out.append(field.bytes, field.offset, field.length);
      return true;
    }
    return appendTyped(column, batch, row, formatter, out);
  }

  /** As {@link #append}, but a column of the input is read by its type and written anew, too. */
  public boolean appendTyped(
      int column, RowBatch batch, int row, FieldFormatter formatter, ByteBuilder out) {
    if (!nodes[column].eval(batch, row)) {
      return false;
    }
    nodes[column].append(formatter, out);
    return true;
  }
}
