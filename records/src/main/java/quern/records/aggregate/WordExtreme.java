package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** The least or greatest of values that a long holds. NaN is greater than all other doubles. */
final class WordExtreme extends Accumulator {
  private final Value value;
  private final boolean isGreatest;

  WordExtreme(Value value, boolean isGreatest) {
    super(value.type(), 2, 0);
    this.value = value;
    this.isGreatest = isGreatest;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      long word =
          switch (type) {
            case DOUBLE -> ordered(value.doubleValue());
            case BOOLEAN -> value.booleanValue() ? 1 : 0;
            default -> value.longValue();
          };
      offer(state, word);
    }
  }

  /** A long whose order is that of the double; its own inverse on longs. */
  private static long ordered(double x) {
    return flipped(Double.doubleToLongBits(x + 0.0));
  }

  private static long flipped(long bits) {
    return bits ^ (bits >> 63 & Long.MAX_VALUE);
  }

  private void offer(State state, long word) {
    int at = state.word + firstWord;
    if (state.words[at] == 0
        || (isGreatest ? word > state.words[at + 1] : word < state.words[at + 1])) {
      state.words[at] = 1;
      state.words[at + 1] = word;
    }
  }

  @Override
  void write(State state, ByteBuilder out) {
    int at = state.word + firstWord;
    ByteSource.putCount(state.words[at], out);
    if (state.words[at] != 0) {
      ByteSource.putLong(state.words[at + 1], out);
    }
  }

  @Override
  void merge(State state, ByteSource in) {
    if (in.count() != 0) {
      offer(state, in.fixed());
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    int at = state.word + firstWord;
    if (state.words[at] == 0) {
      return false;
    }
    long word = state.words[at + 1];
    Cells.appendWord(type == Type.DOUBLE ? flipped(word) : word, type, formatter, out);
    return true;
  }
}
