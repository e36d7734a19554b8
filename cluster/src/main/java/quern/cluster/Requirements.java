package quern.cluster;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;

/** What a cluster needs of the machine, and what there is. */
final class Requirements {
  /** An application master and a task, of the sizes in {@code mapred-site.xml}. */
  static final int LEAST_CONTAINERS_MB = 1536;

  private static final int MOST_BY_DEFAULT_MB = 8192;
  private static final int LEAST_DISK_MB = 1024;
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private Requirements() {}

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
