package quern.records.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * What a run that is dead has left at its output: half-written files, an older output that it had
 * moved away, and its lock. Nothing is deleted but the lock.
 *
 * <p>Whoever calls {@link #setAside} must know that the run is dead; each step can be repeated, so
 * that a crash here is finished by the next call.
 */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Who holds the lock of an output.
   *
   * @param host where the client runs
   * @param pid its process there
   * @param words all that the lock says, for a message
   */
  public record Holder(String host, long pid, String words) {}

  /** Who holds the lock of {@code target}, if there is a lock that can be read. */
  public static Optional<Holder> holder(FileSystem fs, Path target) throws IOException {
    try {
      return Optional.ofNullable(OutputLock.read(fs, target))
          .map(lock -> new Holder(lock.host(), lock.pid(), lock.toString()));
    } catch (IOException e) {
      if (fs.exists(OutputLock.file(target))) {
        return Optional.empty(); // torn: its owner died while it wrote its name
      }
      throw e;
    }
  }

  /** Whether {@code target} has a lock. */
  public static boolean isLocked(FileSystem fs, Path target) throws IOException {
    return fs.exists(OutputLock.file(target));
  }

  /** Whether what stands at {@code target} was published and has nothing left to be done in it. */
  public static boolean isWhole(FileSystem fs, Path target) throws IOException {
    return fs.exists(new Path(target, Manifest.NAME))
        && !fs.exists(new Path(target, FileOutputCommitter.PENDING_DIR_NAME));
  }

  /**
   * Puts things in order at {@code target}: what is half-written goes to a sibling {@code
   * _aside-LABEL-NAME}, an older output that had made room for it comes back, and the lock goes.
   *
   * @param label tells this setting aside from others
   * @return where what was half-written is now
   */
  public static List<Path> setAside(FileSystem fs, Path target, String label) throws IOException {
    List<Path> aside = new ArrayList<>();
    if (fs.exists(target) && !isWhole(fs, target)) {
      aside.add(moveAside(fs, target, label));
    }
    String prefix = OutputLock.file(target).getName().replaceFirst("-lock$", "-");
    String lock = OutputLock.file(target).getName();
    for (FileStatus sibling : Tree.entries(fs, target.getParent())) {
      String name = sibling.getPath().getName();
      if (!name.startsWith(prefix) || name.equals(lock) || !sibling.isDirectory()) {
        continue;
      }
      boolean older = name.startsWith(prefix + "old-");
      if (older && !fs.exists(target)) {
        AtomicFile.rename(fs, sibling.getPath(), target);
      } else {
        aside.add(moveAside(fs, sibling.getPath(), label));
      }
    }
    fs.delete(OutputLock.file(target), false);
    return aside;
  }

  /**
   * Moves {@code path} to a sibling {@code _aside-LABEL-NAME}, which no input format reads.
   *
   * @return where it is now
   */
  public static Path moveAside(FileSystem fs, Path path, String label) throws IOException {
    String name = "_aside-" + label + "-" + path.getName();
    Path to = new Path(path.getParent(), name);
    for (int i = 2; fs.exists(to); i++) {
      to = new Path(path.getParent(), name + "-" + i);
    }
    AtomicFile.rename(fs, path, to);
    return to;
  }
}
