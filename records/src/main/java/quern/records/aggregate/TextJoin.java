package quern.records.aggregate;

import java.nio.charset.StandardCharsets;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;
import quern.records.sql.Value;

/** {@code string_agg(x, ', ')}: a group's texts in the order of the rows, nulls left out. */
final class TextJoin extends DetailAccumulator {
  /** The longest text that comes out, in bytes. */
  static final int MOST = 16 << 20;

  private final Value value;
  private final byte[] separator;
  private final FileName files = new FileName();

  TextJoin(Value value, String separator) {
    super(Type.STRING, 0, 1);
    this.value = value;
    this.separator = separator.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  boolean isDistinct() {
    return false;
  }

  @Override
  boolean key(RowBatch batch, int row, ByteBuilder out) {
    if (!value.eval(batch, row)) {
      return false;
    }
    byte[] file = files.of(batch);
    KeyBytes.appendString(file, 0, file.length, out);
    KeyBytes.appendLong(batch.offset(row), out);
    return true;
  }

  @Override
  void value(ByteBuilder out) {
    Field text = value.textValue();
    out.append(text.bytes, text.offset, text.length);
  }

  @Override
  void detail(State state, boolean isNew, ByteSource value) {
    int at = state.object + firstObject;
    ByteBuilder joined = (ByteBuilder) state.objects[at];
    if (joined == null) {
      joined = new ByteBuilder(64);
      state.objects[at] = joined;
    } else {
      joined.append(separator);
    }
    if ((long) joined.length() + value.left() > MOST) {
      throw new ArithmeticException("the text would be longer than %d MiB".formatted(MOST >> 20));
    }
    value.appendRest(joined);
  }

  @Override
  boolean result(State state, FieldFormatter formatter, ByteBuilder out) {
    ByteBuilder joined = (ByteBuilder) state.objects[state.object + firstObject];
    if (joined == null) {
      return false;
    }
    out.append(joined.array(), 0, joined.length());
    return true;
  }
}
