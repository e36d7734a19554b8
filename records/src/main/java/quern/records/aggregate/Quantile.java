package quern.records.aggregate;

import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.sql.Value;

/** {@code approx_quantile(x, 0.5)}, of numbers; NaN is left out. */
final class Quantile extends Accumulator {
  private final Value value;
  private final double fraction;

  Quantile(Value value, double fraction) {
    super(Type.DOUBLE, 0, 1);
    this.value = value;
    this.fraction = fraction;
  }

  @Override
  boolean isOrdered() {
    return true;
  }

  @Override
  void add(State state, RowBatch batch, int row) {
    if (value.eval(batch, row)) {
      double x = Moments.asDouble(value);
      if (!Double.isNaN(x)) {
        QuantileSketch sketch = sketch(state);
        sketch.add(x);
        if (sketch.count() <= QuantileSketch.K && Long.bitCount(sketch.count()) == 1) {
          state.grown += 2L * Double.BYTES * sketch.count();
        }
      }
    }
  }

  private @Nullable QuantileSketch get(State state) {
    return (QuantileSketch) state.objects[state.object + firstObject];
  }

  private QuantileSketch sketch(State state) {
    QuantileSketch sketch = get(state);
    if (sketch == null) {
      sketch = new QuantileSketch();
      state.objects[state.object + firstObject] = sketch;
      state.grown += 256;
    }
    return sketch;
  }

  @Override
  void write(State state, ByteBuilder out) {
    QuantileSketch sketch = get(state);
    out.append(sketch == null ? 0 : 1);
    if (sketch != null) {
      sketch.write(out);
    }
  }

  @Override
  void merge(State state, ByteSource in) {
    if (in.count() != 0) {
      QuantileSketch other = QuantileSketch.read(in);
      QuantileSketch sketch = get(state);
      if (sketch == null) {
        state.objects[state.object + firstObject] = other;
      } else {
        sketch.merge(other);
      }
    }
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    QuantileSketch sketch = get(state);
    if (sketch == null) {
      return false;
    }
    formatter.appendDouble(sketch.quantile(fraction), out);
    return true;
  }
}
