package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.commit.TaskPage;

/** The {@code join} command, as users see it. */
class JoinTest {
  @TempDir private Path scratch;
  private Path output;

  @BeforeEach
  void writeInputs() throws IOException {
    output = scratch.resolve("out");
    write("users.csv", "id,name", "1,Ann", "2,Bob", "3,\"Eve, the third\"", ",Nil");
    write("orders.csv", "order,user_id,total", "10,1,5.5", "11,3,7", "12,1,", "13,9,1", "14,,2");
    Files.createDirectories(scratch.resolve("empty"));
  }

  private void write(String name, String... lines) throws IOException {
    Files.writeString(scratch.resolve(name), String.join("\n", lines) + "\n");
  }

  private Jobs.Result join(String left, String right, Object... options) {
    List<String> args = new ArrayList<>(List.of("join"));
    args.add(scratch + "/" + left);
    args.add(scratch + "/" + right);
    args.add(output.toString());
    for (Object option : options) {
      args.add(option.toString());
    }
    return Jobs.run(args);
  }

  private String text() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path part : Jobs.parts(output)) {
      all.append(Jobs.text(part));
    }
    return all.toString();
  }

  private static final String ON = "users.id = orders.user_id";

  @Test
  void aSmallSideIsHeldByMapsAndRowsKeepTheOrderOfTheOther() throws IOException {
    join("users.csv", "orders.csv", "--on", ON).ok();

    assertThat(Jobs.parts(output)).allMatch(part -> part.toString().contains("part-m-"));
    assertThat(text())
        .isEqualTo(
            """
            id,name,order,user_id,total
            1,Ann,10,1,5.5
            3,"Eve, the third",11,3,7
            1,Ann,12,1,
            """);
    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.ROWS_IN, 9L);
    assertThat(Jobs.manifest(output).inputs()).hasSize(2);
  }

  @Test
  void rowsWithoutAMatchAreKeptAsTheTypeSays() throws IOException {
    join("users.csv", "orders.csv", "--on", ON, "--type", "full", "--partitions", 1).ok();

    assertThat(Jobs.allRows(output, "id,name,order,user_id,total").stream().map(List::toString))
        .containsExactlyInAnyOrder(
            "[1, Ann, 10, 1, 5.5]",
            "[1, Ann, 12, 1, null]",
            "[2, Bob, null, null, null]",
            "[3, Eve, the third, 11, 3, 7]",
            "[null, Nil, null, null, null]",
            "[null, null, 13, 9, 1]",
            "[null, null, 14, null, 2]");
    assertThat(Jobs.manifest(output).counts())
        .containsKey(TaskPage.RECORDS_SHUFFLED)
        .doesNotContainKey(TaskPage.REDUCES_UNCHECKED);
  }

  @Test
  void whereAHotKeyIsSplitEachPartKnowsThatItHasMatches() throws IOException {
    write("a.csv", "id,name", "1,a", "1,b", "2,c");
    write("b.csv", "id,total", "1,10", "1,20", "1,30", "3,40", "1,50");

    Jobs.Result result =
        join("a.csv", "b.csv", "--using", "id", "--type", "full", "--partitions", 7);

    assertThat(result.ok().err())
        .contains("joined    by 7 reduce tasks; 2 hot keys shared by several");
    assertThat(Jobs.allRows(output, "id,name,total")).hasSize(10);
    long withKey1 =
        Jobs.parts(output).stream()
            .filter(
                part -> {
                  try {
                    return Jobs.text(part).contains("\n1,");
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                })
            .count();
    assertThat(withKey1).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inner | 1,Ann,10;1,Ann,12;3,'Eve, the third',11",
        "left  | 1,Ann,10;1,Ann,12;2,Bob,;3,'Eve, the third',11;,Nil,",
        "right | ,,14;1,Ann,10;1,Ann,12;3,'Eve, the third',11;9,,13",
        "full  | ,,14;1,Ann,10;1,Ann,12;2,Bob,;3,'Eve, the third',11;9,,13;,Nil,",
      })
  void aColumnOfUsingIsThatOfTheSideThatIsThere(String type, String rows) throws IOException {
    write("orders.csv", "order,id", "10,1", "11,3", "12,1", "13,9", "14,");

    join("users.csv", "orders.csv", "--using", "id", "--type", type, "--partitions", "2").ok();

    List<String> lines = text().lines().filter(line -> !line.equals("id,name,order")).toList();
    assertThat(lines).containsExactlyInAnyOrder(rows.replace('\'', '"').split(";"));
  }

  @Test
  void aTableJoinedWithItselfIsReadTwiceAndProved() throws IOException {
    write("people.csv", "id,boss", "1,", "2,1", "3,1", "4,2");

    join(
            "people.csv",
            "people.csv",
            "--as",
            "p,b",
            "--on",
            "p.boss = b.id",
            "--select",
            "p.id, b.boss as above",
            "--partitions",
            "2")
        .ok();

    assertThat(Jobs.allRows(output, "id,above").stream().map(List::toString))
        .containsExactlyInAnyOrder("[2, null]", "[3, null]", "[4, 1]");
    assertThat(Jobs.manifest(output).inputs()).hasSize(1);
  }

  @Test
  void aTableThatIsHeldMayAlsoBeReadInSplits() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,next"));
    for (int i = 0; i < 200; i++) {
      lines.add(i + "," + (i + 1));
    }
    write("a.csv", lines.toArray(String[]::new));
    List<Object> options =
        new ArrayList<>(List.of("--on", "left.next = right.id", "--select", "left.id"));
    options.addAll(Jobs.splitsOf(100));

    Jobs.Result result = join("a.csv", "a.csv", options.toArray());

    assertThat(result.ok().err()).contains("joined    by each map task, which held the right side");
    assertThat(Jobs.parts(output)).hasSizeGreaterThan(10);
    List<List<@Nullable String>> rows = Jobs.allRows(output, "id");
    assertThat(rows).hasSize(199);
    assertThat(rows.get(0)).containsExactly("0");
    assertThat(rows.get(198)).containsExactly("198");
  }

  @Test
  void theRightSideMayBeOfAnotherDialectAndInAnotherOrder() throws IOException {
    Files.createDirectories(scratch.resolve("days"));
    write("days/1.csv", "day;what", "2024-01-01;a;b", "2024-01-02;c");
    write("days/2.csv", "what;day", "\"d;e\";2024-01-03");
    write("times.csv", "at,n", "2024-01-03 00:00:00,1", "2024-01-02 00:00:01,2", "x,3");

    Jobs.Result result =
        join(
            "times.csv",
            "days",
            "--on",
            "times.at = days.day",
            "--type",
            "left",
            "--schema",
            "at timestamp",
            "--right-option",
            "sep=;",
            "--rejects",
            scratch.resolve("bad"));

    assertThat(result.ok().err()).contains("1 value").contains("at");
    assertThat(text())
        .isEqualTo(
            """
            at,n,day,what
            2024-01-03 00:00:00,1,2024-01-03,d;e
            2024-01-02 00:00:01,2,,
            x,3,,
            """);
    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.ROWS_IN, 6L);
    assertThat(Jobs.text(Jobs.parts(scratch.resolve("bad")).get(0))).contains("2024-01-01;a;b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zstd", "snappy"})
  void rowsThatDoNotFitIntoMemoryGoToTheDiskAsTheShuffleDoes(String codec) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,text"));
    for (int i = 0; i < 300; i++) {
      lines.add("7,row " + i);
    }
    write("a.csv", lines.toArray(String[]::new));
    write("b.csv", lines.toArray(String[]::new));
    List<String> options =
        List.of("--using", "id", "--partitions", "1", "--shuffle-codec", codec, "--select");

    for (int memory : new int[] {0, 100, 1 << 20}) {
      List<Object> all = new ArrayList<>(options);
      all.add("a.text as a, b.text as b");
      all.addAll(List.of("--overwrite", "-D", "quern.join.memory-bytes=" + memory));
      join("a.csv", "b.csv", all.toArray()).ok();

      List<List<@Nullable String>> rows = Jobs.allRows(output, "a,b");
      assertThat(rows).hasSize(90_000).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mapreduce.job.encrypted-intermediate-data=true",
        "mapreduce.job.map.output.collector.class=org.apache.hadoop.mapred.MapTask$MapOutputBuffer",
        "mapreduce.job.reduce.shuffle.consumer.plugin.class=org.apache.hadoop.mapreduce.task.reduce.Shuffle"
      })
  void rowsAreTheSameWhoeverShufflesThem(String setting) throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,text"));
    for (int i = 0; i < 400; i++) {
      lines.add((i % 4 == 0 ? i : 7) + ",row " + i);
    }
    write("a.csv", lines.toArray(String[]::new));
    write("b.csv", "id,n", "7,1", "8,2", "7,3", "9,4");

    join(
            "a.csv",
            "b.csv",
            "--using",
            "id",
            "--type",
            "full",
            "--partitions",
            3,
            "-D",
            "quern.join.memory-bytes=0",
            "-D",
            setting)
        .ok();

    assertThat(Jobs.allRows(output, "id,text,n")).hasSize(600 + 100 + 1).doesNotHaveDuplicates();
  }

  @Test
  void whereTheJobRunsIsSaidByTheSameOption() throws IOException {
    join("users.csv", "orders.csv", "--on", "local", "--on", ON).ok();

    assertThat(Jobs.allRows(output, "id,name,order,user_id,total")).hasSize(3);
    assertThat(join("users.csv", "orders.csv", "--on", ON, "--on", scratch).err())
        .contains("--on " + scratch);
  }

  @ParameterizedTest
  @ValueSource(classes = {TamperingCollector.Drops.class, TamperingCollector.Doubles.class})
  void aShuffleThatGoesWrongIsFoundOutAndOneThatDoesNotIsVerifiedLater(Class<?> collector)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,text"));
    for (int i = 0; i < 2000; i++) {
      lines.add(i % 100 + ",row " + i);
    }
    write("a.csv", lines.toArray(String[]::new));
    write("b.csv", lines.toArray(String[]::new));
    List<Object> options = new ArrayList<>(List.of("--using", "id", "--partitions", 3));
    options.addAll(List.of("--type", "left", "--select", "id, a.text as a, b.text as b"));

    join("a.csv", "b.csv", options.toArray()).ok();
    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.RECORDS_SHUFFLED, 4000L);
    Jobs.run("verify", output).ok();

    options.addAll(List.of("--overwrite", "-D"));
    options.add("mapreduce.job.map.output.collector.class=" + collector.getName());
    Jobs.Result result = join("a.csv", "b.csv", options.toArray());
    assertThat(result.exit()).isEqualTo(Exit.PROOF);
    assertThat(result.err()).contains("shuffle: the maps sent ");
  }

  @Test
  void anInputWithoutRowsHasNoMatches() throws IOException {
    write("orders.csv", "order,user_id,total");
    List<String> options = List.of("--on", ON, "--type", "anti", "--overwrite");

    join("users.csv", "orders.csv", options.toArray()).ok();
    assertThat(Jobs.allRows(output, "id,name")).hasSize(4);

    List<String> reduced = new ArrayList<>(options);
    reduced.addAll(List.of("--partitions", "3", "--schema", "id string"));
    join("users.csv", "orders.csv", reduced.toArray()).ok();
    assertThat(Jobs.allRows(output, "id,name")).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users.csv orders.csv --on users.id=orders.user | no column is called 'user'; The columns are: order, user_id, total
          users.csv orders.csv --on u.id=orders.user_id  | no table is called 'u' here; there is users or left, and orders or right
          users.csv orders.csv --on id=name              | id and name are columns of one side
          users.csv orders.csv --on name=order           | users.name is a string, orders.order is a long: these cannot be compared; cast one as it is read, with --schema 'name long' or --right-schema 'order string'
          users.csv orders.csv --on id<order             | say which columns are to be equal
          users.csv orders.csv --on id=order+1          | expected a column of one table = a column of the other
          users.csv orders.csv                           | say which columns are to be equal
          users.csv orders.csv --using id                | no column is called 'id'
          users.csv orders.csv --using id --on id=order  | one is enough
          users.csv users.csv --on left.id=right.id --where id=1 | column 'id' is in more than one table: write left.id or right.id
          users.csv users.csv --using id --select *,name | column 'name' is in more than one table
          users.csv users.csv --using id --select left.name,right.name | two output columns are called 'name': give one another name with 'as'
          users.csv orders.csv --on id=user_id --type outer | no type of join is called 'outer'
          users.csv orders.csv --on id=user_id --type simi | did you mean 'semi'?
          users.csv orders.csv --on id=user_id --type semi --select total | a semi join has the columns of its left side only: no column is called 'total'
          users.csv orders.csv --on id=user_id --type anti --where orders.total>1 | an anti join has the columns of its left side only: no table is called 'orders' here
          users.csv orders.csv --on id=user_id --type left --broadcast left | a left join writes rows of the left side that have no match, and no map task alone knows which; use --broadcast right or never
          users.csv orders.csv --on id=user_id --type full --broadcast right | use --broadcast never
          users.csv orders.csv --on id=user_id --broadcast both | expected left, right, never or auto
          users.csv orders.csv --on id=user_id --broadcast left --partitions 2 | give one of them
          users.csv orders.csv --on id=user_id --partitions 0 | at least 1
          users.csv orders.csv --on id=user_id --as a    | expected two different names
          users.csv orders.csv --on id=user_id --as a,A  | expected two different names
          users.csv orders.csv --on id=user_id --right-option mode=drop | this is the same for both sides; use --mode
          users.csv orders.csv --on id=user_id --right-option spe=x | did you mean 'sep'?
          users.csv users.csv --using id --right-option sep=; | is on both sides
          users.csv none.csv --using id                  | there is no such file or directory
          users.csv empty --using id                     | the directory has no files to read
          users.csv no*.csv --using id                   | no file matches
          users.csv out --using id                       | there is no such file or directory
          """)
  void aMistakeEndsWithTwoAndLeavesNothing(String line, String message) {
    List<String> words = List.of(line.split(" ", -1));
    List<String> before = Jobs.names(scratch);

    Jobs.Result result = join(words.get(0), words.get(1), words.subList(2, words.size()).toArray());

    assertThat(result.err().replace(scratch + "/", "")).startsWith("quern: ").contains(message);
    assertThat(result.exit()).as(result.err()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).doesNotContain("\tat ");
    assertThat(Jobs.names(scratch)).isEqualTo(before);
  }

  @Test
  void theOutputMustNotLieInAnInputNorAnInputBeMissing() throws IOException {
    Files.createDirectories(scratch.resolve("in"));
    write("in/orders.csv", "order,user_id", "10,1");
    output = scratch.resolve("in/out");

    Jobs.Result result = join("users.csv", "in", "--on", "users.id = user_id");

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("must not be the same nor lie in one another");
    assertThat(Jobs.run("join", scratch.resolve("users.csv"), output, "--using", "id").err())
        .contains("say also: OUTPUT");
  }
}
