package quern.records.sql;

import java.util.Arrays;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** The order of values, and the comparisons of two nodes of one type. */
final class Comparison extends Condition {
  private final Node left;
  private final Node right;
  private final Operator operator;

  /** Which outcomes of a comparison make it true. */
  enum Operator {
    EQUAL(false, true, false),
    NOT_EQUAL(true, false, true),
    LESS(true, false, false),
    LESS_OR_EQUAL(true, true, false),
    GREATER(false, false, true),
    GREATER_OR_EQUAL(false, true, true);

    final boolean ifLess;
    final boolean ifEqual;
    final boolean ifGreater;

    Operator(boolean ifLess, boolean ifEqual, boolean ifGreater) {
      this.ifLess = ifLess;
      this.ifEqual = ifEqual;
      this.ifGreater = ifGreater;
    }

    boolean holds(int order) {
      return order < 0 ? ifLess : order == 0 ? ifEqual : ifGreater;
    }

    /** The operator when the operands change places. */
    Operator mirrored() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
        default -> this;
      };
    }

    static Operator of(String symbol) {
      return switch (symbol) {
        case "=" -> EQUAL;
        case "<>" -> NOT_EQUAL;
        case "<" -> LESS;
        case "<=" -> LESS_OR_EQUAL;
        case ">" -> GREATER;
        case ">=" -> GREATER_OR_EQUAL;
        default -> throw new IllegalArgumentException("no comparison is written " + symbol);
      };
    }
  }

  Comparison(Node left, Operator operator, Node right) {
    super(left.constant && right.constant);
    this.left = left;
    this.operator = operator;
    this.right = right;
  }

  @Override
  int truth(RowBatch batch, int row) {
    if (!left.eval(batch, row) || !right.eval(batch, row)) {
      return UNKNOWN;
    }
    return of(operator.holds(order(left, right)));
  }

  /** The order of the values that two nodes of one type have been evaluated to. */
  static int order(Node a, Node b) {
    return switch (a.type) {
      case STRING ->
          order(
              a.text.bytes,
              a.text.offset,
              a.text.length,
              b.text.bytes,
              b.text.offset,
              b.text.length);
      case LONG, DATE, TIMESTAMP -> Long.compare(a.longValue, b.longValue);
      case DOUBLE -> order(a.doubleValue, b.doubleValue);
      case DECIMAL -> a.decimalValue.compareTo(b.decimalValue);
      case BOOLEAN -> Boolean.compare(a.booleanValue, b.booleanValue);
    };
  }

  /** Numbers by size, both zeros alike; not-a-number equals itself and is above all. */
  static int order(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  /** Unsigned bytes, which is code point order for UTF-8. */
  static int order(byte[] a, int aAt, int aLength, byte[] b, int bAt, int bLength) {
    return Arrays.compareUnsigned(a, aAt, aAt + aLength, b, bAt, bAt + bLength);
  }

  /** {@code a is not distinct from b}: equality for which null is a value like others. */
  static final class Same extends Condition {
    private final Node left;
    private final Node right;

    Same(Node left, Node right) {
      super(left.constant && right.constant);
      this.left = left;
      this.right = right;
    }

    @Override
    int truth(RowBatch batch, int row) {
      boolean leftThere = left.eval(batch, row);
      boolean rightThere = right.eval(batch, row);
      return of(leftThere == rightThere && (!leftThere || order(left, right) == 0));
    }
  }

  /** {@code a between low and high}; evaluates {@code a} once. */
  static final class Between extends Condition {
    private final Node operand;
    private final Node low;
    private final Node high;

    Between(Node operand, Node low, Node high) {
      super(operand.constant && low.constant && high.constant);
      this.operand = operand;
      this.low = low;
      this.high = high;
    }

    @Override
    int truth(RowBatch batch, int row) {
      if (!operand.eval(batch, row)) {
        return UNKNOWN;
      }
      int above = low.eval(batch, row) ? of(order(operand, low) >= 0) : UNKNOWN;
      if (above == FALSE) {
        return FALSE;
      }
      int below = high.eval(batch, row) ? of(order(operand, high) <= 0) : UNKNOWN;
      return Math.min(above, below);
    }
  }

  /** A column of longs, dates or timestamps within constants, both included; or outside them. */
  static final class InRange extends Condition {
    private final ColumnNode column;
    private final boolean isLong;
    private final long low;
    private final long high;
    private final boolean inside;

    InRange(ColumnNode column, long low, long high, boolean inside) {
      super(false);
      this.column = column;
      this.isLong = column.type == Type.LONG;
      this.low = low;
      this.high = high;
      this.inside = inside;
    }

    @Override
    int truth(RowBatch batch, int row) {
      batch.field(row, column.column, column.text);
      if (column.text.isNull) {
        return UNKNOWN;
      }
      boolean fits =
          isLong
              ? column.parser.parseLong(column.text)
              : column.parser.parse(column.text, column.type);
      if (!fits) {
        column.misfits.add(column.column, batch, row);
        return UNKNOWN;
      }
      long value = column.parser.longValue;
      return of((value >= low && value <= high) == inside);
    }
  }

  /** A column of doubles against a constant. */
  static final class WithDouble extends Condition {
    private final ColumnNode column;
    private final Operator operator;
    private final double bound;

    WithDouble(ColumnNode column, Operator operator, double bound) {
      super(false);
      this.column = column;
      this.operator = operator;
      this.bound = bound;
    }

    @Override
    int truth(RowBatch batch, int row) {
      batch.field(row, column.column, column.text);
      if (column.text.isNull) {
        return UNKNOWN;
      }
      if (!column.parser.parseDouble(column.text)) {
        column.misfits.add(column.column, batch, row);
        return UNKNOWN;
      }
      return of(operator.holds(order(column.parser.doubleValue, bound)));
    }
  }

  /** A column of strings against a constant. */
  static final class WithText extends Condition {
    private final ColumnNode column;
    private final Operator operator;
    private final byte[] bound;

    WithText(ColumnNode column, Operator operator, byte[] bound) {
      super(false);
      this.column = column;
      this.operator = operator;
      this.bound = bound;
    }

    @Override
    int truth(RowBatch batch, int row) {
      batch.field(row, column.column, column.text);
      if (column.text.isNull) {
        return UNKNOWN;
      }
      int length = column.text.length;
      if (length != bound.length && operator.ifLess == operator.ifGreater) {
        return of(operator.ifLess);
      }
      return of(
          operator.holds(
              order(column.text.bytes, column.text.offset, length, bound, 0, bound.length)));
    }
  }
}
