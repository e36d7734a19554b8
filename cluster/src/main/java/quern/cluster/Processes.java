package quern.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs on this machine; Linux tells by {@code /proc}, others by less. */
final class Processes {
  private static final Path PROC = Path.of("/proc");

  private Processes() {}

  /**
   * Processes of this user that work below {@code directory}: containers whose NodeManager is gone,
   * for one.
   */
  static List<ProcessHandle> workingBelow(Path directory) {
    String below = directory + "/";
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self && worksBelow(process, below))
        .toList();
  }

  private static boolean worksBelow(ProcessHandle process, String below) {
    Path cwd = PROC.resolve(process.pid() + "/cwd");
    try {
      return Files.readSymbolicLink(cwd).toString().startsWith(below);
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux, or not ours: then its command line has to do.
      return !Files.isDirectory(PROC)
          && process.info().commandLine().filter(line -> line.contains(below)).isPresent();
    }
  }

  /**
   * Whether a process runs. One that has ended and that its parent has not asked about yet does
   * not, though it is in the list of processes: in a container that may be so for good.
   */
  static boolean isAlive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      // "123 (name) S …", where the name may hold anything.
      String stat = Files.readString(PROC.resolve(process.pid() + "/stat"));
      return !stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (NoSuchFileException e) {
      return !Files.isDirectory(PROC); // gone this moment; or not Linux
    } catch (IOException e) {
      return true;
    }
  }

  /** Process id and command of what listens on {@code port}, where the system tells this user. */
  static Optional<String> listening(int port) {
    for (String table : List.of("net/tcp", "net/tcp6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve(table))) {
          String[] cells = line.strip().split("\\s+", -1);
          // 0A is the state LISTEN; the tenth cell is the socket's number.
          if (cells.length > 9
              && cells[3].equals("0A")
              && cells[1].endsWith(String.format(Locale.ROOT, ":%04X", port))) {
            return owner("socket:[" + cells[9] + "]");
          }
        }
      } catch (IOException e) {
        return Optional.empty(); // not Linux
      }
    }
    return Optional.empty();
  }

  private static Optional<String> owner(String socket) {
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      try (DirectoryStream<Path> open =
          Files.newDirectoryStream(PROC.resolve(process.pid() + "/fd"))) {
        for (Path descriptor : open) {
          if (Files.readSymbolicLink(descriptor).toString().equals(socket)) {
            return Optional.of(
                "process "
                    + process.pid()
                    + process.info().command().map(command -> ", " + command).orElse(""));
          }
        }
      } catch (IOException e) {
        // Another user's, or gone.
      }
    }
    return Optional.empty();
  }
}
