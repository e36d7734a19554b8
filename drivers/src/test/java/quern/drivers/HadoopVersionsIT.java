package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.cluster.ClusterWish;

/** The same jar on daemons, and with a client, of the other versions that are supported. */
class HadoopVersionsIT {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  private static final String HEADER = "id,name,age,city,income,signup,comment";

  @TempDir private Path scratch;

  @ParameterizedTest
  @ValueSource(strings = {"3.3.6", "3.4.2"})
  void theSameJarGivesTheSameOutput(String version) throws Exception {
    RealCluster cluster = RealCluster.get(new ClusterWish(version, 1, 1, 3072, "free"));
    assertThat(cluster.tool("hadoop", "version").ok().out()).startsWith("Hadoop " + version);
    try (FileSystem hdfs = cluster.hdfs()) {
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(EXAMPLES.resolve("people.csv").toUri()),
          new org.apache.hadoop.fs.Path("/people.csv"));
    }
    String[] how = {"--where", "age > 18", "--partitions", "2", "--partition-by", "range:income"};
    Path local = scratch.resolve("local");
    Jobs.run(with(how, "csv", EXAMPLES.resolve("people.csv"), local)).ok();

    // Within the application master, and in containers of their own.
    for (boolean uber : new boolean[] {true, false}) {
      String output = "/out-" + uber;
      Path fetched = scratch.resolve("fetched-" + uber);
      cluster
          .hadoopJar(
              with(
                  how,
                  "csv",
                  "/people.csv",
                  output,
                  "-D",
                  "mapreduce.job.ubertask.enable=" + uber,
                  "--codec",
                  uber ? "snappy" : "zstd"))
          .ok();
      cluster.tool("hdfs", "dfs", "-get", output, fetched.toString()).ok();

      assertThat(Jobs.allRows(fetched, HEADER)).isEqualTo(Jobs.allRows(local, HEADER));
    }
  }

  private static Object[] with(String[] how, Object... words) {
    return Stream.concat(Stream.of(words), Stream.of(how)).toArray();
  }
}
