package quern.records.sql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import quern.records.Field;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Type;

/** Reads what stands for a value in an expression: always as ISO 8601, whatever the files have. */
final class Literals {
  private Literals() {}

  /** The value of type {@code type} that the text stands for, or null when it is none. */
  static @Nullable Constant parse(String text, Type type) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Field field = new Field();
    field.set(bytes, 0, bytes.length);
    FieldParser parser = new FieldParser(Formats.ISO);
    if (!parser.parse(field, type)) {
      return null;
    }
    return switch (type) {
      case STRING -> Constant.ofText(text);
      case LONG, DATE, TIMESTAMP -> Constant.ofLong(type, parser.longValue);
      case DOUBLE -> Constant.ofDouble(parser.doubleValue);
      case DECIMAL -> Constant.ofDecimal(parser.decimalValue);
      case BOOLEAN -> Constant.ofBoolean(parser.booleanValue);
    };
  }

  /** The value of a number as written, with or without a sign; null when no type holds it. */
  static @Nullable Constant number(String digits) {
    if (digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
      return parse(digits, Type.DOUBLE);
    }
    Constant whole = digits.indexOf('.') < 0 ? parse(digits, Type.LONG) : null;
    return whole == null ? parse(digits, Type.DECIMAL) : whole;
  }
}
