package quern.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** What a cluster needs of the machine, and what there is. */
final class Requirements {
  /** An application master and a task, of the sizes in {@code mapred-site.xml}. */
  static final int LEAST_CONTAINERS_MB = 1536;

  private static final int MOST_BY_DEFAULT_MB = 8192;
  private static final int LAST_WITH_SECURITY_MANAGER = 23;
  private static final int LEAST_DISK_MB = 1024;
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Requirements() {}

  /**
   * Sees to it that daemons of {@code hadoopVersion} run on a Java: before 3.5, Hadoop asks for the
   * security manager, which Java 24 has no more.
   *
   * @param java like 17
   * @throws ClusterException when they do not
   */
  static void requireJava(String hadoopVersion, int java) throws ClusterException {
    if (java > LAST_WITH_SECURITY_MANAGER && hadoopVersion.matches("(2|3\\.[0-4])\\..*")) {
      throw new ClusterException(
          "Hadoop "
              + hadoopVersion
              + " does not run on Java "
              + java
              + "; set JAVA_HOME to a Java from 17 to "
              + LAST_WITH_SECURITY_MANAGER
              + ", or take --hadoop-version "
              + ClusterWish.USUAL_VERSION);
    }
  }

  /** What a JVM needs to be told so that Hadoop runs in it, and without warnings. */
  static List<String> javaFlags() {
    List<String> flags = new ArrayList<>(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"));
    if (Runtime.version().feature() > LAST_WITH_SECURITY_MANAGER) { // those that warn know these
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }

  /** Half of the machine's memory for containers, within reason. */
  static int usualMemoryMb() {
    long total =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long half = (total >> 20) / 2;
    return (int) Math.max(LEAST_CONTAINERS_MB, Math.min(half, MOST_BY_DEFAULT_MB));
  }

  /**
   * Sees to it that {@code daemons} and the containers of a small job can live.
   *
   * @throws ClusterException when memory is too little
   */
  static void requireMemory(Collection<Daemon> daemons) throws ClusterException {
    requireMemory(daemons, availableMb());
  }

  static void requireMemory(Collection<Daemon> daemons, long there) throws ClusterException {
    long needed = daemons.stream().mapToLong(Daemon::memoryMb).sum() + LEAST_CONTAINERS_MB;
    if (there < needed) {
      Daemon largest =
          daemons.stream().max(Comparator.comparingInt(Daemon::memoryMb)).orElseThrow();
      throw new ClusterException(
          "too little memory: "
              + daemons.size()
              + " daemons ("
              + largest.name()
              + " is the largest, with "
              + largest.memoryMb()
              + " MB) and one small job need "
              + needed
              + " MB, and "
              + there
              + " MB are available; end something, or start fewer"
              + " (--datanodes, --nodemanagers)");
    }
  }

  /**
   * Sees to it that {@code root} can be written to.
   *
   * @throws ClusterException when there is too little room
   */
  static void requireDisk(Path root) throws IOException {
    FileStore store = Files.getFileStore(root);
    requireDisk(root + " (" + store + ")", store.getUsableSpace() >> 20);
  }

  static void requireDisk(String where, long free) throws ClusterException {
    if (free < LEAST_DISK_MB) {
      throw new ClusterException(
          where
              + ": too little disk for datanode and nodemanager: "
              + free
              + " MB are free, and "
              + LEAST_DISK_MB
              + " MB are needed; --dir takes another place");
    }
  }

  /** Memory that can be had without swapping; what is free and cached, on Linux. */
  private static long availableMb() {
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
        }
      }
    } catch (IOException e) {
      // Not Linux: no system says better than its total, so that nobody is refused for a cache.
    }
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        >> 20;
  }
}
