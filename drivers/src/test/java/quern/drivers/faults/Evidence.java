package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the logs of a round that went wrong, as the cluster goes when the tests are over. */
final class Evidence {
  private Evidence() {}

  /** Copies what daemons and containers have logged into {@code target/faults-SEED-…}. */
  static void keep(Bed bed, long seed) throws IOException, InterruptedException {
    Path cluster = bed.cluster().cluster().directory();
    Path target =
        Path.of("target")
            .toAbsolutePath()
            .resolve("faults-" + seed + "-" + System.currentTimeMillis());
    for (String part : List.of("logs", "nodemanager-1/logs", "nodemanager-2/logs")) {
      copy(cluster.resolve(part), target.resolve(part));
    }
    // Those of containers whose NodeManager has put them away.
    bed.cluster().tool("hdfs", "dfs", "-get", "/tmp/logs", target.resolve("aggregated").toString());
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }
}
