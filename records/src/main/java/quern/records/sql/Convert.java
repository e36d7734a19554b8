package quern.records.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Days;
import quern.records.FieldFormatter;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** A value made into one of another type; what the type cannot hold is null and counted. */
final class Convert extends Node {
  /** The site of a cast that is an attempt: what does not fit is null and no misfit. */
  static final int UNCOUNTED = -1;

  private final Node operand;
  private final Misfits misfits;
  private final int site;
  private final FieldParser parser = new FieldParser(Formats.ISO);
  private @Nullable FieldFormatter formatter;
  private @Nullable ByteBuilder written;

  Convert(Node operand, Type type, Misfits misfits, int site) {
    super(type, operand.constant);
    this.operand = operand;
    this.misfits = misfits;
    this.site = site;
  }

  /** Whether {@code cast} goes from one type to the other. */
  static boolean exists(Type from, Type to) {
    if (from == to || from == Type.STRING || to == Type.STRING) {
      return true;
    }
    return switch (from) {
      case LONG, DOUBLE, DECIMAL -> to.isNumeric();
      case BOOLEAN -> to == Type.LONG;
      case DATE -> to == Type.TIMESTAMP;
      case TIMESTAMP -> to == Type.DATE;
      case STRING -> true;
    };
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    if (!operand.eval(batch, row)) {
      return false;
    }
    boolean fits =
        switch (operand.type) {
          case STRING -> fromText();
          case LONG -> fromLong();
          case DOUBLE -> fromDouble();
          case DECIMAL -> fromDecimal();
          case BOOLEAN -> fromBoolean();
          case DATE -> fromDate();
          case TIMESTAMP -> fromTimestamp();
        };
    if (!fits && site != UNCOUNTED) {
      misfits.add(site, batch, row);
    }
    return fits;
  }

  private boolean fromText() {
    if (!parser.parse(operand.text, type)) {
      return false;
    }
    longValue = parser.longValue;
    doubleValue = parser.doubleValue;
    decimalValue = parser.decimalValue;
    booleanValue = parser.booleanValue;
    return true;
  }

  private boolean fromLong() {
    switch (type) {
      case DOUBLE -> doubleValue = operand.longValue;
      case DECIMAL -> decimalValue = BigDecimal.valueOf(operand.longValue);
      default -> write();
    }
    return true;
  }

  private boolean fromDouble() {
    double value = operand.doubleValue;
    switch (type) {
      case LONG -> {
        longValue = (long) value;
        // 2^63 is a double, and the first beyond; comparing this way, NaN does not fit either.
        return value >= -0x1p63 && value < 0x1p63;
      }
      case DECIMAL -> {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
          return false;
        }
        decimalValue = new BigDecimal(writeValue().toString());
      }
      default -> write();
    }
    return true;
  }

  private boolean fromDecimal() {
    BigDecimal value = operand.decimalValue;
    switch (type) {
      case LONG -> {
        BigDecimal whole = value.setScale(0, RoundingMode.DOWN);
        longValue = whole.longValue();
        return whole.precision() <= 19 && BigDecimal.valueOf(longValue).compareTo(whole) == 0;
      }
      case DOUBLE -> {
        doubleValue = value.doubleValue();
        return !Double.isInfinite(doubleValue);
      }
      default -> write();
    }
    return true;
  }

  private boolean fromBoolean() {
    if (type == Type.LONG) {
      longValue = operand.booleanValue ? 1 : 0;
    } else {
      write();
    }
    return true;
  }

  private boolean fromDate() {
    if (type == Type.TIMESTAMP) {
      longValue = operand.longValue * Days.MICROS_PER_DAY;
      return Math.multiplyHigh(operand.longValue, Days.MICROS_PER_DAY) == longValue >> 63;
    }
    write();
    return true;
  }

  private boolean fromTimestamp() {
    if (type == Type.DATE) {
      longValue = Math.floorDiv(operand.longValue, Days.MICROS_PER_DAY);
    } else {
      write();
    }
    return true;
  }

  private void write() {
    ByteBuilder out = writeValue();
    text.set(out.array(), 0, out.length());
  }

  private ByteBuilder writeValue() {
    if (formatter == null || written == null) {
      formatter = new FieldFormatter(Formats.ISO);
      written = new ByteBuilder(32);
    }
    written.clear();
    operand.append(formatter, written);
    return written;
  }
}
