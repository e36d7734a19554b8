package quern.cluster;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The jars of one version of Hadoop, fetched once by Maven and shared by all clusters.
 *
 * @param home the directory with {@code lib} and {@code share} in it
 */
record HadoopJars(Path home) {
  private static final Pattern VERSION = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+[\\w.-]*");

  /** What the daemons and tools have on their class path. */
  Path lib() {
    return home.resolve("lib");
  }

  /** Jars to run on the cluster: Hadoop's examples, streaming. */
  Path share() {
    return home.resolve("share");
  }

  /**
   * Those of {@code version}, fetched if they are not there yet.
   *
   * @param quern the folder of this program, with {@code mvnw} and {@code cluster/hadoop/pom.xml}
   * @throws ClusterException when they cannot be fetched, with what Maven said
   */
  static HadoopJars fetch(String version, Path cache, Path quern, Consumer<String> say)
      throws IOException, InterruptedException {
    if (!VERSION.matcher(version).matches()) {
      throw new ClusterException(
          "--hadoop-version " + version + ": expected a version like 3.5.0 or 3.4.2");
    }
    Path home = cache.resolve("hadoop-" + version);
    if (Files.isDirectory(home)) {
      return new HadoopJars(home);
    }
    say.accept("fetching the daemons of Hadoop " + version + " (once, about 100 MB)");
    Files.createDirectories(cache);
    Path scratch = Files.createTempDirectory(cache, "fetch-" + version + "-");
    try {
      runMaven(version, quern, scratch);
      move(scratch.resolve("hadoop"), home);
    } finally {
      Trees.delete(scratch);
    }
    return new HadoopJars(home);
  }

  private static void runMaven(String version, Path quern, Path scratch)
      throws IOException, InterruptedException {
    Path log = scratch.resolve("maven.log");
    List<String> command =
        List.of(
            quern.resolve("mvnw").toString(),
            "--quiet",
            "--batch-mode",
            "--file",
            quern.resolve("cluster/hadoop/pom.xml").toString(),
            "-Dhadoop.version=" + version,
            "-Dinto=" + scratch.resolve("hadoop"),
            "package");
    int code =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new ClusterException(
          "cannot fetch Hadoop "
              + version
              + ": Maven ended with "
              + code
              + " and said:\n"
              + String.join("\n", LogTail.of(log, 8))
              + "\nIs there a network? Is there such a version? --hadoop-version names another");
    }
  }

  /** Another process may have been faster: then its copy serves. */
  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      if (!Files.isDirectory(to)) {
        throw e;
      }
    }
  }
}
