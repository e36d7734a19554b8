package quern.conf;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;

/**
 * One setting: a key of the job configuration with its type, its default and one line that says
 * what it does.
 *
 * <p>Immutable, and so safe to share.
 *
 * @param key the key in the configuration
 * @param type the expected type in words, for messages: "a whole number"
 * @param parser reads a trimmed value, and throws {@link IllegalArgumentException} for one it
 *     cannot read
 * @param defaultValue what holds when the key is absent
 * @param doc one line for the help page
 */
public record Setting<T>(
    String key, String type, Function<String, T> parser, T defaultValue, String doc) {

  public Setting {
    requireNonNull(key, "key is null");
    requireNonNull(type, "type is null");
    requireNonNull(parser, "parser is null");
    requireNonNull(defaultValue, "defaultValue is null");
    requireNonNull(doc, "doc is null");
  }

  /** A setting that holds text as it is written, without the blanks around it. */
  public static Setting<String> ofString(String key, String defaultValue, String doc) {
    return new Setting<>(key, "text", value -> value, defaultValue, doc);
  }

  /** A setting that holds a whole number of 64 bits. */
  public static Setting<Long> ofLong(String key, long defaultValue, String doc) {
    return new Setting<>(key, "a whole number", Long::valueOf, defaultValue, doc);
  }

  /** A setting that holds a whole number of 32 bits. */
  public static Setting<Integer> ofInt(String key, int defaultValue, String doc) {
    return new Setting<>(key, "a whole number", Integer::valueOf, defaultValue, doc);
  }

  /** A setting that is {@code true} or {@code false}. */
  public static Setting<Boolean> ofBoolean(String key, boolean defaultValue, String doc) {
    return new Setting<>(key, "true or false", Setting::parseBoolean, defaultValue, doc);
  }

  /**
   * The value in {@code conf}, or the default when the key is absent.
   *
   * @throws IllegalArgumentException when the value is not of this setting's type
   */
  public T get(Configuration conf) {
    // Raw: in a condition, ${…} is text and no variable.
    String raw = conf.getRaw(key);
    if (raw == null) {
      return defaultValue;
    }
    String value = XmlText.decode(raw.trim());
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: expected %s, found \"%s\"".formatted(key, type, value), e);
    }
  }

  /** Writes {@code value} into {@code conf}, as text that {@link #get} reads back. */
  public void set(Configuration conf, T value) {
    conf.set(key, XmlText.encode(requireNonNull(value, "value is null").toString()));
  }

  private static Boolean parseBoolean(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }
}
