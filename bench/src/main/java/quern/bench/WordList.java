package quern.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Words as UTF-8 bytes. */
final class WordList {
  private WordList() {}

  /** The words of a resource beside this class, parted by blanks and line ends. */
  static byte[][] ofResource(String name) {
    try (InputStream in = WordList.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("expected the resource " + name + " beside the classes");
      }
      return of(new String(in.readAllBytes(), UTF_8).strip().split("\\s+", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[][] of(String... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i].getBytes(UTF_8);
    }
    return bytes;
  }
}
