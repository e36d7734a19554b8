package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;
import quern.records.commit.Part;

/** {@code csv --partition-dirs}: each row in the directory of its values, and read back whole. */
class PartitionDirsTest {
  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";
  private static final String FILES = "id,name,income,comment";

  private final List<List<@Nullable String>> people = People.rows(1500, 2);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result csv(Object... options) {
    List<Object> args = new ArrayList<>(List.of(input, output));
    args.addAll(List.of(options));
    return Jobs.csv(9000, args.toArray());
  }

  /** The rows of the output by the directory they are in, without its columns. */
  private Map<String, List<List<@Nullable String>>> byDirectory(String header) throws IOException {
    Map<String, List<List<@Nullable String>>> rows = new HashMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!file.getFileName().toString().matches("[._].*")) {
          String directory = output.relativize(Objects.requireNonNull(file.getParent())).toString();
          rows.computeIfAbsent(directory, key -> new ArrayList<>()).addAll(Jobs.rows(file, header));
        }
      }
    }
    return rows;
  }

  private Map<String, List<List<@Nullable String>>> expected() {
    Map<String, List<List<@Nullable String>>> rows = new HashMap<>();
    for (List<@Nullable String> row : people) {
      String city = row.get(3) == null ? NULL : row.get(3);
      String age = row.get(2) == null ? NULL : row.get(2);
      List<@Nullable String> rest = new ArrayList<>(row);
      rest.subList(2, 4).clear();
      rows.computeIfAbsent("city=" + city + "/age=" + age, key -> new ArrayList<>()).add(rest);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "none,",
    "snappy,",
    "zstd+hamming,",
    "none,--partitions 3",
    "none,--partitions 2 --partition-by hash:city",
    "none,--partitions 2 --partition-by range:age"
  })
  void eachRowIsInTheDirectoryOfItsValuesAndTheOutputIsProved(String codec, @Nullable String moved)
      throws IOException {
    List<Object> options = new ArrayList<>(List.of("--partition-dirs", "city, age"));
    options.addAll(List.of("--codec", codec));
    options.addAll(moved == null ? List.of() : List.of((Object[]) moved.split(" ", -1)));
    csv(options.toArray()).ok();

    assertThat(normal(byDirectory(FILES), moved != null))
        .isEqualTo(normal(expected(), moved != null));
    assertThat(Jobs.manifest(output).rows()).isEqualTo(1500);
    assertThat(Jobs.manifest(output).parts())
        .extracting(Part::name)
        .allMatch(n -> n.contains("age="));
    assertThat(Jobs.run("verify", output).ok().out()).contains("1,500 rows: all there");
  }

  /** Where rows moved, only each directory's rows are known, and not their order. */
  private static Map<String, Object> normal(
      Map<String, List<List<@Nullable String>>> rows, boolean moved) {
    Map<String, Object> normal = new HashMap<>();
    rows.forEach(
        (key, value) ->
            normal.put(
                key, moved ? value.stream().map(Object::toString).sorted().toList() : value));
    return normal;
  }

  @Test
  void theDirectoryIsReadBackWithItsColumns() throws IOException {
    csv("--partition-dirs", "city, age").ok();
    Path again = scratch.resolve("again");

    Jobs.csv(3000, output, again, "--select", People.HEADER).ok();

    List<List<@Nullable String>> rows = Jobs.allRows(again, People.HEADER);
    assertThat(new LinkedHashSet<>(rows))
        .isEqualTo(new LinkedHashSet<>(people))
        .hasSameSizeAs(rows);
    long old = People.where(people, People.olderThan(40)).size();
    assertThat(Jobs.run("count", output, "--where", "age > 40").ok().out()).isEqualTo(old + "\n");
    assertThat(Jobs.run("schema", output).ok().out())
        .containsPattern("city +string")
        .containsPattern("age +long");
    Path sorted = scratch.resolve("sorted");
    Jobs.run("sort", output, sorted, "--by", "age, id", "--partitions", 3, "--select", "age").ok();
    assertThat(Jobs.allRows(sorted, "age").stream().map(row -> row.get(0)).filter(Objects::nonNull))
        .isSortedAccordingTo((a, b) -> Integer.parseInt("" + a) - Integer.parseInt("" + b));
    assertThat(Jobs.run("csv", output, scratch.resolve("all"), "--infer", "full").ok().err())
        .contains("1,500 rows");
  }

  @Test
  void filesWithoutHeaderAreReadBackToo() throws IOException {
    Files.writeString(input, "k,v\na,1\nb,2\na,3\n");
    csv("--partition-dirs", "k", "--out-header", "false").ok();

    Jobs.Result shown = Jobs.run("show", output, "--no-header", "--json");

    assertThat(shown.ok().out())
        .contains("{\"_c0\":1,\"k\":\"a\"}", "{\"_c0\":3,\"k\":\"a\"}", "{\"_c0\":2,\"k\":\"b\"}");
  }

  @Test
  void theFirstRowsAreShownWithTheColumnsOfTheirDirectories() {
    Jobs.Result result =
        csv(
            "--where",
            "id = 7",
            "--select",
            "id, age + 1 as next",
            "--partition-dirs",
            "next",
            "--show",
            "--json");

    int next = Integer.parseInt("" + people.get(7).get(2)) + 1;
    assertThat(result.ok().out()).contains("{\"id\":7,\"next\":" + next + "}");
    assertThat(output.resolve("next=" + next)).isDirectory();
  }

  @Test
  void noValueLeavesTheOutput() throws IOException {
    Files.writeString(
        input,
        "k,v\n../up,1\n/etc,2\n..,3\nfile:///x,4\n\"a\nb\",5\n,6\n\"\",7\n"
            + NULL
            + ",8\n%2e%2e,9\n");

    csv("--partition-dirs", "k", "--overwrite").ok();

    assertThat(new TreeSet<>(byDirectory("v").keySet()))
        .isEqualTo(
            new TreeSet<>(
                Set.of(
                    "k=..%2Fup",
                    "k=%2Fetc",
                    "k=..",
                    "k=file%3A%2F%2F%2Fx",
                    "k=a%0Ab",
                    "k=" + NULL,
                    "k=%5F_HIVE_DEFAULT_PARTITION__",
                    "k=%252e%252e")));
    assertThat(Jobs.names(scratch)).containsExactly("out", "people.csv");
    Jobs.csv(1000, output, scratch.resolve("back"), "--select", "v, k").ok();
    assertThat(Jobs.allRows(scratch.resolve("back"), "v,k"))
        .contains(
            List.of("1", "../up"),
            List.of("5", "a\nb"),
            List.of("8", NULL),
            List.of("9", "%2e%2e"));
  }

  @Test
  void withoutRowsThereIsNoDirectoryAndNothingToShow() {
    assertThat(csv("--where", "id < 0", "--partition-dirs", "city", "--show").ok().out()).isEmpty();
    assertThat(Jobs.run("verify", output).ok().out()).contains("0 rows");
  }

  @Test
  void tooManyDirectoriesAreRefusedWithAdviceAndNothingIsLeft() {
    Jobs.Result result = csv("--partition-dirs", "id", "-D", "quern.output.max-directories=20");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err())
        .contains(
            "more than 20 directories",
            "--partition-by hash:COLUMNS",
            "quern.output.max-directories");
    assertThat(output).doesNotExist();
  }

  @Test
  void aNameThatNoFileSystemTakesIsRefused() throws IOException {
    Files.writeString(input, "k,v\n" + "x".repeat(300) + ",1\n");

    Jobs.Result result = csv("--partition-dirs", "k");

    assertThat(result.exit()).isEqualTo(Exit.REFUSED);
    assertThat(result.err()).contains("302 bytes; expected 255 at most: k=xxx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--partition-dirs cty                        | did you mean 'city'?",
        "--partition-dirs city,city                  | twice",
        "--partition-dirs income --select id         | no column is called 'income'",
        "--partition-dirs id --select id             | no column is left for the files",
        "--partition-dirs city@desc                  | directories have no order",
        "--no-header --partition-dirs _c0            | readers pass over directories",
      })
  void aMistakeIsToldBeforeTheJobRuns(String options, String message) {
    Object[] words = Stream.of(options.split(" ", -1)).map(w -> w.replace('@', ' ')).toArray();

    Jobs.Result result = csv(words);

    assertThat(result.exit()).as(result.err()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(output).doesNotExist();
  }

  @Test
  void filesThatAreNotAllInSuchDirectoriesAreNotReadTogether() throws IOException {
    csv("--partition-dirs", "city").ok();

    Jobs.Result mixed = Jobs.run("count", output, input);
    assertThat(mixed.exit()).isEqualTo(Exit.USAGE);
    assertThat(mixed.err()).contains("files read together must have the same columns");

    Path odd = Files.createDirectories(scratch.resolve("odd/id=3"));
    Files.copy(input, odd.resolve("people.csv"));
    assertThat(Jobs.run("count", scratch.resolve("odd")).err())
        .contains("has a column 'id', and so has the name of its directory");
  }
}
