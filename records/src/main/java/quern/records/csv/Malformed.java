package quern.records.csv;

/** Why a row is malformed; the reason is counted, and written with the row to the rejects. */
public enum Malformed {
  TOO_FEW_FIELDS("fewer fields than columns"),
  TOO_MANY_FIELDS("more fields than columns"),
  TOO_MANY_COLUMNS("more fields than maxColumns"),
  UNCLOSED_QUOTE("a quote that is never closed"),
  TEXT_AFTER_QUOTE("text after a closing quote"),
  NUL_BYTE("a NUL byte"),
  INVALID_UTF8("invalid UTF-8"),
  FIELD_TOO_LONG("a field longer than maxCharsPerColumn"),
  ROW_TOO_LONG("a row longer than quern.csv.max-row-bytes");

  private final String text;

  Malformed(String text) {
    this.text = text;
  }

  /** The reason in words. */
  public String text() {
    return text;
  }
}
