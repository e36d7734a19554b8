package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What an output directory holds. */
final class Trees {
  private Trees() {}

  /**
   * The bytes of each part, by its path below the directory; names that begin with a point or an
   * underscore left out.
   */
  static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path name = directory.relativize(file);
        if (StreamSupport.stream(name.spliterator(), false)
            .noneMatch(part -> part.toString().matches("[._].*"))) {
          contents.put(name.toString(), Files.readString(file, ISO_8859_1));
        }
      }
    }
    return contents;
  }

  /** Deletes {@code tree}, if it is there. */
  static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> paths = Files.walk(tree)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
