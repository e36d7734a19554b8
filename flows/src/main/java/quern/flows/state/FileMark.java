package quern.flows.state;

import static java.util.Objects.requireNonNull;

/**
 * A file and what was in it.
 *
 * @param path qualified
 * @param checksum the file system's own, or of the content where that has none
 */
public record FileMark(String path, long length, String checksum) {
  public FileMark {
    requireNonNull(path, "path is null");
    requireNonNull(checksum, "checksum is null");
  }
}
