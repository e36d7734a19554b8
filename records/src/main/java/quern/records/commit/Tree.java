package quern.records.commit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Looks into directories that may not be there. */
final class Tree {
  private Tree() {}

  /** The regular files below {@code directory}, at any depth; none when it does not exist. */
  static List<FileStatus> files(FileSystem fs, Path directory) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus entry : entries(fs, directory)) {
      if (entry.isDirectory()) {
        files.addAll(files(fs, entry.getPath()));
      } else {
        files.add(entry);
      }
    }
    return files;
  }

  /** What is in {@code directory}; nothing when it does not exist. */
  static List<FileStatus> entries(FileSystem fs, Path directory) throws IOException {
    try {
      return List.of(fs.listStatus(directory));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The path of {@code file} below {@code directory}. */
  static String relative(Path directory, Path file) {
    String base = directory.toUri().getPath() + Path.SEPARATOR;
    String path = file.toUri().getPath();
    if (!path.startsWith(base)) {
      throw new IllegalArgumentException(file + " is not below " + directory);
    }
    return path.substring(base.length());
  }

  /** The length of the file at {@code path}, or -1 when there is none. */
  static long length(FileSystem fs, Path path) throws IOException {
    return status(fs, path).map(FileStatus::getLen).orElse(-1L);
  }

  /** The status of what is at {@code path}, if anything. */
  static Optional<FileStatus> status(FileSystem fs, Path path) throws IOException {
    try {
      return Optional.of(fs.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
