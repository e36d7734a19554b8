package quern.records.csv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Puts the files of a job's input in order: inputs as they were given, the files of each directory
 * by name. File systems list directories in any order.
 */
final class InputOrder {
  private InputOrder() {}

  /**
   * The files in order.
   *
   * @param files as listed, the files of one input together
   * @param inputs the job's input paths, qualified
   */
  static List<FileStatus> sorted(List<FileStatus> files, Path[] inputs) {
    Set<Path> given = new HashSet<>(List.of(inputs));
    List<FileStatus> sorted = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= files.size(); to++) {
      if (to == files.size()
          || !directory(files.get(to), given).equals(directory(files.get(from), given))) {
        List<FileStatus> together = new ArrayList<>(files.subList(from, to));
        together.sort(Comparator.comparing(FileStatus::getPath));
        sorted.addAll(together);
        from = to;
      }
    }
    return sorted;
  }

  /** The input that the file is or lies in; for one found by a pattern, its directory. */
  private static Path directory(FileStatus file, Set<Path> given) {
    for (Path at = file.getPath(); at != null; at = at.getParent()) {
      if (given.contains(at)) {
        return at;
      }
    }
    Path parent = file.getPath().getParent();
    return parent == null ? file.getPath() : parent;
  }
}
