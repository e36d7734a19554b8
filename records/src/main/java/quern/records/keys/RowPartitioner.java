package quern.records.keys;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import quern.records.csv.RowBatch;

/**
 * Says which reduce partition a row goes to. One instance serves one task attempt and sees its rows
 * in order; not for several threads.
 */
@FunctionalInterface
public interface RowPartitioner {
  /** The row's partition, from 0 to one less than there are. */
  int partition(RowBatch batch, int row);

  /**
   * Makes the partitioner of a task: the class that {@code quern.partition.rows} names, with a
   * constructor without arguments.
   */
  interface Factory {
    /**
     * Makes the partitioner of one task attempt.
     *
     * @param conf the task's configuration
     * @param partitions how many partitions there are, at least one
     * @throws IOException when what the configuration says cannot be read
     */
    RowPartitioner create(Configuration conf, int partitions, MisfitCounter misfits)
        throws IOException;
  }
}
