package quern.records.keys;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.Schema;

/**
 * Turns a key of {@link KeyEncoder} back into text. A decimal comes back without the zeros at its
 * end, which a key does not have. Not for several threads.
 */
public final class KeyDecoder {
  private final Schema schema;
  private final List<SortColumn> columns;
  private final FieldFormatter formatter;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private int column;
  private int mask;

  /**
   * @param columns the key's columns, as the encoder was given them
   */
  public KeyDecoder(Schema schema, List<SortColumn> columns, Formats formats) {
    this.schema = schema;
    this.columns = List.copyOf(columns);
    this.formatter = new FieldFormatter(formats);
  }

  /**
   * The values of {@code key}, one for each column; null for SQL null.
   *
   * @throws IllegalArgumentException when it is no key of these columns
   */
  public List<@Nullable String> decode(byte[] key) {
    start(key, 0, key.length);
    List<@Nullable String> values = new ArrayList<>();
    ByteBuilder out = new ByteBuilder(32);
    for (int i = 0; i < columns.size(); i++) {
      out.clear();
      values.add(next(formatter, out) ? out.toString() : null);
    }
    if (at != end) {
      throw new IllegalArgumentException((end - at) + " bytes behind the key's columns");
    }
    return values;
  }

  /** Starts on the key {@code bytes[from, from + length)}, which stays where it is. */
  public void start(byte[] key, int from, int length) {
    bytes = key;
    at = from;
    end = from + length;
    column = 0;
  }

  /**
   * Appends the text of the key's next column.
   *
   * @return false, with nothing appended, when it is SQL null
   * @throws IllegalArgumentException when there is no such column in the key
   */
  public boolean next(FieldFormatter format, ByteBuilder out) {
    try {
      return value(columns.get(column++), format, out);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the key ends within its columns", e);
    }
  }

  private boolean value(SortColumn sorted, FieldFormatter format, ByteBuilder out) {
    mask = 0;
    int marker = next();
    if (marker != KeyEncoder.VALUE) {
      if (marker != (sorted.nullsFirst() ? KeyEncoder.NULL_FIRST : KeyEncoder.NULL_LAST)) {
        throw new IllegalArgumentException("a key's column begins with " + marker);
      }
      return false;
    }
    mask = sorted.descending() ? 0xFF : 0;
    switch (schema.column(sorted.column()).type()) {
      case STRING -> string(out);
      case LONG -> format.appendLong(bigEndian() ^ Long.MIN_VALUE, out);
      case DATE -> format.appendDate(bigEndian() ^ Long.MIN_VALUE, out);
      case TIMESTAMP -> format.appendTimestamp(bigEndian() ^ Long.MIN_VALUE, out);
      case DOUBLE -> format.appendDouble(ordered(bigEndian()), out);
      case DECIMAL -> format.appendDecimal(decimal(), out);
      case BOOLEAN -> format.appendBoolean(next() != 0, out);
    }
    return true;
  }

  private int next() {
    if (at == end) {
      throw new ArrayIndexOutOfBoundsException(at);
    }
    return (bytes[at++] & 0xFF) ^ mask;
  }

  private long bigEndian() {
    long bits = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      bits = bits << 8 | next();
    }
    return bits;
  }

  private static double ordered(long bits) {
    return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
  }

  private void string(ByteBuilder out) {
    for (int b = next(); ; b = next()) {
      if (b == 0 && next() == 0) {
        return;
      }
      out.append(b);
    }
  }

  private BigDecimal decimal() {
    int sign = next();
    if (sign == KeyBytes.DECIMAL_ZERO) {
      return BigDecimal.ZERO;
    }
    boolean negative = sign == KeyBytes.DECIMAL_NEGATIVE;
    mask ^= negative ? 0xFF : 0;
    int first = next();
    long exponent = first == 0x00 || first == 0xFF ? bigEndian() ^ Long.MIN_VALUE : first - 0x80;
    StringBuilder digits = new StringBuilder();
    for (int pair = next(); pair != 0; pair = next()) {
      digits.append((char) ('0' + (pair - 1) / 10)).append((char) ('0' + (pair - 1) % 10));
    }
    BigDecimal value =
        new BigDecimal(
                new BigInteger(digits.toString()), Math.toIntExact(digits.length() - exponent))
            .stripTrailingZeros();
    value = value.scale() < 0 ? value.setScale(0) : value;
    return negative ? value.negate() : value;
  }
}
