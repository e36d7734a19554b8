package quern.records.csv;

/**
 * Says which reduce partition a row goes to. An implementation has a constructor without arguments
 * and is {@link org.apache.hadoop.conf.Configurable} if it has settings; one instance serves one
 * task attempt and sees its rows in order.
 */
public interface RowPartitioner {
  /** The partition of a row: from 0, less than the job's number of reduce tasks. */
  int partition(RowBatch batch, int row);
}
