package quern.records.csv;

/** Why a row is malformed; the reason is counted, and written with the row to the rejects. */
public enum Malformed {
  TOO_FEW_FIELDS(1, "fewer fields than columns"),
  TOO_MANY_FIELDS(2, "more fields than columns"),
  TOO_MANY_COLUMNS(3, "more fields than maxColumns"),
  UNCLOSED_QUOTE(4, "a quote that is never closed"),
  TEXT_AFTER_QUOTE(5, "text after a closing quote"),
  NUL_BYTE(6, "a NUL byte"),
  INVALID_UTF8(7, "invalid UTF-8"),
  FIELD_TOO_LONG(8, "a field longer than maxCharsPerColumn"),
  ROW_TOO_LONG(9, "a row longer than quern.csv.max-row-bytes");

  private static final Malformed[] BY_CODE = values();

  private final int code;
  private final String text;

  Malformed(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The reason in words. */
  public String text() {
    return text;
  }

  /** A small positive number that stands for it in a batch. */
  byte code() {
    return (byte) code;
  }

  /** The reason whose {@link #code} this is. */
  static Malformed of(byte code) {
    return BY_CODE[code - 1];
  }
}
