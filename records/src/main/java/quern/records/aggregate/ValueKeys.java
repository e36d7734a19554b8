package quern.records.aggregate;

import java.util.List;
import java.util.stream.IntStream;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyBytes;
import quern.records.keys.KeyEncoder;
import quern.records.sql.Expressions;
import quern.records.sql.Projection;
import quern.records.sql.Value;

/**
 * Makes keys of what expressions are in a row: bytes whose unsigned order is that of the values,
 * none a prefix of another. Not for several threads.
 */
public final class ValueKeys {
  private final Value[] values;
  private final boolean[] descending;
  private final int ofNull;

  private ValueKeys(List<Expressions.Rank> order, int ofNull) {
    values = order.stream().map(Expressions.Rank::value).toArray(Value[]::new);
    descending = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      descending[i] = order.get(i).descending();
    }
    this.ofNull = ofNull;
  }

  /** Keys to group by: in ascending order, nulls first. */
  public static ValueKeys toGroup(Projection list) {
    return new ValueKeys(
        IntStream.range(0, list.columns().size())
            .mapToObj(i -> new Expressions.Rank(list.value(i), false))
            .toList(),
        KeyEncoder.NULL_FIRST);
  }

  /** Keys to order by, nulls last. */
  public static ValueKeys toRank(List<Expressions.Rank> order) {
    return new ValueKeys(order, KeyEncoder.NULL_LAST);
  }

  /** Appends the key of a row. */
  public void append(RowBatch batch, int row, ByteBuilder out) {
    for (int i = 0; i < values.length; i++) {
      Value value = values[i];
      if (value.eval(batch, row)) {
        out.append(KeyEncoder.VALUE);
        int from = out.length();
        Cells.appendKey(value, out);
        if (descending[i]) {
          KeyBytes.invert(out, from);
        }
      } else {
        out.append(ofNull);
      }
    }
  }
}
