package quern.records.commit;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes small files so that a reader sees all of one or none. */
final class AtomicFile {
  private AtomicFile() {}

  /**
   * Puts a file with {@code bytes} at {@code path}, in place of what is there. It is written as
   * {@code scratch} first, which nobody else may use, and renamed.
   *
   * <p>Neither file system can replace in one step through {@link FileSystem} (HDFS refuses, and
   * the local one renames data and checksum apart), so the old file is deleted first: a crash
   * between leaves none, never a torn one.
   */
  static void write(FileSystem fs, Path path, Path scratch, byte[] bytes) throws IOException {
    write(fs, path, scratch, bytes, Storage.DEFAULT);
  }

  /** Likewise, for a file that is kept as {@code storage} says. */
  static void write(FileSystem fs, Path path, Path scratch, byte[] bytes, Storage storage)
      throws IOException {
    try (OutputStream out = storage.create(fs, scratch, true)) {
      out.write(bytes);
    }
    fs.delete(path, false);
    rename(fs, scratch, path);
  }

  /** Renames, and takes a refusal for the error it is. */
  static void rename(FileSystem fs, Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }
}
