package quern.records.sql;

import quern.records.csv.RowBatch;

/** A compiled condition on rows. Not for several threads. */
public interface Predicate {
  /** Whether the condition is true for the row: not when it is false, nor when it is unknown. */
  boolean test(RowBatch batch, int row);

  /** The columns that may be looked at, ascending. */
  int[] columnsUsed();
}
