package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What an output directory holds. */
final class Trees {
  private Trees() {}

  /**
   * The bytes of each part, by its name; files that begin with a point or an underscore left out.
   */
  static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (!List.of('.', '_').contains(name.charAt(0))) {
          contents.put(name, Files.readString(file, ISO_8859_1));
        }
      }
    }
    return contents;
  }
}
