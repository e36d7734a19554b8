package quern.records.keys;

import quern.records.csv.RowBatch;

/** Told of each value that does not fit its column's type. */
@FunctionalInterface
public interface MisfitCounter {
  /** Tells of one misfit in the column of that index in the schema. */
  void misfit(int column, RowBatch batch, int row);
}
