package quern.cluster;

import java.nio.file.Path;
import java.util.Set;

/**
 * What lies where below a cluster's directory.
 *
 * @param root absolute and without symbolic links, as the daemons see it
 */
record ClusterDirectory(Path root) {
  private static final Set<String> OURS = Set.of("conf", "bin", "logs", "run", "namenode", "tmp");

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

  /** Whether an entry of the directory is the cluster's, and goes when it is destroyed. */
  static boolean isOurs(String entry) {
    return OURS.contains(entry)
        || entry.startsWith("datanode-")
        || entry.startsWith("nodemanager-");
  }
}
