package quern.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a process to its end and measures what it uses. For Linux. */
interface Meter {
  /** Where CPU time and memory come from, for the foot of a report. */
  String description();

  /**
   * Runs a command with some more variables in its environment, its output going to a file.
   *
   * @throws IOException if it cannot be started or measured; not if it fails, which {@link
   *     Usage#exitCode} tells
   */
  Usage run(List<String> command, Map<String, String> environment, Path log) throws IOException;

  /** GNU time if this machine has it, else what {@code /proc} tells. */
  static Meter best() {
    return Files.isExecutable(GnuTime.PROGRAM) ? new GnuTime() : new ProcFiles();
  }

  private static Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Whether the process has ended, after waiting for that a little. */
  private static boolean hasEnded(Process process, long milliseconds) throws IOException {
    try {
      return process.waitFor(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a measured process ran");
    }
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  /** Takes what the kernel tells a parent about a child that has ended (wait4). */
  final class GnuTime implements Meter {
    static final Path PROGRAM = Path.of("/usr/bin/time");

    @Override
    public String description() {
      return "GNU time";
    }

    @Override
    public Usage run(List<String> command, Map<String, String> environment, Path log)
        throws IOException {
      Path figures = Files.createTempFile("usage", ".txt");
      try {
        List<String> timed = new ArrayList<>();
        timed.addAll(List.of(PROGRAM.toString(), "-f", "%U %S %M", "-o", figures.toString()));
        timed.addAll(command);
        long start = System.nanoTime();
        Process process = start(timed, environment, log);
        while (!hasEnded(process, 60_000)) {}
        double wallSeconds = secondsSince(start);
        // A line that tells of a failure may stand before the figures.
        List<String> lines = Files.readAllLines(figures);
        String[] fields =
            lines.isEmpty() ? new String[0] : lines.get(lines.size() - 1).split(" ", -1);
        if (fields.length != 3) {
          throw new IOException(PROGRAM + ": expected user, system and memory, found " + lines);
        }
        double cpuSeconds = Double.parseDouble(fields[0]) + Double.parseDouble(fields[1]);
        double peakBytes = Double.parseDouble(fields[2]) * 1024;
        return new Usage(process.exitValue(), wallSeconds, cpuSeconds, peakBytes);
      } finally {
        Files.delete(figures);
      }
    }
  }

  /**
   * Takes CPU time from the sums that the kernel keeps of this process's ended children, and memory
   * from looking at the high-water marks of the running ones every 20 ms.
   */
  final class ProcFiles implements Meter {
    private static final long INTERVAL_MS = 20;

    /** Linux shows CPU time in this unit, whatever its own clock. */
    private static final double TICKS_PER_SECOND = 100;

    @Override
    public String description() {
      return "/proc (memory looked at every " + INTERVAL_MS + " ms)";
    }

    @Override
    public Usage run(List<String> command, Map<String, String> environment, Path log)
        throws IOException {
      double cpuBefore = childrenCpuSeconds();
      long start = System.nanoTime();
      Process process = start(command, environment, log);
      double peakBytes = 0;
      while (!hasEnded(process, INTERVAL_MS)) {
        try (Stream<ProcessHandle> children = process.descendants()) {
          peakBytes =
              Stream.concat(Stream.of(process.toHandle()), children)
                  .mapToDouble(handle -> peakBytes(handle.pid()))
                  .reduce(peakBytes, Math::max);
        }
      }
      double wallSeconds = secondsSince(start);
      double cpuSeconds = childrenCpuSeconds() - cpuBefore;
      return new Usage(process.exitValue(), wallSeconds, cpuSeconds, peakBytes);
    }

    /** Fields 16 and 17 of proc(5)'s {@code stat}: cutime and cstime. */
    private static double childrenCpuSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      // The second field, the name in parentheses, may hold blanks.
      String[] fromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fromThird[13]) + Long.parseLong(fromThird[14])) / TICKS_PER_SECOND;
    }

    private static double peakBytes(long pid) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
        return lines
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElse(0);
      } catch (IOException | UncheckedIOException e) {
        return 0; // It has ended in the meantime.
      }
    }
  }
}
