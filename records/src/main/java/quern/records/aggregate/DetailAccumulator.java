package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * An aggregate that needs more of a group than a state of bounded size: it has the shuffle bring
 * the reducer its details in order, each a record of its own behind the group's states, and sees
 * them go by. {@link #add} does nothing.
 */
abstract class DetailAccumulator extends Accumulator {
  DetailAccumulator(Type type, int words, int objects) {
    super(type, words, objects);
  }

  /** Whether details of one group that are equal are wanted once only. */
  abstract boolean isDistinct();

  /**
   * Appends what the details of a group are ordered by; none of them may be a prefix of another.
   *
   * @return false when the row has no detail
   */
  abstract boolean key(RowBatch batch, int row, ByteBuilder out);

  /**
   * Appends the rest of what the detail is, of the row that {@link #key} has just been asked of.
   */
  abstract void value(ByteBuilder out);

  /**
   * Takes the group's next detail.
   *
   * @param isNew whether its key is another than that of the detail before
   */
  abstract void detail(State state, boolean isNew, ByteSource value);

  @Override
  void add(State state, RowBatch batch, int row) {}

  @Override
  void write(State state, ByteBuilder out) {}

  @Override
  void merge(State state, ByteSource in) {}
}
