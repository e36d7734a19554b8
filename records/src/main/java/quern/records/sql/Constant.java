package quern.records.sql;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** A value that is the same for every row, or SQL null. */
final class Constant extends Node {
  final boolean isNull;

  /** Whether it is the word null, which has whatever type its place wants. */
  final boolean untyped;

  private Constant(Type type, boolean isNull, boolean untyped) {
    super(type, true);
    this.isNull = isNull;
    this.untyped = untyped;
  }

  static Constant untypedNull() {
    return new Constant(Type.STRING, true, true);
  }

  static Constant nullOf(Type type) {
    return new Constant(type, true, false);
  }

  static Constant ofLong(Type type, long value) {
    Constant constant = new Constant(type, false, false);
    constant.longValue = value;
    return constant;
  }

  static Constant ofDouble(double value) {
    Constant constant = new Constant(Type.DOUBLE, false, false);
    constant.doubleValue = value;
    return constant;
  }

  static Constant ofDecimal(BigDecimal value) {
    Constant constant = new Constant(Type.DECIMAL, false, false);
    constant.decimalValue = value;
    return constant;
  }

  static Constant ofBoolean(boolean value) {
    Constant constant = new Constant(Type.BOOLEAN, false, false);
    constant.booleanValue = value;
    return constant;
  }

  static Constant ofText(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Constant constant = new Constant(Type.STRING, false, false);
    constant.text.set(bytes, 0, bytes.length);
    return constant;
  }

  /** The value that {@code node} has just been evaluated to. */
  static Constant of(Node node, boolean present) {
    Constant constant = new Constant(node.type, !present, false);
    if (present) {
      constant.copy(node);
    }
    return constant;
  }

  /** Its text's bytes, of their own. */
  byte[] bytes() {
    return java.util.Arrays.copyOfRange(text.bytes, text.offset, text.offset + text.length);
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    return !isNull;
  }
}
