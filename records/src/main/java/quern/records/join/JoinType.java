package quern.records.join;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import quern.conf.Nearest;
import quern.records.csv.InputSide;

/** What a join writes of rows with a match and of rows without. */
public enum JoinType {
  /** Each pair that matches. */
  INNER,
  /** Each pair that matches, and left rows without a match. */
  LEFT,
  /** Each pair that matches, and right rows without a match. */
  RIGHT,
  /** Each pair that matches, and the rows of both sides without a match. */
  FULL,
  /** Each left row that has a match, once. */
  SEMI,
  /** Each left row that has none. */
  ANTI;

  /** The name users write and read: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether rows of {@code side} are written that have no match. */
  public boolean keeps(InputSide side) {
    return switch (this) {
      case INNER, SEMI -> false;
      case FULL -> true;
      case LEFT, ANTI -> side == InputSide.LEFT;
      case RIGHT -> side == InputSide.RIGHT;
    };
  }

  /** Whether pairs are written; otherwise left rows are, and right ones only looked for. */
  public boolean isPaired() {
    return this != SEMI && this != ANTI;
  }

  /**
   * The type that a user means.
   *
   * @throws IllegalArgumentException when there is none; the message suggests the nearest
   */
  public static JoinType of(String word) {
    String plain = word.trim().toLowerCase(Locale.ROOT).replaceFirst("[ _]?outer$", "");
    List<String> labels = Arrays.stream(values()).map(JoinType::label).toList();
    int found = labels.indexOf(plain);
    if (found < 0) {
      throw new IllegalArgumentException(
          "no type of join is called '"
              + word
              + "'; "
              + Nearest.to(plain, labels).map("did you mean '%s'? "::formatted).orElse("")
              + "There are: "
              + String.join(", ", labels));
    }
    return values()[found];
  }
}
