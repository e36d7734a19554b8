package quern.records.sql;

/**
 * An expression that cannot be read, or does not fit the columns. The message says what is wrong
 * and shows the place:
 *
 * <pre>
 * column 'city' is a string, 18 is a long: use cast(city as long)
 *   city &gt; 18
 *          ^
 * </pre>
 */
public final class SqlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final int position;

  SqlException(String reason, String sql, int position) {
    super(reason + "\n" + place(sql, position));
    this.reason = reason;
    this.position = position;
  }

  /** What is wrong, in one line. */
  public String reason() {
    return reason;
  }

  /** Where in the expression, in chars from 0; its length is the end. */
  public int position() {
    return position;
  }

  private static String place(String sql, int position) {
    int from = sql.lastIndexOf('\n', position - 1) + 1;
    int to = sql.indexOf('\n', position);
    String line = sql.substring(from, to < 0 ? sql.length() : to).stripTrailing();
    // A tab is kept before the caret, so that it is as wide as the tab above it.
    String before = sql.substring(from, position).replaceAll("[^\t]", " ");
    return "  " + line + "\n  " + before + "^";
  }
}
