package quern.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A text of made-up words for word counts: 50,000 different ones that follow Zipf's law, parted by
 * single spaces, twelve a line.
 *
 * <p>The frequent words are short: those of the first 80 ranks have one syllable, the next 6,400
 * two, the others three.
 */
@Command(
    name = "words",
    description = "Writes a text of made-up words, their frequencies after Zipf's law.",
    mixinStandardHelpOptions = true)
public final class WordsText implements Callable<Integer> {
  static final int VOCABULARY = 50_000;
  private static final int LINE_WORDS = 12;

  /** Bytes generated from one random generator; part of what a seed means. */
  static final int BLOCK_BYTES = 1 << 22;

  private static final String CONSONANTS = "bdfghjklmnprstvz";
  private static final String VOWELS = "aeiou";

  @Parameters(index = "0", paramLabel = "FILE", description = "what to write; must not exist")
  private Path file = Path.of("");

  @Option(
      names = "--bytes",
      paramLabel = "N",
      description = "size of the file: the text ends with the last word that fits (300000000)")
  private long bytes = 300_000_000;

  @Option(names = "--seed", description = "the same seed, the same bytes (${DEFAULT-VALUE})")
  private long seed = 42;

  private WordsText() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new WordsText()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    write(file, bytes, seed, Runtime.getRuntime().availableProcessors());
    return 0;
  }

  /**
   * Writes a text of at most {@code bytes} bytes, short of that by less than a word for each 4 MiB.
   *
   * @param threads how many generate at once; has no influence on the bytes
   * @throws java.nio.file.FileAlreadyExistsException if the file is there already
   */
  public static void write(Path file, long bytes, long seed, int threads) throws IOException {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: expected 0 or more, found " + bytes);
    }
    byte[][] vocabulary = vocabulary();
    Zipf ranks = new Zipf(VOCABULARY);
    BlockFile.write(
        file,
        (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES,
        seed,
        threads,
        (block, random, sink) -> {
          long size = Math.min(BLOCK_BYTES, bytes - block * BLOCK_BYTES);
          append(vocabulary, ranks, size, random, sink);
        });
  }

  /** Appends lines of {@code size} bytes or somewhat less, the last one ended early. */
  private static void append(
      byte[][] vocabulary, Zipf ranks, long size, SplittableRandom random, ByteSink sink) {
    for (int word = 0; ; word++) {
      byte[] next = vocabulary[ranks.next(random)];
      // The space or line end before the word, and the line end after the last one.
      if (sink.length() + next.length + 2 > size) {
        break;
      }
      if (word > 0) {
        sink.put(word % LINE_WORDS == 0 ? '\n' : ' ');
      }
      sink.put(next);
    }
    if (sink.length() > 0) {
      sink.put('\n');
    }
  }

  private static byte[][] vocabulary() {
    String[] words = new String[VOCABULARY];
    for (int rank = 0; rank < VOCABULARY; rank++) {
      words[rank] = word(rank);
    }
    return WordList.of(words);
  }

  /** The rank in syllables as digits: bijective base 80, so that no two ranks share a word. */
  private static String word(int rank) {
    int base = CONSONANTS.length() * VOWELS.length();
    StringBuilder word = new StringBuilder();
    for (int rest = rank + 1; rest > 0; rest = (rest - 1) / base) {
      int syllable = (rest - 1) % base;
      word.append(CONSONANTS.charAt(syllable / VOWELS.length()));
      word.append(VOWELS.charAt(syllable % VOWELS.length()));
    }
    return word.toString();
  }
}
