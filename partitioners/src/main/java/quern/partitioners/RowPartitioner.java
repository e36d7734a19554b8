package quern.partitioners;

import quern.records.csv.RowBatch;

/** Chooses the partition of a CSV row. Not for several threads. */
@FunctionalInterface
public interface RowPartitioner {
  /** The row's partition, from 0 to one less than there are. */
  int partition(RowBatch batch, int row);
}
