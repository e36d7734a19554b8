package quern.records.csv;

import java.util.Locale;
import quern.conf.Setting;
import quern.conf.Settings;

/**
 * The inputs of a job that reads two: each with its dialect and its columns. A job with one input
 * has it on the left.
 */
public enum InputSide {
  /** The job's input, by the usual settings. */
  LEFT,
  /** A second input. */
  RIGHT;

  /**
   * The side of that {@link #label}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static InputSide of(String label) {
    return switch (label) {
      case "left" -> LEFT;
      case "right" -> RIGHT;
      default ->
          throw new IllegalArgumentException("expected left or right, found '" + label + "'");
    };
  }

  /** The other one. */
  public InputSide other() {
    return this == LEFT ? RIGHT : LEFT;
  }

  /** 0 for the left, 1 for the right. */
  public int index() {
    return this == LEFT ? 0 : 1;
  }

  /** The name users write and read: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Configuration prefix of the input's dialect, for {@link Dialect#read}. */
  public String dialectPrefix() {
    return this == LEFT ? Dialect.IN : Dialect.IN + "right.";
  }

  /** Where the configuration has the input's columns. */
  public Setting<String> schema() {
    return this == LEFT ? Settings.CSV_SCHEMA : Settings.CSV_RIGHT_SCHEMA;
  }

  /** Where the configuration names the file that the columns' names are from. */
  public Setting<String> reference() {
    return this == LEFT ? Settings.CSV_REFERENCE : Settings.CSV_RIGHT_REFERENCE;
  }
}
