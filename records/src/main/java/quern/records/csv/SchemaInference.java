package quern.records.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quern.records.Column;
import quern.records.Field;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.Type;

/**
 * Finds out which type each column has from the values in it: the narrowest that all of them fit.
 *
 * <p>Counts, for each column, how many values fit each type, and nothing else: two of these merge
 * by adding, and neither the order of rows nor how they were divided matters. The order of types is
 * Spark's (long, decimal, double, date, timestamp, boolean, string) with two differences. Decimal
 * means integers too large for a long: fractions are doubles. And a date or timestamp format that
 * the user gave comes before the numbers, so that {@code 20240131} can be a date. Not for several
 * threads.
 */
public final class SchemaInference {
  private static final Type[] ORDER = {
    Type.LONG, Type.DECIMAL, Type.DOUBLE, Type.DATE, Type.TIMESTAMP, Type.BOOLEAN
  };

  // Where a type's values are counted, in memory and in the text of encode(): never to change.
  private static final int STRING = 0;
  private static final int LONG = 1;
  private static final int DOUBLE = 2;
  private static final int DECIMAL = 3;
  private static final int BOOLEAN = 4;
  private static final int DATE = 5;
  private static final int TIMESTAMP = 6;
  private static final int SLOTS = 7;

  private static final int PATTERN_TRIES = 1000;

  private final int width;
  private final Formats formats;
  private final FieldParser parser;
  private final Field field = new Field();
  private final long[] nulls;
  private final long[][] fits; // by column, then by slot
  private long rows;
  private long skipped;

  /**
   * @param width how many columns there are
   * @param formats how the values are written
   */
  public SchemaInference(int width, Formats formats) {
    this.width = width;
    this.formats = formats;
    this.parser = new FieldParser(formats);
    this.nulls = new long[width];
    this.fits = new long[width][SLOTS];
  }

  /** Looks at the rows of a batch; rows too damaged to have fields are counted and passed over. */
  public void add(RowBatch batch) {
    add(batch, false);
  }

  /**
   * Looks at the rows of a batch.
   *
   * @param strict whether to pass over rows with too few or too many fields, too
   */
  void add(RowBatch batch, boolean strict) {
    for (int row = 0; row < batch.rows(); row++) {
      Malformed malformed = batch.malformed(row);
      if (malformed != null && (strict || !isRagged(malformed))) {
        skipped++;
        continue;
      }
      rows++;
      for (int column = 0; column < width; column++) {
        batch.field(row, column, field);
        add(column);
      }
    }
  }

  private static boolean isRagged(Malformed malformed) {
    return malformed == Malformed.TOO_FEW_FIELDS || malformed == Malformed.TOO_MANY_FIELDS;
  }

  private void add(int column) {
    if (field.isNull) {
      nulls[column]++;
      return;
    }
    long[] counts = fits[column];
    counts[STRING]++;
    // Most values show with their first byte what they cannot be, and parsing is what costs.
    byte first = field.length == 0 ? 0 : field.bytes[field.offset];
    boolean digit = first >= '0' && first <= '9';
    boolean maybeNumber =
        digit || first == '-' || first == '+' || first == '.' || mayBeNamedNumber(first);
    if (maybeNumber) {
      addNumber(counts);
    }
    if (formats.date().isEmpty() ? digit : maybePattern(counts, DATE)) {
      count(counts, Type.DATE);
    }
    if (formats.timestamp().isEmpty() ? digit : maybePattern(counts, TIMESTAMP)) {
      count(counts, Type.TIMESTAMP);
    }
    if (!digit) {
      count(counts, Type.BOOLEAN);
    }
  }

  /** A pattern takes its time to fail: where the first values were no dates, later ones are not. */
  private static boolean maybePattern(long[] counts, int slot) {
    return counts[slot] > 0 || counts[STRING] < PATTERN_TRIES;
  }

  /** Whether it may be NaN or an infinity as the formats write them. */
  private boolean mayBeNamedNumber(byte first) {
    String nan = formats.nan();
    return first == 'I' || first == 'i' || (!nan.isEmpty() && (byte) nan.charAt(0) == first);
  }

  private void addNumber(long[] counts) {
    if (parser.parse(field, Type.LONG)) {
      counts[LONG]++;
      counts[DECIMAL]++;
      counts[DOUBLE]++;
      return;
    }
    if (isInteger()) {
      count(counts, Type.DECIMAL);
    }
    count(counts, Type.DOUBLE);
  }

