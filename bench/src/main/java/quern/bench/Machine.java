package quern.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Cores, processor, memory, operating system and JDK in one line. */
  static String description() throws IOException {
    long bytes =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return String.format(
        Locale.ROOT,
        "%d cores (%s), %.0f GiB RAM, %s %s, JDK %s (%s)",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        bytes / (double) (1 << 30),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        System.getProperty("java.vm.name"));
  }

  /** Processes that ran or wanted to in the last minute: near 0 on a machine fit to measure on. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String processor() throws IOException {
    if (Files.isReadable(CPU_INFO)) {
      try (Stream<String> lines = Files.lines(CPU_INFO)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElseGet(Machine::architecture);
      }
    }
    return architecture();
  }

  private static String architecture() {
    return System.getProperty("os.arch", "unknown");
  }
}
