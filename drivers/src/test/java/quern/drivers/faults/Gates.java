package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The test's side of gates: who has stopped, what was called, and the opening. */
final class Gates {
  private static final Pattern CALLS = Pattern.compile("calls-(.+)-(\\d+)");

  private final Path directory;

  /**
   * @param directory a local one, of this round alone
   */
  Gates(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Those that have stopped at a gate, in the order in which they did. */
  List<Stopped> stopped(String gate) throws IOException {
    List<Stopped> stopped = new ArrayList<>();
    for (int i = 0; Files.exists(directory.resolve(gate + "." + i)); i++) {
      stopped.add(Stopped.read(directory.resolve(gate + "." + i)));
    }
    return stopped;
  }

  /** Lets go on who has stopped at a gate, and who comes later. */
  void open(String gate) throws IOException {
    Files.writeString(directory.resolve(gate + ".open"), "");
  }

  /** The task attempts that have run, with the directory each worked in. */
  Map<String, Path> attempts() throws IOException {
    Map<String, Path> attempts = new LinkedHashMap<>();
    for (Path file : callFiles()) {
      Matcher name = CALLS.matcher(file.getFileName().toString());
      if (name.matches() && name.group(1).startsWith("attempt_")) {
        for (String line : Files.readAllLines(file)) {
          if (line.startsWith("begin ")) {
            attempts.put(name.group(1), Path.of(line.substring("begin ".length())));
          }
        }
      }
    }
    return attempts;
  }

  /** The calls that changed something which were made within a method, in one process. */
  List<String> callsWithin(String method) throws IOException {
    List<String> calls = new ArrayList<>();
    for (Path file : callFiles()) {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(method + " ")) {
          calls.add(line.substring(method.length() + 1));
        }
      }
    }
    return calls;
  }

  private Iterable<Path> callFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new TreeSet<>(
          files.filter(file -> file.getFileName().toString().startsWith("calls-")).toList());
    }
  }

  /** {@code attempt_1_0002_m_000003_0} without its number: {@code task_1_0002_m_000003}. */
  static String taskOf(String attempt) {
    return attempt.replaceFirst("attempt_", "task_").replaceFirst("_\\d+$", "");
  }

  /** {@code job_1_0002} of {@code attempt_1_0002_m_000003_0}. */
  static String jobOf(String attempt) {
    return attempt.replaceFirst("attempt_(\\d+_\\d+)_.*", "job_$1");
  }
}
