package quern.records.sql;

import java.math.BigDecimal;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * A node of a compiled expression. Its value is left in the field of its type, so that evaluating
 * allocates nothing. A node has one parent, hence its fields one reader.
 */
abstract class Node implements Value {
  final Type type;

  /** Whether no column is looked at, so that it can be evaluated once for all. */
  final boolean constant;

  long longValue;
  double doubleValue;
  BigDecimal decimalValue = BigDecimal.ZERO;
  boolean booleanValue;
  final Field text = new Field();

  Node(Type type, boolean constant) {
    this.type = type;
    this.constant = constant;
  }

  @Override
  public abstract boolean eval(RowBatch batch, int row);

  /** Takes over the value of another node of the same type. */
  final void copy(Node from) {
    switch (type) {
      case STRING -> text.set(from.text.bytes, from.text.offset, from.text.length);
      case LONG, DATE, TIMESTAMP -> longValue = from.longValue;
      case DOUBLE -> doubleValue = from.doubleValue;
      case DECIMAL -> decimalValue = from.decimalValue;
      case BOOLEAN -> booleanValue = from.booleanValue;
    }
  }

  /** Appends the value's text. */
  final void append(FieldFormatter formatter, ByteBuilder out) {
    switch (type) {
      case STRING -> out.append(text.bytes, text.offset, text.length);
      case LONG -> formatter.appendLong(longValue, out);
      case DOUBLE -> formatter.appendDouble(doubleValue, out);
      case DECIMAL -> formatter.appendDecimal(decimalValue, out);
      case BOOLEAN -> formatter.appendBoolean(booleanValue, out);
      case DATE -> formatter.appendDate(longValue, out);
      case TIMESTAMP -> formatter.appendTimestamp(longValue, out);
    }
  }

  @Override
  public final Type type() {
    return type;
  }

  @Override
  public final long longValue() {
    return longValue;
  }

  @Override
  public final double doubleValue() {
    return doubleValue;
  }

  @Override
  public final BigDecimal decimalValue() {
    return decimalValue;
  }

  @Override
  public final boolean booleanValue() {
    return booleanValue;
  }

  @Override
  public final Field textValue() {
    return text;
  }
}
