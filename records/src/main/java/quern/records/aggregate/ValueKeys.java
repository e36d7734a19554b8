package quern.records.aggregate;

import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;
import quern.records.keys.KeyEncoder;
import quern.records.sql.Projection;
import quern.records.sql.Value;

/**
 * Makes keys of what expressions are in a row: bytes whose unsigned order is that of the values,
 * none a prefix of another. Not for several threads.
 */
public final class ValueKeys {
  private final Value[] values;
  private final boolean descending;
  private final int ofNull;

  private ValueKeys(Projection list, boolean descending, int ofNull) {
    values = new Value[list.columns().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.value(i);
    }
    this.descending = descending;
    this.ofNull = ofNull;
  }

  /** Keys to group by: in ascending order, nulls first. */
  public static ValueKeys toGroup(Projection list) {
    return new ValueKeys(list, false, KeyEncoder.NULL_FIRST);
  }

  /** Keys to order by, nulls last. */
  public static ValueKeys toRank(Projection list, boolean descending) {
    return new ValueKeys(list, descending, KeyEncoder.NULL_LAST);
  }

  /** Appends the key of a row. */
  public void append(RowBatch batch, int row, ByteBuilder out) {
    for (Value value : values) {
      if (value.eval(batch, row)) {
        out.append(KeyEncoder.VALUE);
        int from = out.length();
        Cells.appendKey(value, out);
        if (descending) {
          KeyBytes.invert(out, from);
        }
      } else {
        out.append(ofNull);
      }
    }
  }
}