  private void count(long[] counts, Type type) {
    if (parser.parse(field, type)) {
      counts[slot(type)]++;
    }
  }

  private static int slot(Type type) {
    return switch (type) {
      case STRING -> STRING;
      case LONG -> LONG;
      case DOUBLE -> DOUBLE;
      case DECIMAL -> DECIMAL;
      case BOOLEAN -> BOOLEAN;
      case DATE -> DATE;
      case TIMESTAMP -> TIMESTAMP;
    };
  }

  private boolean isInteger() {
    int at = field.offset;
    int end = at + field.length;
    if (field.bytes[at] == '-' || field.bytes[at] == '+') {
      at++;
    }
    boolean any = at < end;
    while (at < end) {
      byte b = field.bytes[at++];
      any &= b >= '0' && b <= '9';
    }
    return any;
  }

  /**
   * Adds what another has seen.
   *
   * @throws IllegalArgumentException when it has another number of columns
   */
  public void merge(SchemaInference other) {
    if (other.width != width) {
      throw new IllegalArgumentException(
          "cannot merge the types of " + other.width + " columns into those of " + width);
    }
    rows += other.rows;
    skipped += other.skipped;
    for (int column = 0; column < width; column++) {
      nulls[column] += other.nulls[column];
      for (int type = 0; type < SLOTS; type++) {
        fits[column][type] += other.fits[column][type];
      }
    }
  }

  /** How many columns there are. */
  public int width() {
    return width;
  }

  /** How many rows were looked at. */
  public long rows() {
    return rows;
  }

  /** How many rows were too damaged to look at. */
  public long skipped() {
    return skipped;
  }

  /** How many rows had null in a column. */
  public long nulls(int column) {
    return nulls[column];
  }

  /** How many values, other than null, a column had. */
  public long values(int column) {
    return fits[column][STRING];
  }

  /** How many of a column's values are values of {@code type}. */
  public long fitting(int column, Type type) {
    return fits[column][slot(type)];
  }

  /** The narrowest type that all of a column's values fit; string when there are none. */
  public Type type(int column) {
    if (values(column) == 0) {
      return Type.STRING;
    }
    if (!formats.date().isEmpty() && fitsAll(column, Type.DATE)) {
      return Type.DATE;
    }
    if (!formats.timestamp().isEmpty() && fitsAll(column, Type.TIMESTAMP)) {
      return Type.TIMESTAMP;
    }
    for (Type type : ORDER) {
      if (fitsAll(column, type)) {
        return type;
      }
    }
    return Type.STRING;
  }

  private boolean fitsAll(int column, Type type) {
    return fitting(column, type) == values(column);
  }

  /**
   * The columns called {@code names}, with the types found.
   *
   * @throws IllegalArgumentException when there are not {@link #width} names
   */
  public Schema schema(List<String> names) {
    if (names.size() != width) {
      throw new IllegalArgumentException(names.size() + " names for " + width + " columns");
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(new Column(names.get(i), type(i)));
    }
    return new Schema(columns);
  }

  /** All that was counted, as text that {@link #decode} reads back. */
  public String encode() {
    StringBuilder text = new StringBuilder();
    text.append(rows).append(' ').append(skipped);
    for (int column = 0; column < width; column++) {
      text.append(';').append(nulls[column]);
      for (long count : fits[column]) {
        text.append(' ').append(count);
      }
    }
    return text.toString();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException when it did not write this
   */
  public static SchemaInference decode(String text, Formats formats) {
    String[] parts = text.split(";", -1);
    long[] totals = numbers(parts[0], 2, text);
    SchemaInference inference = new SchemaInference(parts.length - 1, formats);
    inference.rows = totals[0];
    inference.skipped = totals[1];
    for (int column = 0; column < inference.width; column++) {
      long[] counts = numbers(parts[column + 1], 1 + SLOTS, text);
      inference.nulls[column] = counts[0];
      System.arraycopy(counts, 1, inference.fits[column], 0, SLOTS);
    }
    return inference;
  }

  private static long[] numbers(String part, int count, String text) {
    try {
      long[] numbers = Arrays.stream(part.split(" ", -1)).mapToLong(Long::parseLong).toArray();
      if (numbers.length == count) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not the counts of a schema inference: " + text, e);
    }
    throw new IllegalArgumentException("not the counts of a schema inference: " + text);
  }
}
