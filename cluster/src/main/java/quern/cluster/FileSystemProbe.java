package quern.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Does with a file all that a job does: create, write, read back, rename, delete. */
public final class FileSystemProbe {
  private static final int BYTES = 4096;

  /** A step, for the message when it fails. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /**
   * What became of the file.
   *
   * @param directory where it was
   * @param before this machine's time before it was written, in milliseconds since 1970
   * @param modified the file system's time when it was written
   * @param after this machine's time after it was written
   */
  public record Trace(Path directory, long before, long modified, long after) {
    /**
     * How far the file system's clock is ahead of this machine's; negative when behind. The least
     * that explains the three times.
     */
    public Duration ahead() {
      long millis = modified < before ? modified - before : modified > after ? modified - after : 0;
      return Duration.ofMillis(millis);
    }
  }

  private FileSystemProbe() {}

  /**
   * A directory for short-lived files: the user's home, else {@code /tmp}, else the nearest
   * directory above the home that is there.
   */
  public static Path scratchOf(FileSystem fs) throws IOException {
    Path home = fs.getHomeDirectory();
    if (isDirectory(fs, home)) {
      return home;
    }
    Path tmp = fs.makeQualified(new Path("/tmp"));
    if (isDirectory(fs, tmp)) {
      return tmp;
    }
    Path at = home;
    while (at.getParent() != null && !isDirectory(fs, at)) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean isDirectory(FileSystem fs, Path path) throws IOException {
    try {
      return fs.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /**
   * Writes a small file in a directory of its own in {@code scratch}, reads it back, renames it and
   * removes both; they are removed, too, when something fails.
   *
   * @throws IOException what failed, and where
   */
  public static Trace check(FileSystem fs, Path scratch) throws IOException {
    Path directory = new Path(scratch, ".quern-probe-" + UUID.randomUUID());
    Path file = new Path(directory, "written");
    Path renamed = new Path(directory, "renamed");
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes); // nothing that an earlier run could have left
    boolean done = false;
    try {
      step("make a directory in " + scratch, () -> require(fs.mkdirs(directory)));
      long before = System.currentTimeMillis();
      step("write a file in " + scratch, () -> write(fs, file, bytes));
      long after = System.currentTimeMillis();
      step("read back a file in " + scratch, () -> readBack(fs, file, bytes));
      step("rename a file in " + scratch, () -> require(fs.rename(file, renamed)));
      long modified = fs.getFileStatus(renamed).getModificationTime();
      step("delete a file in " + scratch, () -> require(fs.delete(renamed, false)));
      step("delete a directory in " + scratch, () -> require(fs.delete(directory, true)));
      done = true;
      return new Trace(scratch, before, modified, after);
    } finally {
      if (!done) {
        removeQuietly(fs, directory);
      }
    }
  }

  private static void step(String what, Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      throw new IOException("cannot " + what + ": " + ProbeException.reason(e), e);
    }
  }

  private static void require(boolean answer) throws IOException {
    if (!answer) {
      throw new IOException("the file system refuses, and gives no reason");
    }
  }

  private static void write(FileSystem fs, Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = fs.create(file, false)) {
      out.write(bytes);
    }
  }

  private static void readBack(FileSystem fs, Path file, byte[] bytes) throws IOException {
    byte[] read;
    try (FSDataInputStream in = fs.open(file)) {
      read = in.readNBytes(bytes.length + 1);
    }
    if (!Arrays.equals(read, bytes)) {
      throw new IOException("wrote " + bytes.length + " bytes and read others");
    }
  }

  /** What went wrong before is what is to be told. */
  private static void removeQuietly(FileSystem fs, Path directory) {
    boolean interrupted = Thread.interrupted(); // clients of Hadoop refuse to work otherwise
    try {
      fs.delete(directory, true);
    } catch (IOException e) {
      fs.cancelDeleteOnExit(directory);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
