package quern.drivers;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.cluster.Cluster;

/** Which cluster on this machine a command is about, and how much it says. */
final class ClusterOptions {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where the cluster is. [cluster, in the user's cache for quern]")
  private @Nullable String directory;

  @Option(names = "--quiet", description = "Only errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "More of what Hadoop logs, and stack traces.")
  private boolean verbose;

  /** Whether only errors are printed. */
  boolean quiet() {
    return quiet;
  }

  /** Whether stack traces and Hadoop's log are wanted. */
  boolean verbose() {
    return verbose;
  }

  /** The cluster, which need not be there. */
  Cluster cluster() throws IOException {
    return cluster(directory);
  }

  /**
   * The cluster in {@code directory}.
   *
   * @param directory null for the usual one
   */
  static Cluster cluster(@Nullable String directory) throws IOException {
    return Cluster.in(directory == null ? cache().resolve("cluster") : Path.of(directory));
  }

  /** Where {@code bin/quern} keeps what it fetches. */
  static Path cache() {
    return launchersOwn("quern.cache");
  }

  /** The folder that {@code bin/quern} is in, and all that is not in the jar. */
  static Path home() {
    return launchersOwn("quern.home");
  }

  private static Path launchersOwn(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new UsageException("only bin/quern knows where a cluster can be; --dir names it");
    }
    return Path.of(value);
  }

  /** What to add to a command so that it is about the same cluster; empty for the usual one. */
  String repeated() {
    return directory == null ? "" : " --dir " + directory;
  }
}
