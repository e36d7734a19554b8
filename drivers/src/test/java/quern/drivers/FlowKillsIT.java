package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As the killing of local drivers ({@link FlowTest}), with the jobs on HDFS and YARN. */
class FlowKillsIT {
  private static final String HOME = "/kills";

  @TempDir private Path scratch;

  /** A tenth as often as locally, where a job takes a tenth of the time; so not in each build. */
  @Test
  void aDriverThatIsKilledAgainAndAgainComesToTheSameEnd() throws Exception {
    int kills = Integer.getInteger("quern.faults.kills", 0) / 10;
    assumeThat(kills).as("a tenth of -Dquern.faults.kills").isPositive();
    RealCluster cluster = RealCluster.get();
    try (FileSystem hdfs = cluster.hdfs()) {
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(
              Path.of("..", "examples", "people.csv").toAbsolutePath().normalize().toUri()),
          new org.apache.hadoop.fs.Path(HOME + "/people.csv"));
      Path file = scratch.resolve("ten.yaml");
      Files.writeString(file, TenSteps.text(HOME));

      new FlowKills(
              new There(cluster, hdfs, file),
              scratch.resolve(".quern-flows/ten"),
              scratch.resolve("log"))
          .make(kills);
    }
  }

  private record There(RealCluster cluster, FileSystem hdfs, Path file) implements FlowKills.Place {
    @Override
    public Process start(Path log) throws IOException {
      return cluster.startHadoopJar(log, "flow", "run", file);
    }

    @Override
    public Map<String, String> outputs() throws IOException {
      Map<String, String> outputs = new TreeMap<>();
      for (String output : TenSteps.outputs()) {
        for (FileStatus part : hdfs.listStatus(new org.apache.hadoop.fs.Path(HOME, output))) {
          if (part.getPath().getName().startsWith("part-")) {
            try (var in = hdfs.open(part.getPath())) {
              outputs.put(
                  part.getPath().toUri().getPath(), new String(in.readAllBytes(), ISO_8859_1));
            }
          }
        }
      }
      return outputs;
    }

    @Override
    public void clear() throws IOException {
      for (String output : TenSteps.outputs()) {
        hdfs.delete(new org.apache.hadoop.fs.Path(HOME, output), true);
      }
      Trees.delete(file.resolveSibling(".quern-flows"));
    }
  }
}
