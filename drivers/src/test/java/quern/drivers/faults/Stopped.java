package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that has stopped at a gate.
 *
 * @param pid its id
 * @param process {@code client}, {@code master}, or a task attempt's id
 * @param call what it was about to do, or has just done
 * @param directory where it works, which tells its container and NodeManager
 */
record Stopped(long pid, String process, String call, Path directory) {
  /** This process. */
  static Stopped here(String process, String call) {
    return new Stopped(ProcessHandle.current().pid(), process, call, Path.of("").toAbsolutePath());
  }

  /**
   * Tells that it has stopped at {@code gate}: as {@code gate.0}, {@code gate.1}, …
   *
   * @return whether it was among the first {@code most}
   */
  boolean leave(Path markers, String gate, int most) throws IOException {
    Path scratch = markers.resolve("scratch-" + pid + "-" + System.nanoTime());
    Files.write(scratch, List.of(Long.toString(pid), process, call, directory.toString()));
    try {
      for (int i = 0; i < most; i++) {
        try {
          Files.createLink(markers.resolve(gate + "." + i), scratch); // all of it or nothing
          return true;
        } catch (FileAlreadyExistsException e) {
          // The place is taken.
        }
      }
      return false;
    } finally {
      Files.delete(scratch);
    }
  }

  /** Reads back what {@link #leave} left. */
  static Stopped read(Path marker) throws IOException {
    List<String> lines = Files.readAllLines(marker);
    return new Stopped(
        Long.parseLong(lines.get(0)), lines.get(1), lines.get(2), Path.of(lines.get(3)));
  }
}
