package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.commit.TaskPage;

/**
 * Every command, on HDFS and YARN, by {@code hadoop jar}: what it gives is what a local run gives.
 */
class ClusterJobsIT {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  /** Small jobs run within the application master; with this they do not. */
  private static final String CONTAINERS = "-Dmapreduce.job.ubertask.enable=false";

  @TempDir private Path scratch;

  @BeforeAll
  static void putInputs() throws Exception {
    try (FileSystem hdfs = RealCluster.get().hdfs()) {
      for (String name : List.of("people.csv", "messy.csv", "words.txt")) {
        hdfs.copyFromLocalFile(
            new org.apache.hadoop.fs.Path(EXAMPLES.resolve(name).toUri()),
            new org.apache.hadoop.fs.Path("/examples/" + name));
      }
    }
  }

  static Stream<List<String>> jobs() {
    return Stream.of(
        List.of("csv", "people.csv", "--where", "age > 18"),
        List.of("csv", "people.csv", "--select", "id, income / 12 as monthly", "--infer", "full"),
        List.of("csv", "people.csv", "--partitions", "3", "--partition-by", "hash:city"),
        List.of("csv", "people.csv", "--partitions", "2", "--partition-by", "range:income desc"),
        List.of("csv", "people.csv", "--partitions", "2", "--codec", "snappy", "--seed", "7"),
        List.of("csv", "people.csv", "--codec", "huffman", "-Dquern.codec.block-bytes=500"),
        List.of("csv", "people.csv", "--partitions", "2", "--codec", "zstd+hamming", CONTAINERS),
        List.of("csv", "people.csv", "--partitions", "2", "--shuffle-codec", "huffman", CONTAINERS),
        List.of("csv", "messy.csv", "--mode", "drop"),
        List.of("csv", "people.csv", "--partitions", "2", CONTAINERS),
        List.of("sort", "people.csv", "--by", "city, age desc", "--partitions", "3", CONTAINERS),
        List.of(
            "join",
            "people.csv",
            "messy.csv",
            "--using",
            "id",
            "--type",
            "full",
            "--partitions",
            "2",
            CONTAINERS),
        List.of(
            "join", "messy.csv", "people.csv", "--using", "id", "--broadcast", "left", CONTAINERS),
        List.of(
            "aggregate",
            "people.csv",
            "--by",
            "city",
            "--agg",
            "count(distinct age), stddev(income) as spread, approx_distinct(name) as names",
            "--partitions",
            "2",
            CONTAINERS),
        List.of("distinct", "people.csv", "--by", "city"),
        List.of("top", "2", "people.csv", "--by", "age", "--per", "city", "--partitions", "2"),
        List.of("grep", "the", "words.txt"),
        List.of("recode", "people.csv", "--codec", "gzip"),
        List.of("csv", "people.csv", "--partition-dirs", "city"),
        List.of("sort", "people.csv", "--by", "city", "--stable", "--partitions", "2"),
        List.of("wordcount", "words.txt", "--partitions", "2", CONTAINERS));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobOnTheClusterWritesWhatALocalOneWrites(List<String> command) throws Exception {
    RealCluster cluster = RealCluster.get();
    Path local = scratch.resolve("local");
    Path fetched = scratch.resolve("fetched");
    String remote = "/out/" + System.nanoTime();

    Jobs.run(located(command, EXAMPLES + "/", local.toString())).ok();
    cluster.hadoopJar(located(command, "/examples/", remote).toArray()).ok();
    cluster.tool("hdfs", "dfs", "-get", remote, fetched.toString()).ok();

    assertThat(Trees.contents(fetched)).isEqualTo(Trees.contents(local));
    if (command.contains("--partitions")) {
      assertThat(Jobs.manifest(fetched).counts())
          .containsEntry(
              TaskPage.RECORDS_SHUFFLED,
              Jobs.manifest(local).counts().get(TaskPage.RECORDS_SHUFFLED));
    }
  }

  /** Hadoop's own word count and sort, with our jar and two settings, and without. */
  @ParameterizedTest
  @ValueSource(strings = {"wordcount", "wordmean"})
  void aJobThatKnowsNothingOfQuernGivesTheSameWithItsShuffle(String example) throws Exception {
    RealCluster cluster = RealCluster.get();
    List<String> plugIns =
        List.of(
            "-libjars",
            RealCluster.jar().toString(),
            "-Dmapreduce.job.map.output.collector.class=quern.shuffle.HashCollector,"
                + "quern.shuffle.SortCollector,quern.shuffle.StockCollector",
            "-Dmapreduce.job.reduce.shuffle.consumer.plugin.class=quern.shuffle.CheckedShuffle",
            CONTAINERS);

    Map<String, String> stock = example(cluster, example, List.of(CONTAINERS));
    Map<String, String> ours = example(cluster, example, plugIns);

    assertThat(ours).isEqualTo(stock).isNotEmpty();
  }

  /** The parts that an example of Hadoop's writes. */
  private Map<String, String> example(RealCluster cluster, String name, List<String> options)
      throws Exception {
    String remote = "/out/" + System.nanoTime();
    Path fetched = scratch.resolve("fetched" + System.nanoTime());
    List<String> command =
        new ArrayList<>(List.of("hadoop", "jar", cluster.cluster().examples().toString(), name));
    command.addAll(options);
    command.addAll(List.of("/examples/words.txt", remote));
    cluster.tool(command.toArray(String[]::new)).ok();
    cluster.tool("hdfs", "dfs", "-get", remote, fetched.toString()).ok();
    return Trees.contents(fetched);
  }

  /** The command with its inputs below {@code folder}, and its output. */
  private static List<String> located(List<String> command, String folder, String output) {
    return Stream.concat(
            command.stream().map(word -> word.matches("\\w+\\.(csv|txt)") ? folder + word : word),
            Stream.of(output))
        .toList();
  }

  @Test
  void showAndSchemaReadFromHdfsWhatTheyReadFromFiles() throws Exception {
    for (String command : List.of("show", "schema", "count", "describe")) {
      RealCluster.Result remote = RealCluster.get().hadoopJar(command, "/examples/people.csv").ok();

      assertThat(remote.out())
          .isEqualTo(Jobs.run(command, EXAMPLES.resolve("people.csv")).ok().out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sjf", "dynamic"})
  void aFlowOnTheClusterWritesWhatALocalOneWrites(String policy) throws Exception {
    RealCluster cluster = RealCluster.get();
    String flow = EXAMPLES.resolve("pipeline.yaml").toString();
    Path local = scratch.resolve("local");
    Path fetched = scratch.resolve("report");
    String remote = "/out/" + System.nanoTime();
    Jobs.run(flow(flow, EXAMPLES + "/people.csv", local.toString(), "local-state")).ok();

    List<String> command = new ArrayList<>(flow(flow, "/examples/people.csv", remote, policy));
    command.addAll(List.of("--policy", policy));
    cluster.hadoopJar(command.toArray()).ok();
    RealCluster.Result again = cluster.hadoopJar(command.toArray()).ok();

    cluster.tool("hdfs", "dfs", "-get", remote + "/report", fetched.toString()).ok();
    assertThat(Trees.contents(fetched)).isEqualTo(Trees.contents(local.resolve("report")));
    assertThat(again.err()).contains("0 run, 6 reused");
  }

  private List<String> flow(String file, String input, String output, String state) {
    return List.of(
        "flow",
        "run",
        file,
        "--set",
        "input=" + input,
        "--set",
        "out=" + output,
        "--state",
        scratch.resolve(state).toString());
  }

  @Test
  void theDoctorFindsAllInPlace() throws Exception {
    RealCluster.Result result = RealCluster.get().hadoopJar("doctor").ok();

    assertThat(result.out()).contains("ok           HDFS ", "ok           container ");
  }

  @Test
  void aJobRunsWhereItsBlocksAreAndSaysSo() throws Exception {
    RealCluster.Result result =
        RealCluster.get()
            .hadoopJar(
                List.of(
                        "csv",
                        "/examples/people.csv",
                        "/out/" + System.nanoTime(),
                        "-D",
                        "mapreduce.job.ubertask.enable=false")
                    .toArray())
            .ok();

    assertThat(result.err()).contains("1 launched: 1 node-local");
  }
}
