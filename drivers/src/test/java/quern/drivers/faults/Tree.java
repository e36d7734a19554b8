package quern.drivers.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What a directory in HDFS holds. */
final class Tree {
  private Tree() {}

  /** All names in it, hidden ones too, sorted; none when it is not there. */
  static List<String> names(FileSystem fs, String directory) throws IOException {
    try {
      return Stream.of(fs.listStatus(new Path(directory)))
          .map(entry -> entry.getPath().getName())
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** The bytes of each visible file, by its name; none when the directory is not there. */
  static Map<String, String> contents(FileSystem fs, String directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String name : names(fs, directory)) {
      if (!List.of('.', '_').contains(name.charAt(0))) {
        contents.put(name, read(fs, new Path(directory, name)));
      }
    }
    return contents;
  }

  /** How many copies of their blocks the files in it are to have. */
  static List<Integer> copies(FileSystem fs, String directory) throws IOException {
    return Stream.of(fs.listStatus(new Path(directory)))
        .map(file -> (int) file.getReplication())
        .toList();
  }

  private static String read(FileSystem fs, Path file) throws IOException {
    FileStatus status = fs.getFileStatus(file);
    if (status.isDirectory()) {
      return "a directory";
    }
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }
}
