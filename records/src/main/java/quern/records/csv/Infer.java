package quern.records.csv;

import java.util.Locale;

/** Where the types of columns come from when the user declares none. */
public enum Infer {
  /** From some rows of the input. */
  SAMPLE,
  /** From all rows. */
  FULL,
  /** From nowhere: all are strings. */
  NONE;

  /**
   * The one called {@code word}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Infer of(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "sample" -> SAMPLE;
      case "full" -> FULL;
      case "none" -> NONE;
      default -> throw new IllegalArgumentException("'" + word + "' is none of sample, full, none");
    };
  }
}
