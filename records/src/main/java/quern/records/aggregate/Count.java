package quern.records.aggregate;

import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** {@code count(*)}: rows; {@code count(x)}: values that are not null. */
final class Count extends Accumulator {
  private final @Nullable Value value;

  Count(@Nullable Value value) {
    super(Type.LONG, 1, 0);
    this.value = value;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value == null || value.eval(batch, row)) {
      state.words[state.word + firstWord]++;
    }
  }

  @Override
  void write(State state, ByteBuilder out) {
    ByteSource.putCount(state.words[state.word + firstWord], out);
  }

  @Override
  void merge(State state, ByteSource in) {
    state.words[state.word + firstWord] += in.count();
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    formatter.appendLong(state.words[state.word + firstWord], out);
    return true;
  }
}
