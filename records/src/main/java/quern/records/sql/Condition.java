package quern.records.sql;

import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * A boolean node that answers in three values, as numbers such that {@code and} is the least,
 * {@code or} the greatest and {@code not} the negative of its operands (Kleene's strong logic).
 */
abstract class Condition extends Node {
  static final int FALSE = -1;
  static final int UNKNOWN = 0;
  static final int TRUE = 1;

  Condition(boolean constant) {
    super(Type.BOOLEAN, constant);
  }

  /** {@link #TRUE}, {@link #FALSE} or {@link #UNKNOWN}. */
  abstract int truth(RowBatch batch, int row);

  /** Whether it is true; may stop at the first operand that rules it out. */
  boolean test(RowBatch batch, int row) {
    return truth(batch, row) == TRUE;
  }

  @Override
  public final boolean eval(RowBatch batch, int row) {
    int truth = truth(batch, row);
    booleanValue = truth == TRUE;
    return truth != UNKNOWN;
  }

  static int of(boolean value) {
    return value ? TRUE : FALSE;
  }
}
