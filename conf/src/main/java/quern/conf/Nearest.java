package quern.conf;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which name a user meant by one that does not exist. */
public final class Nearest {
  private Nearest() {}

  /**
   * The name that the fewest edits of a letter lead to from {@code word}, case aside; none when
   * even that needs more than a third of its letters changed.
   */
  public static Optional<String> to(String word, Collection<String> names) {
    String best = null;
    int least = Math.max(1, word.length() / 3) + 1;
    for (String name : names) {
      int edits = edits(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (edits < least) {
        least = edits;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
  private static int edits(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        edits[i][j] =
            Math.min(edits[i - 1][j - 1] + change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[a.length()][b.length()];
  }
}
