package quern.records.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.Type;

/**
 * Turns a key of {@link KeyEncoder} back into text, to tell people which key is meant. A decimal
 * comes back without the zeros at its end, which a key does not have. Not for several threads.
 */
public final class KeyDecoder {
  private final Schema schema;
  private final List<SortColumn> columns;
  private final FieldFormatter formatter;

  private byte[] bytes = new byte[0];
  private int at;
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
    bytes = key;
    at = 0;
    List<@Nullable String> values = new ArrayList<>();
    try {
      for (SortColumn column : columns) {
        values.add(value(column));
      }
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException("the key ends within its columns", e);
    }
    if (at != key.length) {
      throw new IllegalArgumentException((key.length - at) + " bytes behind the key's columns");
    }
    return values;
  }

  private @Nullable String value(SortColumn column) {
    mask = 0;
    int marker = next();
    if (marker != KeyEncoder.VALUE) {
      if (marker != (column.nullsFirst() ? KeyEncoder.NULL_FIRST : KeyEncoder.NULL_LAST)) {
        throw new IllegalArgumentException("a key's column begins with " + marker);
      }
      return null;
    }
    mask = column.descending() ? 0xFF : 0;
    Type type = schema.column(column.column()).type();
    if (type == Type.STRING) {
      return string();
    }
    ByteBuilder out = new ByteBuilder(32);
    switch (type) {
      case LONG -> formatter.appendLong(bigEndian() ^ Long.MIN_VALUE, out);
      case DATE -> formatter.appendDate(bigEndian() ^ Long.MIN_VALUE, out);
      case TIMESTAMP -> formatter.appendTimestamp(bigEndian() ^ Long.MIN_VALUE, out);
      case DOUBLE -> formatter.appendDouble(ordered(bigEndian()), out);
      case DECIMAL -> formatter.appendDecimal(decimal(), out);
      default -> formatter.appendBoolean(next() != 0, out);
    }
    return new String(out.array(), 0, out.length(), UTF_8);
  }

  private int next() {
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

  private String string() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int b = next(); ; b = next()) {
      if (b == 0 && next() == 0) {
        return text.toString(UTF_8);
      }
      text.write(b);
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
