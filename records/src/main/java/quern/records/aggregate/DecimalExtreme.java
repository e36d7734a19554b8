package quern.records.aggregate;

import java.math.BigDecimal;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** The least or greatest of decimals; of equal ones, that with most digits behind the point. */
final class DecimalExtreme extends Accumulator {
  private final Value value;
  private final boolean isGreatest;

  DecimalExtreme(Value value, boolean isGreatest) {
    super(Type.DECIMAL, 0, 1);
    this.value = value;
    this.isGreatest = isGreatest;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      offer(state, value.decimalValue());
    }
  }

  private void offer(State state, BigDecimal x) {
    int at = state.object + firstObject;
    BigDecimal best = (BigDecimal) state.objects[at];
    if (best == null) {
      state.grown += 96;
    } else {
      int order = isGreatest ? x.compareTo(best) : best.compareTo(x);
      if (order < 0 || (order == 0 && x.scale() <= best.scale())) {
        return;
      }
    }
    state.objects[at] = x;
  }

  @Override
  void write(State state, ByteBuilder out) {
    DecimalSum.writeDecimal((BigDecimal) state.objects[state.object + firstObject], out);
  }

  @Override
  void merge(State state, ByteSource in) {
    BigDecimal other = DecimalSum.readDecimal(in);
    if (other != null) {
      offer(state, other);
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    BigDecimal best = (BigDecimal) state.objects[state.object + firstObject];
    if (best == null) {
      return false;
    }
    formatter.appendDecimal(best, out);
    return true;
  }
}
