package quern.records.sql;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import quern.records.Field;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** A value that several ask for of the same row: computed once. */
final class Shared implements Value {
  private final Node node;
  private @Nullable String source;
  private long offset = -1;
  private boolean present;

  Shared(Node node) {
    this.node = node;
  }

  @Override
  public Type type() {
    return node.type;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Another instance is taken for another file: no harm.
  public boolean eval(RowBatch batch, int row) {
    long at = batch.offset(row);
    if (at != offset || batch.source() != source) {
      present = node.eval(batch, row);
      offset = at;
      source = batch.source();
    }
    return present;
  }

  @Override
  public long longValue() {
    return node.longValue;
  }

  @Override
  public double doubleValue() {
    return node.doubleValue;
  }

  @Override
  public BigDecimal decimalValue() {
    return node.decimalValue;
  }

  @Override
  public boolean booleanValue() {
    return node.booleanValue;
  }

  @Override
  public Field textValue() {
    return node.text;
  }
}
