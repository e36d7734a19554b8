package quern.records.aggregate;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Type;
import quern.records.keys.KeyBytes;
import quern.records.sql.Value;

/** A value as bytes of its own: to be kept, and to be ordered by. */
final class Cells {
  private Cells() {}

  /** The value that has just been evaluated, which is not null, to be kept. */
  static byte[] of(Value value) {
    return switch (value.type()) {
      case STRING -> {
        Field text = value.textValue();
        yield Arrays.copyOfRange(text.bytes, text.offset, text.offset + text.length);
      }
      case DECIMAL -> value.decimalValue().toString().getBytes(StandardCharsets.US_ASCII);
      case DOUBLE -> ofLong(Double.doubleToRawLongBits(value.doubleValue()));
      case LONG, DATE, TIMESTAMP -> ofLong(value.longValue());
      case BOOLEAN -> new byte[] {(byte) (value.booleanValue() ? 1 : 0)};
    };
  }

  private static byte[] ofLong(long bits) {
    ByteBuilder out = new ByteBuilder(Long.BYTES);
    ByteSource.putLong(bits, out);
    return out.toByteArray();
  }

  /** Appends the text of a cell that {@link #of} has made. */
  static void append(byte[] cell, Type type, FieldFormatter formatter, ByteBuilder out) {
    if (type == Type.STRING) {
      out.append(cell);
    } else if (type == Type.DECIMAL) {
      formatter.appendDecimal(new BigDecimal(new String(cell, StandardCharsets.US_ASCII)), out);
    } else if (type == Type.BOOLEAN) {
      formatter.appendBoolean(cell[0] != 0, out);
    } else {
      ByteSource in = new ByteSource();
      in.set(cell, 0, cell.length);
      appendWord(in.fixed(), type, formatter, out);
    }
  }

  /** Appends the text of a value that a long holds. */
  static void appendWord(long word, Type type, FieldFormatter formatter, ByteBuilder out) {
    switch (type) {
      case DOUBLE -> formatter.appendDouble(Double.longBitsToDouble(word), out);
      case DATE -> formatter.appendDate(word, out);
      case TIMESTAMP -> formatter.appendTimestamp(word, out);
      case BOOLEAN -> formatter.appendBoolean(word != 0, out);
      default -> formatter.appendLong(word, out);
    }
  }

  /** Appends the value that has just been evaluated such that the order of bytes is its order. */
  static void appendKey(Value value, ByteBuilder out) {
    switch (value.type()) {
      case STRING -> {
        Field text = value.textValue();
        KeyBytes.appendString(text.bytes, text.offset, text.length, out);
      }
      case LONG, DATE, TIMESTAMP -> KeyBytes.appendLong(value.longValue(), out);
      case DOUBLE -> KeyBytes.appendDouble(value.doubleValue(), out);
      case DECIMAL -> KeyBytes.appendDecimal(value.decimalValue(), out);
      case BOOLEAN -> KeyBytes.appendBoolean(value.booleanValue(), out);
    }
  }
}
