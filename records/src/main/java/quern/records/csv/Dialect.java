package quern.records.csv;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import quern.records.Formats;

/**
 * How text stands for rows: {@link CsvOption}'s values, checked and in the form the scanner needs.
 * Immutable.
 */
public final class Dialect {
  /** RFC 4180 with a header. */
  public static final Dialect RFC_4180 = new Dialect(Map.of());

  /** Configuration prefix of the dialect that is read. */
  public static final String IN = "quern.csv.";

  /** Configuration prefix of the dialect that is written. */
  public static final String OUT = "quern.csv.out.";

  /**
   * Stands for "no such byte" in {@link #quote}, {@link #escape} and {@link #comment}: no byte has
   * it.
   */
  static final int NONE = 256;

  /** Stands in a configuration for a value without a character. */
  private static final String EMPTY = "\\empty";

  private final Map<CsvOption, String> given;

  final byte[] sep;
  final int quote;
  final int escape;
  final int comment;
  final boolean header;
  final byte[] nullValue;
  final byte[] emptyValue;
  final byte[] lineSep;
  final boolean trimLeading;
  final boolean trimTrailing;
  final Charset encoding;
  final Mode mode;
  final int maxColumns;
  final long maxFieldBytes;

  private Dialect(Map<CsvOption, String> given) {
    this.given = Collections.unmodifiableMap(new EnumMap<>(withNoNulls(given)));
    sep = bytes(CsvOption.SEP);
    if (sep.length == 0) {
      throw bad(CsvOption.SEP, "it is empty");
    }
    quote = character(CsvOption.QUOTE);
    escape = character(CsvOption.ESCAPE);
    comment = character(CsvOption.COMMENT);
    header = bool(CsvOption.HEADER);
    nullValue = bytes(CsvOption.NULL_VALUE);
    emptyValue = bytes(CsvOption.EMPTY_VALUE);
    lineSep = bytes(CsvOption.LINE_SEP);
    trimLeading = bool(CsvOption.IGNORE_LEADING_WHITE_SPACE);
    trimTrailing = bool(CsvOption.IGNORE_TRAILING_WHITE_SPACE);
    encoding = charset();
    mode = Mode.of(get(CsvOption.MODE));
    maxColumns = (int) Math.min(number(CsvOption.MAX_COLUMNS, 1), Integer.MAX_VALUE);
    long maxChars = number(CsvOption.MAX_CHARS_PER_COLUMN, -1);
    maxFieldBytes = maxChars < 0 ? Long.MAX_VALUE : maxChars;
    checkApart();
  }

  private static Map<CsvOption, String> withNoNulls(Map<CsvOption, String> given) {
    EnumMap<CsvOption, String> copy = new EnumMap<>(CsvOption.class);
    copy.putAll(given);
    return copy;
  }

  /**
   * This dialect with one option set.
   *
   * @throws IllegalArgumentException when the value is not one the option can have
   */
  public Dialect with(CsvOption option, String value) {
    EnumMap<CsvOption, String> options = new EnumMap<>(withNoNulls(given));
    options.put(option, value);
    return new Dialect(options);
  }

  /**
   * This dialect with several options set at once.
   *
   * @throws IllegalArgumentException when a value is not one its option can have
   */
  public Dialect with(Map<CsvOption, String> more) {
    EnumMap<CsvOption, String> options = new EnumMap<>(withNoNulls(given));
    options.putAll(more);
    return new Dialect(options);
  }

  /** The value of an option: as given, or its default. */
  public String get(CsvOption option) {
    return given.getOrDefault(option, option.defaultValue());
  }

  /** The options that are not as by default, by {@link CsvOption#key}. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    given.forEach(
        (option, value) -> {
          if (!value.equals(option.defaultValue())) {
            options.put(option.key(), value);
          }
        });
    return options;
  }

  /**
   * The dialect whose {@link #options} these are.
   *
   * @throws IllegalArgumentException when an option is unknown or has a value it cannot have
   */
  public static Dialect of(Map<String, String> options) {
    EnumMap<CsvOption, String> given = new EnumMap<>(CsvOption.class);
    options.forEach((key, value) -> given.put(CsvOption.of(key), value));
    return new Dialect(given);
  }

  /** Writes the options given to {@code conf} under {@link #IN} or {@link #OUT}. */
  public void write(Configuration conf, String prefix) {
    given.forEach((option, value) -> conf.set(prefix + option.key(), printable(value)));
  }

