package quern.records.keys;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import quern.records.ByteBuilder;
import quern.records.Days;
import quern.records.Field;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * Makes a row's key: the chosen columns as one byte string whose unsigned order is the SQL order of
 * the columns. Equal values give equal bytes however they are written (1 and 01 as longs, 1.0 and
 * 1.00 as decimals), and so do nulls; no key is a prefix of a greater one.
 *
 * <p>A value that does not fit its column's type is counted as a misfit and is null. Not for
 * several threads.
 */
public final class KeyEncoder {
  /** The byte that a null begins with which comes before all values. */
  public static final int NULL_FIRST = 0;

  /** The byte that a value begins with. */
  public static final int VALUE = 1;

  /** The byte that a null begins with which comes after all values. */
  public static final int NULL_LAST = 2;

  private final int[] columns;
  private final Type[] types;
  private final Type[] keyTypes;
  private final boolean[] descending;
  private final byte[] nulls;
  private final FieldParser parser;
  private final MisfitCounter misfits;
  private final Field field = new Field();

  /**
   * @param columns the key's columns, the weightiest first
   * @throws IllegalArgumentException when there is no column, or one that the schema does not have
   */
  public KeyEncoder(
      Schema schema, List<SortColumn> columns, Formats formats, MisfitCounter misfits) {
    this(schema, columns, List.of(), formats, misfits);
  }

  /**
   * Likewise, for keys that are to be compared with those of other columns: values are made of the
   * types that both can be compared in.
   *
   * @param keyTypes for each column its own type or a wider one (for a long a decimal or a double,
   *     for a decimal a double, for a date a timestamp); empty when all have their own
   */
  public KeyEncoder(
      Schema schema,
      List<SortColumn> columns,
      List<Type> keyTypes,
      Formats formats,
      MisfitCounter misfits) {
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a key needs at least one column");
    }
    int count = columns.size();
    this.columns = new int[count];
    this.types = new Type[count];
    this.keyTypes = new Type[count];
    this.descending = new boolean[count];
    this.nulls = new byte[count];
    for (int i = 0; i < count; i++) {
      SortColumn column = columns.get(i);
      if (column.column() >= schema.size()) {
        throw new IllegalArgumentException(
            "key column " + column.column() + " is beyond the schema's " + schema.size());
      }
      this.columns[i] = column.column();
      this.types[i] = schema.column(column.column()).type();
      this.keyTypes[i] = keyTypes.isEmpty() ? types[i] : keyTypes.get(i);
      this.descending[i] = column.descending();
      this.nulls[i] = (byte) (column.nullsFirst() ? NULL_FIRST : NULL_LAST);
    }
    this.parser = new FieldParser(formats);
    this.misfits = requireNonNull(misfits, "misfits is null");
  }

  /**
   * Appends the key of one row to {@code out}.
   *
   * @return whether none of its columns is null
   */
  public boolean encode(RowBatch batch, int row, ByteBuilder out) {
    boolean anyNull = false;
    for (int i = 0; i < columns.length; i++) {
      batch.field(row, columns[i], field);
      boolean fits = encode(i, field, out);
      if (!fits) {
        misfits.misfit(columns[i], batch, row);
      }
      anyNull |= field.isNull || !fits;
    }
    return !anyNull;
  }

  /**
   * Appends the part of the key's column {@code i}, whose value is {@code value}.
   *
   * @return false when the value does not fit the column's type and counts as null
   */
  boolean encode(int i, Field value, ByteBuilder out) {
    Type type = types[i];
    boolean fits = value.isNull || type == Type.STRING || (parser.parse(value, type) && widened(i));
    if (value.isNull || !fits) {
      out.append(nulls[i]);
      return fits;
    }
    out.append(VALUE);
    int from = out.length();
    switch (keyTypes[i]) {
      case STRING -> KeyBytes.appendString(value.bytes, value.offset, value.length, out);
      case LONG, DATE, TIMESTAMP -> KeyBytes.appendLong(parser.longValue, out);
      case DOUBLE -> KeyBytes.appendDouble(parser.doubleValue, out);
      case DECIMAL -> KeyBytes.appendDecimal(parser.decimalValue, out);
      case BOOLEAN -> KeyBytes.appendBoolean(parser.booleanValue, out);
    }
    if (descending[i]) {
      KeyBytes.invert(out, from);
    }
    return true;
  }

  /** Makes the value parsed one of the key's type; false when that cannot hold it. */
  private boolean widened(int i) {
    Type from = types[i];
    Type to = keyTypes[i];
    if (from == to) {
      return true;
    }
    if (from == Type.LONG && to == Type.DOUBLE) {
      parser.doubleValue = parser.longValue;
    } else if (from == Type.LONG && to == Type.DECIMAL) {
      parser.decimalValue = BigDecimal.valueOf(parser.longValue);
    } else if (from == Type.DECIMAL && to == Type.DOUBLE) {
      parser.doubleValue = parser.decimalValue.doubleValue();
      return !Double.isInfinite(parser.doubleValue);
    } else if (from == Type.DATE && to == Type.TIMESTAMP) {
      long days = parser.longValue;
      parser.longValue = days * Days.MICROS_PER_DAY;
      return Math.multiplyHigh(days, Days.MICROS_PER_DAY) == parser.longValue >> 63;
    } else {
      throw new IllegalStateException(from + " cannot be compared as " + to);
    }
    return true;
  }
}
