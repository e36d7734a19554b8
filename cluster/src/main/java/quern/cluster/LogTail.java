package quern.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The end of a log. */
final class LogTail {
  /** More than the lines asked for ever are; a log may be large. */
  private static final int BYTES = 64 << 10;

  private LogTail() {}

  /** The last {@code lines} lines of {@code file}, less if it has less; none if it is not there. */
  static List<String> of(Path file, int lines) throws IOException {
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, in.length() - BYTES);
      in.seek(from);
      byte[] bytes = new byte[(int) (in.length() - from)];
      in.readFully(bytes);
      List<String> all =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .skip(from > 0 ? 1 : 0) // cut off
              .toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    }
  }

  /**
   * What to show of a daemon that has died: the last lines that say something, without the banner
   * each daemon ends with and the depths of stack traces.
   */
  static List<String> ofDead(ClusterDirectory directory, String daemon, int lines)
      throws IOException {
    List<String> log =
        of(directory.log(daemon), 400).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("\tat ") && !isBanner(line))
            .toList();
    List<String> out = of(directory.out(daemon), lines);
    List<String> told = log.subList(Math.max(0, log.size() - lines), log.size());
    return out.isEmpty() ? told : Stream.concat(told.stream(), out.stream()).toList();
  }

  private static boolean isBanner(String line) {
    return line.contains("SHUTDOWN_MSG") || line.startsWith("/***") || line.startsWith("***");
  }
}
