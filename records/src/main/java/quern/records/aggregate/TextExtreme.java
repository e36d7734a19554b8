package quern.records.aggregate;

import java.util.Arrays;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** The least or greatest of strings, in the order of their bytes. */
final class TextExtreme extends Accumulator {
  private final Value value;
  private final boolean isGreatest;

  TextExtreme(Value value, boolean isGreatest) {
    super(Type.STRING, 0, 1);
    this.value = value;
    this.isGreatest = isGreatest;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      Field text = value.textValue();
      offer(state, text.bytes, text.offset, text.offset + text.length);
    }
  }

  private void offer(State state, byte[] bytes, int from, int to) {
    int at = state.object + firstObject;
    byte[] best = (byte[]) state.objects[at];
    if (best != null) {
      int order = Arrays.compareUnsigned(bytes, from, to, best, 0, best.length);
      if (isGreatest ? order <= 0 : order >= 0) {
        return;
      }
    }
    state.objects[at] = Arrays.copyOfRange(bytes, from, to);
    state.grown += best == null ? 24 + to - from : to - from - best.length;
  }

  @Override
  void write(State state, ByteBuilder out) {
    byte[] best = (byte[]) state.objects[state.object + firstObject];
    out.append(best == null ? 0 : 1);
    if (best != null) {
      ByteSource.putBytes(best, out);
    }
  }

  @Override
  void merge(State state, ByteSource in) {
    if (in.count() != 0) {
      byte[] other = in.bytes();
      offer(state, other, 0, other.length);
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    byte[] best = (byte[]) state.objects[state.object + firstObject];
    if (best == null) {
      return false;
    }
    out.append(best);
    return true;
  }
}
