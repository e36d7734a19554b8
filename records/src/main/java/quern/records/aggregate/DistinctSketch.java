package quern.records.aggregate;

import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.Union;
import org.apache.datasketches.memory.Memory;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Murmur3;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/**
 * {@code approx_distinct(x)}: about how many values there are that differ, by HyperLogLog with
 * 4,096 registers; one standard error is 1.6 %.
 */
final class DistinctSketch extends Accumulator {
  private static final int LG_REGISTERS = 12;
  private static final int SEED = 0x51e7;

  private final Value value;
  private final ByteBuilder bytes = new ByteBuilder(64);

  DistinctSketch(Value value) {
    super(Type.LONG, 1, 1);
    this.value = value;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (!value.eval(batch, row)) {
      return;
    }
    bytes.clear();
    Cells.appendKey(value, bytes);
    HllSketch sketch = get(state);
    if (sketch == null) {
      sketch = new HllSketch(LG_REGISTERS);
      state.objects[state.object + firstObject] = sketch;
      state.grown += 128;
    }
    long updates = ++state.words[state.word + firstWord];
    if (updates <= 1024 && Long.bitCount(updates) == 1) {
      state.grown += 2 * updates; // The sketch grows to 2 KiB with its first values.
    }
    sketch.update(Murmur3.hash64(bytes.array(), 0, bytes.length(), SEED));
  }

  private @Nullable HllSketch get(State state) {
    return (HllSketch) state.objects[state.object + firstObject];
  }

  @Override
  void write(State state, ByteBuilder out) {
    HllSketch sketch = get(state);
    ByteSource.putBytes(sketch == null ? new byte[0] : sketch.toCompactByteArray(), out);
  }

  @Override
  void merge(State state, ByteSource in) {
    byte[] written = in.bytes();
    if (written.length == 0) {
      return;
    }
    HllSketch other = HllSketch.heapify(Memory.wrap(written));
    HllSketch sketch = get(state);
    if (sketch != null) {
      Union union = new Union(LG_REGISTERS);
      union.update(sketch);
      union.update(other);
      other = union.getResult();
    }
    state.objects[state.object + firstObject] = other;
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    HllSketch sketch = get(state);
    formatter.appendLong(sketch == null ? 0 : Math.round(sketch.getEstimate()), out);
    return true;
  }
}