  /** Control characters and nothing at all do not come through the XML of a job's configuration. */
  private static String printable(String value) {
    if (value.isEmpty()) {
      return EMPTY;
    }
    if (value.chars().noneMatch(c -> c < ' ')) {
      return value;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      out.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return out.toString();
  }

  /** Reads what {@link #write} wrote. */
  public static Dialect read(Configuration conf, String prefix) {
    EnumMap<CsvOption, String> options = new EnumMap<>(CsvOption.class);
    for (CsvOption option : CsvOption.values()) {
      String value = conf.getRaw(prefix + option.key());
      if (value != null) {
        options.put(option, value.equals(EMPTY) ? "" : value);
      }
    }
    return new Dialect(options);
  }

  /** How doubles, dates and timestamps are written. */
  public Formats formats() {
    return new Formats(
        get(CsvOption.NAN_VALUE), get(CsvOption.DATE_FORMAT), get(CsvOption.TIMESTAMP_FORMAT));
  }

  /** Whether files have a header. */
  public boolean hasHeader() {
    return header;
  }

  /** What becomes of malformed rows. */
  public Mode mode() {
    return mode;
  }

  /** The character set of what is read. */
  public Charset encoding() {
    return encoding;
  }

  /** Whether the bytes read are UTF-8 as they are, so that files can be split and bytes copied. */
  boolean isUtf8() {
    return encoding.equals(StandardCharsets.UTF_8) || encoding.equals(StandardCharsets.US_ASCII);
  }

  /** What the writer puts at the end of a line. */
  public byte[] lineEnd() {
    return lineSep.length == 0 ? new byte[] {'\n'} : lineSep.clone();
  }

  private byte[] bytes(CsvOption option) {
    return unescape(get(option)).getBytes(StandardCharsets.UTF_8);
  }

  private int character(CsvOption option) {
    byte[] value = bytes(option);
    if (value.length == 0 || (value.length == 1 && value[0] == 0)) {
      return NONE;
    }
    if (value.length > 1 || value[0] < 0) {
      throw bad(option, "it must be one ASCII character, or empty for none");
    }
    return value[0];
  }

  private boolean bool(CsvOption option) {
    return switch (get(option).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(option, "it must be true or false");
    };
  }

  private long number(CsvOption option, long least) {
    try {
      long value = Long.parseLong(get(option));
      if (value >= least) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw bad(option, "it must be a whole number");
    }
    throw bad(option, "it must be at least " + least);
  }

  private Charset charset() {
    try {
      return Charset.forName(get(CsvOption.ENCODING));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw bad(CsvOption.ENCODING, "this Java knows no such character set");
    }
  }

  private void checkApart() {
    byte[][] ends = lineSep.length > 0 ? new byte[][] {lineSep} : new byte[][] {{'\n'}, {'\r'}};
    for (byte[] end : ends) {
      if (contains(sep, end) || contains(end, sep)) {
        throw bad(CsvOption.SEP, "it cannot also end a line");
      }
      for (int c : new int[] {quote, escape, comment}) {
        if (c != NONE && contains(end, new byte[] {(byte) c})) {
          throw new IllegalArgumentException(
              "CSV options: a character that ends a line cannot be quote, escape or comment");
        }
      }
    }
    if (contains(nullValue, sep)
        || (quote != NONE && nullValue.length > 0 && nullValue[0] == quote)) {
      throw bad(CsvOption.NULL_VALUE, "no field without quotes can have this text");
    }
    for (byte[] end : ends) {
      if (contains(nullValue, end)) {
        throw bad(CsvOption.NULL_VALUE, "it holds a line end");
      }
    }
    if (quote != NONE && sep[0] == quote) {
      throw bad(CsvOption.SEP, "it starts with the quote");
    }
    if (comment != NONE && (comment == quote || sep[0] == comment)) {
      throw bad(CsvOption.COMMENT, "it is also the quote or the separator");
    }
    if (escape != NONE && escape != quote && sep[0] == escape) {
      throw bad(CsvOption.ESCAPE, "it is also the separator");
    }
  }

  private static boolean contains(byte[] in, byte[] what) {
    for (int i = 0; i + what.length <= in.length; i++) {
      if (java.util.Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return true;
      }
    }
    return false;
  }

  /** Reads {@code \t}, {@code \n}, {@code \r}, {@code \0}, {@code \\} and {@code \\uXXXX}. */
  private static String unescape(String text) {
    if (text.length() < 2 || text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 't' -> out.append('\t');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case '0' -> out.append('\0');
        case '\\' -> out.append('\\');
        case 'u' -> {
          if (i + 4 < text.length() && text.substring(i + 1, i + 5).matches("[0-9a-fA-F]{4}")) {
            out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
            i += 4;
          } else {
            out.append("\\u");
          }
        }
        default -> out.append('\\').append(next);
      }
    }
    return out.toString();
  }

  private IllegalArgumentException bad(CsvOption option, String why) {
    return new IllegalArgumentException(
        "CSV option " + option.key() + " is '" + get(option) + "': " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dialect d && d.given.equals(given);
  }

  @Override
  public int hashCode() {
    return given.hashCode();
  }

  /** The options given, as {@code sep=; nullValue=NA}. */
  @Override
  public String toString() {
    return given.toString();
  }
}
