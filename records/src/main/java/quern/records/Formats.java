package quern.records;

/**
 * How doubles, dates and timestamps are written in text.
 *
 * @param nan the text of a double that is not a number
 * @param date a {@link java.time.format.DateTimeFormatter} pattern; empty for ISO 8601
 * @param timestamp likewise for timestamps
 */
public record Formats(String nan, String date, String timestamp) {
  /** {@code NaN} and ISO 8601. */
  public static final Formats ISO = new Formats("NaN", "", "");
}
