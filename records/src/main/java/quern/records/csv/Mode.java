package quern.records.csv;

import java.util.Locale;

/** What becomes of a malformed row; it is counted in each case. */
public enum Mode {
  /** It is kept: missing fields are null, extra ones are dropped. */
  PERMISSIVE,
  /** It is left out. */
  DROP,
  /** The job fails, after the splits are proved, so that no wrong guess can fail it. */
  FAILFAST;

  /**
   * The mode called {@code word}; {@code dropmalformed}, as Spark has it, is {@code drop}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Mode of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "permissive" -> PERMISSIVE;
      case "drop", "dropmalformed" -> DROP;
      case "failfast" -> FAILFAST;
      default ->
          throw new IllegalArgumentException(
              "mode '" + word + "' is none of permissive, drop, failfast");
    };
  }
}
