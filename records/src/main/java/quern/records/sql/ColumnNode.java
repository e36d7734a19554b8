package quern.records.sql;

import quern.records.FieldParser;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** A column's value: null when the field is, or when its text is not of the column's type. */
final class ColumnNode extends Node {
  final int column;
  final FieldParser parser;
  final Misfits misfits;

  ColumnNode(int column, Type type, FieldParser parser, Misfits misfits) {
    super(type, false);
    this.column = column;
    this.parser = parser;
    this.misfits = misfits;
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    batch.field(row, column, text);
    if (text.isNull) {
      return false;
    }
    if (type == Type.STRING) {
      return true;
    }
    if (!parser.parse(text, type)) {
      misfits.add(column, batch, row);
      return false;
    }
    switch (type) {
      case LONG, DATE, TIMESTAMP -> longValue = parser.longValue;
      case DOUBLE -> doubleValue = parser.doubleValue;
      case DECIMAL -> decimalValue = parser.decimalValue;
      default -> booleanValue = parser.booleanValue;
    }
    return true;
  }
}
