package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * One aggregate: what it keeps of a group's rows, how two such states become one, and its result.
 * Merging is associative and commutative (where {@link #isOrdered}, but for the last digits), so
 * that it does not matter how rows are parted into tasks; all it knows of a group is in the group's
 * {@link State}. Not for several threads.
 */
abstract class Accumulator {
  /** The type of the result. */
  final Type type;

  /** How many longs of the state are its own. */
  final int words;

  /** How many objects of the state are its own. */
  final int objects;

  /** Where in a group's longs its own begin; set once, by {@link Aggregation}. */
  int firstWord;

  /** Where in a group's objects its own begin. */
  int firstObject;

  Accumulator(Type type, int words, int objects) {
    this.type = type;
    this.words = words;
    this.objects = objects;
  }

  /**
   * Whether the order in which states are merged may show in the last digits, so that it has to be
   * the same on every retry.
   */
  boolean isOrdered() {
    return false;
  }

  /** Adds a row to the group. */
  abstract void add(State state, RowBatch batch, int row);

  /** Appends the state, as {@link #merge} reads it. */
  abstract void write(State state, ByteBuilder out);

  /** Adds what another task has written of the same group. */
  abstract void merge(State state, ByteSource in);

  /**
   * Appends the result's text.
   *
   * @return false, with nothing appended, when it is SQL null
   * @throws ArithmeticException when its type cannot hold the result
   */
  abstract boolean result(State state, FieldFormatter formatter, ByteBuilder out);
}
