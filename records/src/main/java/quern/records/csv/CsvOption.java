package quern.records.csv;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import quern.conf.Nearest;

/**
 * Every option of the CSV dialect: the one place that has its name, default and meaning. Names are
 * Spark's ({@code nullValue}); on the command line they are written in kebab case ({@code
 * --null-value}), in a job's configuration as {@code quern.csv.nullValue} for what is read and
 * {@code quern.csv.out.nullValue} for what is written.
 */
public enum CsvOption {
  SEP("sep", ",", "what stands between two fields; one or more characters, \\t for a tab"),
  QUOTE("quote", "\"", "the character around fields that hold a separator; empty for none"),
  ESCAPE("escape", "\"", "what makes a quote inside a quoted field literal; RFC 4180 doubles it"),
  HEADER("header", "true", "whether the first line of each file names the columns"),
  COMMENT("comment", "", "lines that start with this character are skipped; empty for none"),
  NULL_VALUE("nullValue", "", "an unquoted field with this text is null, as an empty one is"),
  EMPTY_VALUE("emptyValue", "", "what an empty field in quotes stands for"),
  NAN_VALUE("nanValue", "NaN", "the text of a double that is not a number"),
  ENCODING("encoding", "UTF-8", "the character set of what is read; what is written is UTF-8"),
  LINE_SEP("lineSep", "", "what ends a line; empty: LF, CRLF and CR alike (written: LF)"),
  IGNORE_LEADING_WHITE_SPACE(
      "ignoreLeadingWhiteSpace", "false", "whether spaces and tabs before a value are dropped"),
  IGNORE_TRAILING_WHITE_SPACE(
      "ignoreTrailingWhiteSpace", "false", "whether spaces and tabs after a value are dropped"),
  DATE_FORMAT("dateFormat", "", "pattern of dates, as dd.MM.yyyy; empty: ISO 8601"),
  TIMESTAMP_FORMAT("timestampFormat", "", "pattern of timestamps; empty: ISO 8601"),
  MODE("mode", "permissive", "malformed rows: permissive keeps, drop leaves out, failfast fails"),
  MAX_COLUMNS("maxColumns", "20480", "a row with more fields is malformed"),
  MAX_CHARS_PER_COLUMN(
      "maxCharsPerColumn", "-1", "a field with more bytes is malformed; -1: no limit");

  private final String key;
  private final String defaultValue;
  private final String doc;

  CsvOption(String key, String defaultValue, String doc) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.doc = doc;
  }

  /** Spark's name for it. */
  public String key() {
    return key;
  }

  /** The name as a flag without its dashes: kebab case. */
  public String flag() {
    return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The value when nothing is said. */
  public String defaultValue() {
    return defaultValue;
  }

  /** One line on what it means. */
  public String doc() {
    return doc;
  }

  /**
   * The option that a user means by {@code name}: Spark's spelling in any case, kebab case, or one
   * of Spark's other names ({@code delimiter}, {@code charset}).
   *
   * @throws IllegalArgumentException when there is none; the message suggests the nearest name
   */
  public static CsvOption of(String name) {
    String plain = name.replace("-", "").toLowerCase(Locale.ROOT);
    String known =
        switch (plain) {
          case "delimiter", "separator" -> "sep";
          case "charset" -> "encoding";
          default -> plain;
        };
    for (CsvOption option : values()) {
      if (option.key.toLowerCase(Locale.ROOT).equals(known)) {
        return option;
      }
    }
    List<String> keys = Arrays.stream(values()).map(CsvOption::key).toList();
    throw new IllegalArgumentException(
        "no CSV option is called '"
            + name
            + "'; "
            + Nearest.to(name, keys).map("did you mean '%s'? "::formatted).orElse("")
            + "There are: "
            + String.join(", ", keys));
  }
}
