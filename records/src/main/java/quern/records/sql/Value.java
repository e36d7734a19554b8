package quern.records.sql;

import java.math.BigDecimal;
import quern.records.Field;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * An expression compiled for the columns of a schema. {@link #eval} computes it for a row; the
 * member of its type then holds the value until the next call. Allocates nothing but decimals, and
 * what a few functions need (see docs/expressions.md). Not for several threads.
 */
public interface Value {
  /** The type of the values. */
  Type type();

  /** Computes the value for a row of {@code batch}; false when it is SQL null. */
  boolean eval(RowBatch batch, int row);

  /** The value of a long, a date (days) or a timestamp (microseconds). */
  long longValue();

  /** The value of a double. */
  double doubleValue();

  /** The value of a decimal. */
  BigDecimal decimalValue();

  /** The value of a boolean. */
  boolean booleanValue();

  /** The value of a string; valid as long as the batch stays where it is. */
  Field textValue();
}
