package quern.records.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import quern.records.csv.RowBatch;

/** {@code a in (…)}: true when an item is equal, else unknown when an operand is null. */
final class InList {
  private InList() {}

  /** Items that have to be computed, or of a type without a sorted form. */
  static final class Computed extends Condition {
    private final Node operand;
    private final Node[] items;

    Computed(Node operand, List<Node> items) {
      super(operand.constant && items.stream().allMatch(item -> item.constant));
      this.operand = operand;
      this.items = items.toArray(Node[]::new);
    }

    @Override
    int truth(RowBatch batch, int row) {
      if (!operand.eval(batch, row)) {
        return UNKNOWN;
      }
      int found = FALSE;
      for (Node item : items) {
        if (!item.eval(batch, row)) {
          found = UNKNOWN;
        } else if (Comparison.order(operand, item) == 0) {
          return TRUE;
        }
      }
      return found;
    }
  }

  /** Constants of a type held as a long, found by halving. */
  static final class Longs extends Condition {
    private final Node operand;
    private final long[] items;
    private final int otherwise;

    Longs(Node operand, long[] items, boolean hasNull) {
      super(operand.constant);
      this.operand = operand;
      this.items = items.clone();
      this.otherwise = hasNull ? UNKNOWN : FALSE;
      Arrays.sort(this.items);
    }

    @Override
    int truth(RowBatch batch, int row) {
      if (!operand.eval(batch, row)) {
        return UNKNOWN;
      }
      return Arrays.binarySearch(items, operand.longValue) >= 0 ? TRUE : otherwise;
    }
  }

  /** Constant strings, found by halving. */
  static final class Texts extends Condition {
    private final Node operand;
    private final byte[][] items;
    private final int otherwise;

    Texts(Node operand, List<byte[]> items, boolean hasNull) {
      super(operand.constant);
      this.operand = operand;
      this.items = items.stream().map(Objects::requireNonNull).toArray(byte[][]::new);
      this.otherwise = hasNull ? UNKNOWN : FALSE;
      Arrays.sort(this.items, Arrays::compareUnsigned);
    }

    @Override
    int truth(RowBatch batch, int row) {
      if (!operand.eval(batch, row)) {
        return UNKNOWN;
      }
      int low = 0;
      int high = items.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        byte[] item = items[middle];
        int order =
            Comparison.order(
                operand.text.bytes, operand.text.offset, operand.text.length, item, 0, item.length);
        if (order == 0) {
          return TRUE;
        } else if (order < 0) {
          high = middle - 1;
        } else {
          low = middle + 1;
        }
      }
      return otherwise;
    }
  }
}
