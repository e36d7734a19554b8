package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTextTest {
  @TempDir private Path dir;

  @Test
  void theTextDependsOnTheSeedAndNotOnTheNumberOfThreads() throws IOException {
    String one = text(5_000_000, 7, 1);

    assertThat(text(5_000_000, 7, 3)).isEqualTo(one);
    assertThat(text(5_000_000, 8, 1)).isNotEqualTo(one);
  }

  @Test
  void theTextHasTheSizeAskedForButForAWordABlock() throws IOException {
    assertThat(text(5_000_000, 7, 1).length()).isBetween(4_999_980, 5_000_000);
    assertThat(text(1_000, 7, 1).length()).isBetween(990, 1_000);
    assertThat(text(0, 7, 1)).isEmpty();
  }

  @Test
  void linesHaveTwelveWordsWhoseFrequenciesFollowZipfsLaw() throws IOException {
    List<String> lines = text(4_000_000, 7, 1).lines().toList();
    Map<String, Long> counts =
        lines.stream()
            .flatMap(line -> Arrays.stream(line.split(" ", -1)))
            .collect(Collectors.groupingBy(word -> word, Collectors.counting()));
    List<Long> falling = counts.values().stream().sorted(Comparator.reverseOrder()).toList();

    assertThat(lines.subList(0, lines.size() - 1))
        .allMatch(line -> line.split(" ", -1).length == 12);
    assertThat(counts).hasSizeBetween(WordsText.VOCABULARY / 2, WordsText.VOCABULARY);
    assertThat(falling.get(0) / (double) falling.get(9)).isCloseTo(10, within(0.5));
  }

  private String text(long bytes, long seed, int threads) throws IOException {
    Path file = dir.resolve("words.txt");
    WordsText.write(file, bytes, seed, threads);
    String text = Files.readString(file);
    Files.delete(file);
    return text;
  }
}
