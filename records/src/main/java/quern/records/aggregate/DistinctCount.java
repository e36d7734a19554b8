package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** {@code count(distinct x)}, exactly: the shuffle sorts the values, and equal ones meet. */
final class DistinctCount extends DetailAccumulator {
  private final Value value;

  DistinctCount(Value value) {
    super(Type.LONG, 1, 0);
    this.value = value;
  }

  @Override
  boolean isDistinct() {
    return true;
  }

  @Override
  boolean key(RowBatch batch, int row, ByteBuilder out) {
    if (!value.eval(batch, row)) {
      return false;
    }
    Cells.appendKey(value, out);
    return true;
  }

  @Override
  void value(ByteBuilder out) {}

  @Override
  void detail(State state, boolean isNew, ByteSource value) {
    if (isNew) {
      state.words[state.word + firstWord]++;
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    formatter.appendLong(state.words[state.word + firstWord], out);
    return true;
  }
}
