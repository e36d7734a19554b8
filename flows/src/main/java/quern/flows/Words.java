package quern.flows;

import java.util.ArrayList;
import java.util.List;

/** Splits a line into words as a shell does: at blanks, but for quotes and backslashes. */
final class Words {
  /** A word and where it begins in the line. */
  record Piece(String text, int offset) {}

  private Words() {}

  /**
   * The words of {@code line}.
   *
   * @throws IllegalArgumentException when a quote is never closed
   */
  static List<Piece> split(String line) {
    List<Piece> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int begin = -1;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (begin >= 0) {
          words.add(new Piece(word.toString(), begin));
          word.setLength(0);
          begin = -1;
        }
        continue;
      }
      begin = begin < 0 ? i : begin;
      if (quote != 0 && c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("a quote " + quote + " is never closed");
    }
    if (begin >= 0) {
      words.add(new Piece(word.toString(), begin));
    }
    return words;
  }
}
