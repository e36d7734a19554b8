package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;
import quern.records.commit.TaskPage;

/** The {@code index} command, against words looked for one by one. */
class IndexTest {
  private static final String[] WORDS = {
    "the", "the", "the", "a", "ab", "a\u0000", "a\u0000b", "\u0000", "Köln", "日本", "\"x", "end."
  };

  /** In the order of word, file and offset. */
  private record Place(String word, String file, int offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return Comparator.comparing(Place::word)
          .thenComparing(Place::file)
          .thenComparing(Place::offset)
          .compare(this, other);
    }
  }

  @TempDir private Path scratch;
  private Path output;
  private final List<Place> expected = new ArrayList<>();

  @BeforeEach
  void chooseOutput() {
    output = scratch.resolve("out");
  }

  private Path write(String name, int words, long seed, boolean zip) throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)])
          .append(i % 9 == 0 ? "\r\n" : i % 5 == 0 ? "\t " : " ");
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    Path file = scratch.resolve(name);
    // One char a byte, so that indexes are offsets and the order of chars is that of bytes.
    Matcher matcher = Pattern.compile("[^ \\t\\r\\n\\f]+").matcher(new String(bytes, ISO_8859_1));
    while (matcher.find()) {
      expected.add(new Place(matcher.group(), "file:" + file, matcher.start()));
    }
    if (zip) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (var out = new GZIPOutputStream(zipped)) {
        out.write(bytes);
      }
      bytes = zipped.toByteArray();
    }
    return Files.write(file, bytes);
  }

  private static List<Place> places(Path part) throws IOException {
    List<Place> places = new ArrayList<>();
    String text = new String(Jobs.text(part).getBytes(UTF_8), ISO_8859_1);
    for (String line : text.isEmpty() ? new String[0] : text.split("\n", 0)) {
      int tab = line.indexOf('\t');
      int colon = line.lastIndexOf(':');
      places.add(
          new Place(
              line.substring(0, tab),
              line.substring(tab + 1, colon),
              Integer.parseInt(line.substring(colon + 1))));
    }
    return places;
  }

  private Jobs.Result index(long splitBytes, Object... args) {
    List<String> all = new ArrayList<>(List.of("index"));
    all.addAll(Jobs.splitsOf(splitBytes));
    Stream.of(args).map(Object::toString).forEach(all::add);
    return Jobs.run(all);
  }

  @ParameterizedTest
  @CsvSource({"300,1,none", "5000,3,none", "1000000,4,snappy"})
  void eachPlaceOfEachWordIsThereOnceAndInOrder(long splitBytes, int partitions, String codec)
      throws IOException {
    Path first = write("b.txt", 1500, 1, false);
    Path second = write("a.txt.gz", 700, 2, true);

    index(splitBytes, first, second, output, "--partitions", partitions, "--codec", codec).ok();

    List<Place> all = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      List<Place> places = places(part);
      assertThat(places).isSorted();
      all.addAll(places);
      places.stream().map(Place::word).distinct().forEach(words::add);
    }
    assertThat(words).as("a word is in one part").doesNotHaveDuplicates();
    assertThat(all.stream().sorted())
        .containsExactlyElementsOf(expected.stream().sorted().toList());
    assertThat(Jobs.manifest(output).counts())
        .containsEntry(TaskPage.RECORDS_SHUFFLED, (long) expected.size());
    assertThat(Jobs.run("verify", output).ok().out()).contains("all there, and as written");
  }

  @Test
  void theFirstPlacesCanBeShown() throws IOException {
    Path file = Files.writeString(scratch.resolve("x.txt"), "b a b");

    assertThat(index(100, file, output, "--show", "--json").ok().out())
        .contains("{\"word\":\"a\",\"place\":\"file:" + file + ":2\"}")
        .contains("{\"word\":\"b\",\"place\":\"file:" + file + ":0\"}");
  }

  @Test
  void noWordsAreNoPlaces() throws IOException {
    Path file = Files.writeString(scratch.resolve("x.txt"), " \n\t\n");

    index(100, file, output).ok();

    assertThat(Jobs.parts(output))
        .singleElement()
        .satisfies(part -> assertThat(part).isEmptyFile());
  }

  @Test
  void aMistakeIsTold() throws IOException {
    Path file = Files.writeString(scratch.resolve("x.txt"), "a");
    assertThat(index(100, file, output, "--partitions", 0).err()).contains("at least 1");
    assertThat(index(100, scratch.resolve("no*"), output).err()).contains("no file matches");
    assertThat(index(100, scratch.resolve("no"), output).exit()).isEqualTo(Exit.USAGE);
    assertThat(index(100, scratch, output).err()).contains("lie in one another");
    assertThat(output).doesNotExist();
  }
}
