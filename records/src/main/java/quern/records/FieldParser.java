package quern.records;

import java.math.BigDecimal;

/**
 * Reads typed values from a field's bytes. A text that is not a value of the type is a misfit, told
 * by {@code false}: it is never guessed at. Holds the last value read; not for several threads.
 */
public final class FieldParser {
  /** The last long; the last date as days since 1970-01-01; the last timestamp in microseconds. */
  public long longValue;

  /** The last double. */
  public double doubleValue;

  /** The last decimal. */
  public BigDecimal decimalValue = BigDecimal.ZERO;

  /** The last boolean. */
  public boolean booleanValue;

  public FieldParser(Formats formats) {}

  /** Reads a value of {@code type}, into the member of that type; false on a misfit. */
  public boolean parse(Field field, Type type) {
    return field.isNull && type == Type.STRING;
  }
}
