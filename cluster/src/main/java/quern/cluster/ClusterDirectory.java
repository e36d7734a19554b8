package quern.cluster;

import java.nio.file.Path;
import java.util.Map;

/**
 * What lies where below a cluster's directory.
 *
 * @param root absolute and without symbolic links, as the daemons see it
 */
record ClusterDirectory(Path root) {
  /** Where caches of this user are. */
  static Path cache(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.toAbsolutePath().resolve("quern");
  }

  /** Hadoop's site files. */
  Path conf() {
    return root.resolve("conf");
  }

  /** Hadoop's tools. */
  Path bin() {
    return root.resolve("bin");
  }

  /** What the daemons log. */
  Path logs() {
    return root.resolve("logs");
  }

  /** What {@code daemon} logs. */
  Path log(String daemon) {
    return logs().resolve(daemon + ".log");
  }

  /** What {@code daemon} prints: little, unless the JVM itself has something to say. */
  Path out(String daemon) {
    return logs().resolve(daemon + ".out");
  }

  /** The process of {@code daemon}. */
  Path pid(String daemon) {
    return root.resolve("run").resolve(daemon + ".pid");
  }

  /** Held by whoever starts or stops. */
  Path lock() {
    return root.resolve("run").resolve("lock");
  }

  /** The NameNode's tree; what is there when HDFS was formatted. */
  Path namespace() {
    return root.resolve("namenode").resolve("current").resolve("VERSION");
  }
}
