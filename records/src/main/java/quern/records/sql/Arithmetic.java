package quern.records.sql;

import java.math.BigDecimal;
import java.math.MathContext;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * Arithmetic on two nodes of one numeric type. A long that overflows and a decimal that grows
 * beyond reason are null and counted; division by zero is null.
 */
final class Arithmetic extends Node {
  /** Decimal division gives this many digits when it does not come out even (IEEE 754-2008). */
  private static final MathContext DIVISION = MathContext.DECIMAL128;

  private static final int MAX_DECIMAL_BITS = 1 << 14;

  private final char operator;
  private final Node left;
  private final Node right;
  private final Misfits misfits;
  private final int site;

  /**
   * @param operator one of {@code + - * / %}; longs are not divided, they are made doubles first
   */
  Arithmetic(char operator, Node left, Node right, Misfits misfits, int site) {
    super(left.type, left.constant && right.constant);
    this.operator = operator;
    this.left = left;
    this.right = right;
    this.misfits = misfits;
    this.site = site;
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    if (!left.eval(batch, row) || !right.eval(batch, row)) {
      return false;
    }
    return switch (type) {
      case LONG -> longs(left.longValue, right.longValue, batch, row);
      case DOUBLE -> doubles(left.doubleValue, right.doubleValue);
      default -> decimals(left.decimalValue, right.decimalValue, batch, row);
    };
  }

  private boolean longs(long a, long b, RowBatch batch, int row) {
    boolean fits;
    switch (operator) {
      case '+' -> {
        longValue = a + b;
        fits = ((a ^ longValue) & (b ^ longValue)) >= 0;
      }
      case '-' -> {
        longValue = a - b;
        fits = ((a ^ b) & (a ^ longValue)) >= 0;
      }
      case '*' -> {
        longValue = a * b;
        fits = Math.multiplyHigh(a, b) == longValue >> 63;
      }
      default -> {
        if (b == 0) {
          return false;
        }
        longValue = a % b;
        fits = true;
      }
    }
    if (!fits) {
      misfits.add(site, batch, row);
    }
    return fits;
  }

  private boolean doubles(double a, double b) {
    if (b == 0 && (operator == '/' || operator == '%')) {
      return false;
    }
    doubleValue =
        switch (operator) {
          case '+' -> a + b;
          case '-' -> a - b;
          case '*' -> a * b;
          case '/' -> a / b;
          default -> a % b;
        };
    return true;
  }

  private boolean decimals(BigDecimal a, BigDecimal b, RowBatch batch, int row) {
    if (b.signum() == 0 && (operator == '/' || operator == '%')) {
      return false;
    }
    decimalValue =
        switch (operator) {
          case '+' -> a.add(b);
          case '-' -> a.subtract(b);
          case '*' -> a.multiply(b);
          case '/' -> a.divide(b, DIVISION);
          default -> a.remainder(b);
        };
    if (decimalValue.unscaledValue().bitLength() > MAX_DECIMAL_BITS) {
      misfits.add(site, batch, row);
      return false;
    }
    return true;
  }

  /** {@code -a}. */
  static final class Negative extends Node {
    private final Node operand;
    private final Misfits misfits;
    private final int site;

    Negative(Node operand, Misfits misfits, int site) {
      super(operand.type, operand.constant);
      this.operand = operand;
      this.misfits = misfits;
      this.site = site;
    }

    @Override
    public boolean eval(RowBatch batch, int row) {
      if (!operand.eval(batch, row)) {
        return false;
      }
      if (type == Type.LONG) {
        longValue = -operand.longValue;
        if (longValue == Long.MIN_VALUE) {
          misfits.add(site, batch, row);
          return false;
        }
      } else if (type == Type.DOUBLE) {
        doubleValue = -operand.doubleValue;
      } else {
        decimalValue = operand.decimalValue.negate();
      }
      return true;
    }
  }
}
