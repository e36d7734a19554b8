package quern.records;

import java.util.Locale;

/** The types a CSV field can have; every type has SQL null besides its values. */
public enum Type {
  /** Bytes in UTF-8, compared as unsigned bytes (which is code point order). */
  STRING,
  /** A 64-bit integer. */
  LONG,
  /** An IEEE 754 double. */
  DOUBLE,
  /** An exact decimal of any precision. */
  DECIMAL,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /** A day of the proleptic Gregorian calendar, held as days since 1970-01-01. */
  DATE,
  /** A point on the UTC time line, held as microseconds since 1970-01-01T00:00Z. */
  TIMESTAMP;

  /** The name users write and read: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether values of this type are numbers. */
  public boolean isNumeric() {
    return this == LONG || this == DOUBLE || this == DECIMAL;
  }

  /**
   * The type a user's word means: a label, or one of SQL's usual other names for it.
   *
   * @throws IllegalArgumentException when no type has that name; the message lists those there are
   */
  public static Type of(String word) {
    return switch (word.trim().toLowerCase(Locale.ROOT)) {
      case "string", "varchar", "char", "text" -> STRING;
      case "long", "bigint", "int", "integer", "smallint", "tinyint" -> LONG;
      case "double", "float", "real" -> DOUBLE;
      case "decimal", "numeric" -> DECIMAL;
      case "boolean", "bool" -> BOOLEAN;
      case "date" -> DATE;
      case "timestamp", "datetime" -> TIMESTAMP;
      default ->
          throw new IllegalArgumentException(
              "no type is called '"
                  + word.trim()
                  + "': use string, long, double, decimal, boolean, date or timestamp");
    };
  }
}
