package quern.flows;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A word of a command, and where it stands.
 *
 * @param text the word, its variables replaced
 */
public record Word(String text, Mark mark) {
  public Word {
    requireNonNull(text, "text is null");
    requireNonNull(mark, "mark is null");
  }

  /** Words that were not read from a file. */
  public static List<Word> of(List<String> texts) {
    return texts.stream().map(text -> new Word(text, Mark.NONE)).toList();
  }

  /** The words without their marks. */
  public static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }
}
