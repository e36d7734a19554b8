package quern.records.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import quern.records.Type;
import quern.records.sql.Comparison.Operator;

/** The rules that say in which type two types meet, and the comparisons made to measure. */
final class Types {
  private static final BigDecimal LEAST_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private Types() {}

  /** The type that values of both can be made without a cast, or null when there is none. */
  static @Nullable Type common(Type a, Type b) {
    if (a == b) {
      return a;
    }
    if (a.isNumeric() && b.isNumeric()) {
      return numeric(a, b);
    }
    return isMoment(a) && isMoment(b) ? Type.TIMESTAMP : null;
  }

  /** The type that two numbers meet in. */
  static Type numeric(Type a, Type b) {
    if (a == b) {
      return a;
    }
    return a == Type.DOUBLE || b == Type.DOUBLE ? Type.DOUBLE : Type.DECIMAL;
  }

  private static boolean isMoment(Type type) {
    return type == Type.DATE || type == Type.TIMESTAMP;
  }

  static boolean isHeldAsLong(Type type) {
    return type == Type.LONG || isMoment(type);
  }

  /**
   * A comparison of a column with a constant that takes no detour, or null when there is none for
   * the types.
   *
   * @param written the constant of its own type
   * @param constant the constant of the type it meets the column in
   */
  static @Nullable Condition withConstant(
      ColumnNode column, Operator operator, Constant written, Constant constant) {
    if (constant.isNull) {
      return null;
    }
    if (isHeldAsLong(column.type) && constant.type == column.type) {
      return range(column, operator, constant.longValue);
    } else if (column.type == Type.LONG && written.type == Type.DECIMAL) {
      return range(column, operator, written.decimalValue);
    } else if (column.type == Type.DOUBLE) {
      return new Comparison.WithDouble(column, operator, constant.doubleValue);
    } else if (column.type == Type.STRING) {
      return new Comparison.WithText(column, operator, constant.bytes());
    }
    return null;
  }

  private static Condition range(ColumnNode column, Operator operator, long value) {
    long least = Long.MIN_VALUE;
    long most = Long.MAX_VALUE;
    return switch (operator) {
      case EQUAL -> new Comparison.InRange(column, value, value, true);
      case NOT_EQUAL -> new Comparison.InRange(column, value, value, false);
      case LESS -> new Comparison.InRange(column, value, most, false);
      case LESS_OR_EQUAL -> new Comparison.InRange(column, least, value, true);
      case GREATER -> new Comparison.InRange(column, least, value, false);
      case GREATER_OR_EQUAL -> new Comparison.InRange(column, value, most, true);
    };
  }

  /** Longs against a decimal, exactly: between two longs it parts those below from those above. */
  private static Condition range(ColumnNode column, Operator operator, BigDecimal value) {
    BigDecimal floor = value.setScale(0, RoundingMode.FLOOR);
    boolean below = floor.compareTo(LEAST_LONG) < 0;
    boolean above = floor.compareTo(MOST_LONG) > 0;
    if (!below && !above && floor.compareTo(value) == 0) {
      return range(column, operator, floor.longValueExact());
    }
    if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
      // No long is equal: none lies in the range from 1 to 0.
      return new Comparison.InRange(column, 1, 0, operator == Operator.EQUAL);
    }
    boolean wantsLess = operator.ifLess;
    if (below) {
      return new Comparison.InRange(column, 1, 0, wantsLess);
    }
    long last = above ? Long.MAX_VALUE : floor.longValueExact();
    return new Comparison.InRange(column, Long.MIN_VALUE, last, wantsLess);
  }
}
