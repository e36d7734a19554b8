package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.MapContext;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;

/**
 * Where in a job's input a row is: a number that grows from row to row and from task to task, and
 * has about the share of all 64 bits that lies before the row. So what orders rows of equal keys
 * can also cut them into even parts. The same on each retry; not for several threads.
 */
final class RowPosition {
  private final long base;
  private final long range;
  private final long bytes;
  private long step;
  private long expected = -1;
  private long next;
  private long ordinal;

  RowPosition(MapContext<?, ?, ?, ?> context) throws IOException, InterruptedException {
    this(
        context.getTaskAttemptID().getTaskID().getId(),
        context.getConfiguration().getInt(MRJobConfig.NUM_MAPS, 1),
        context.getInputSplit().getLength());
  }

  /**
   * @param task the task's number, from 0: tasks are in the order of the input
   * @param bytes how many the task will read, about
   */
  RowPosition(int task, int tasks, long bytes) {
    this.range = Long.divideUnsigned(-1, Math.max(tasks, task + 1));
    this.base = task * range;
    this.bytes = bytes;
    this.next = base;
  }

  /** Begins a batch; each of its rows is then to be asked for, in order. */
  void enter(RowBatch batch) {
    if (expected < 0) {
      int last = batch.rows() - 1;
      long perRow = Math.max(1, (batch.end(last) + 1 - batch.start(0)) / batch.rows());
      expected = Math.max(1, bytes / perRow);
      // A sixteenth is left for rows beyond those expected.
      step = Math.max(1, Long.divideUnsigned(range - (range >>> 4), expected));
    }
  }

  /** Appends the next row's position, the weightiest byte first. */
  void append(ByteBuilder out) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.append((int) (next >>> shift));
    }
  }

  /** Goes to the next row. */
  void advance() {
    next += ordinal++ < expected ? step : 1;
  }
}
