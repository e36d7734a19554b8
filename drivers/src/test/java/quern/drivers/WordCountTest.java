package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.commit.TaskPage;

/** Counts against a model: Java's own tokenizer, as the field's first job has it, and a map. */
class WordCountTest {
  @TempDir private Path scratch;

  private final Map<String, Long> expected = new TreeMap<>();

  private List<Path> books(int count) throws IOException {
    Random random = new Random(6);
    String[] blanks = {" ", "  ", "\t", "\n", "\r\n", "\f"};
    List<Path> files = new ArrayList<>();
    for (int file = 0; file < count; file++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 3000; i++) {
        text.append(random.nextInt(9) == 0 ? "Käse" : "word" + random.nextInt(200));
        text.append(blanks[random.nextInt(blanks.length)]);
      }
      StringTokenizer words = new StringTokenizer(text.toString());
      while (words.hasMoreTokens()) {
        expected.merge(words.nextToken(), 1L, Long::sum);
      }
      files.add(Files.writeString(scratch.resolve("book" + file + ".txt"), text));
    }
    return files;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void everyWordIsCountedOnceAndPartsAreSorted(int partitions) throws IOException {
    List<Path> books = books(3);
    Path out = scratch.resolve("out");
    List<String> args = new ArrayList<>(List.of("wordcount", "--partitions", "" + partitions));
    args.addAll(Jobs.splitsOf(7000));
    books.forEach(book -> args.add(book.toString()));
    args.add(out.toString());

    Jobs.run(args).ok();

    List<Path> parts = Jobs.parts(out);
    assertThat(parts).hasSize(partitions);
    Map<String, Long> found = new TreeMap<>();
    for (Path part : parts) {
      assertThat(part.getFileName().toString()).matches("part-r-\\d{5}\\.txt");
      List<String> lines = Files.readAllLines(part);
      assertThat(lines).isSorted().hasSizeGreaterThan(20);
      for (String line : lines) {
        assertThat(line).matches("\\S+\t\\d+");
        int tab = line.indexOf('\t');
        assertThat(found.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1))))
            .isNull();
      }
    }
    assertThat(found).isEqualTo(expected);
    assertThat(Jobs.manifest(out).rows()).isEqualTo(expected.size());
  }

  @Test
  void compressedBooksAreReadAndCountsCompressed() throws IOException {
    Path book = books(1).get(0);
    Path zipped = scratch.resolve("book.txt.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(book, out);
    }
    Path out = scratch.resolve("out");

    Jobs.run("wordcount", zipped, out, "--codec", "snappy").ok();

    Path part = Jobs.parts(out).get(0);
    assertThat(part.getFileName().toString()).isEqualTo("part-r-00000.txt.snappy");
    assertThat(Jobs.text(part).lines()).hasSize(expected.size());
  }

  @Test
  void noWordsAreAnEmptyPart() throws IOException {
    Path empty = Files.writeString(scratch.resolve("empty.txt"), "");
    Path out = scratch.resolve("out");

    Jobs.run("wordcount", empty, out).ok();

    assertThat(Jobs.parts(out)).hasSize(1);
    assertThat(Jobs.parts(out).get(0)).isEmptyFile();
  }

  /** Few words often, many words once, and a change from the one to the other. */
  private Path bigBook() throws IOException {
    Random random = new Random(9);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      boolean often = i < 100_000 || random.nextInt(4) == 0;
      String word =
          often ? "w" + random.nextInt(500) : "rare-" + random.nextInt(1 << 30) + "x".repeat(i % 9);
      text.append(word).append(i % 13 == 0 ? '\n' : ' ');
      expected.merge(word, 1L, Long::sum);
    }
    return Files.writeString(scratch.resolve("big.txt"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quern.shuffle.HashCollector",
        "quern.shuffle.SortCollector",
        "quern.shuffle.StockCollector",
        "org.apache.hadoop.mapred.MapTask$MapOutputBuffer"
      })
  void theCountsAreTheSameWhoeverCollectsAndHoweverLittleMemoryThereIs(String collector)
      throws IOException {
    Path book = bigBook();
    for (String megabytes : List.of("1", "2", "64")) {
      Path out = scratch.resolve("out-" + megabytes);
      List<String> args = new ArrayList<>(List.of("wordcount", "--partitions", "3"));
      args.addAll(List.of("-D", "mapreduce.task.io.sort.mb=" + megabytes));
      args.addAll(List.of("-D", "mapreduce.job.map.output.collector.class=" + collector));
      args.addAll(Jobs.splitsOf(2_000_000));
      args.addAll(List.of(book.toString(), out.toString()));

      Jobs.run(args).ok();

      Map<String, Long> found = new TreeMap<>();
      for (Path part : Jobs.parts(out)) {
        assertThat(Files.readAllLines(part)).isSorted();
        for (String line : Files.readAllLines(part)) {
          int tab = line.indexOf('\t');
          assertThat(found.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1))))
              .isNull();
        }
      }
      assertThat(found).isEqualTo(expected);
      Map<String, Long> counts = Jobs.manifest(out).counts();
      if (collector.startsWith("quern")) {
        assertThat(counts.get(TaskPage.RECORDS_SHUFFLED)).isGreaterThanOrEqualTo(expected.size());
      } else {
        assertThat(counts).containsKey(TaskPage.REDUCES_UNCHECKED);
      }
    }
  }
}
