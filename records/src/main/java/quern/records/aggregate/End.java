package quern.records.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** The value in the first or the last row of a group, by file and offset; null when it is null. */
final class End extends Accumulator {
  private final Value value;
  private final boolean isLast;
  private final boolean passesNulls;
  private final FileName files = new FileName();

  /**
   * @param passesNulls whether rows without a value are passed over
   */
  End(Value value, boolean isLast, boolean passesNulls) {
    super(value.type(), 2, 2);
    this.value = value;
    this.isLast = isLast;
    this.passesNulls = passesNulls;
  }

  // Words: whether there is a row, its offset. Objects: its file, its value's cell.

  @Override
  void add(State state, RowBatch batch, int row) {
    long offset = batch.offset(row);
    byte[] file = files.of(batch);
    if (isBetter(state, file, offset)) {
      boolean present = value.eval(batch, row);
      if (present || !passesNulls) {
        set(state, file, offset, present ? Cells.of(value) : null);
      }
    }
  }

  private boolean isBetter(State state, byte[] file, long offset) {
    int at = state.word + firstWord;
    if (state.words[at] == 0) {
      return true;
    }
    byte[] there = (byte[]) state.objects[state.object + firstObject];
    int order = file == there ? 0 : Arrays.compareUnsigned(file, there);
    order = order == 0 ? Long.compare(offset, state.words[at + 1]) : order;
    return isLast ? order > 0 : order < 0;
  }

  private void set(State state, byte[] file, long offset, byte @Nullable [] cell) {
    int at = state.word + firstWord;
    int object = state.object + firstObject;
    byte[] before = (byte[]) state.objects[object + 1];
    state.words[at] = 1;
    state.words[at + 1] = offset;
    state.objects[object] = file;
    state.objects[object + 1] = cell;
    state.grown +=
        (cell == null ? 0 : 24 + cell.length) - (before == null ? 0 : 24 + before.length);
  }

  @Override
  void write(State state, ByteBuilder out) {
    int at = state.word + firstWord;
    int object = state.object + firstObject;
    byte[] file = (byte[]) state.objects[object];
    byte[] cell = (byte[]) state.objects[object + 1];
    if (file == null) {
      out.append(0);
      return;
    }
    out.append(cell == null ? 1 : 2);
    ByteSource.putBytes(file, out);
    ByteSource.putCount(state.words[at + 1], out);
    if (cell != null) {
      ByteSource.putBytes(cell, out);
    }
  }

  @Override
  void merge(State state, ByteSource in) {
    long kind = in.count();
    if (kind == 0) {
      return;
    }
    byte[] file = in.bytes();
    long offset = in.count();
    byte[] cell = kind == 2 ? in.bytes() : null;
    if (isBetter(state, file, offset)) {
      set(state, file, offset, cell);
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    byte[] cell = (byte[]) state.objects[state.object + firstObject + 1];
    if (cell == null) {
      return false;
    }
    Cells.append(cell, type, formatter, out);
    return true;
  }
}
