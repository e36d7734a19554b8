package quern.records.commit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * A directory that a run makes: where it shall stand in the end, where it is built, and where what
 * stood there before waits until it can go.
 *
 * @param target where it shall stand
 * @param stage where it is built: {@code target} itself when nothing is there yet, or a hidden
 *     sibling
 * @param old where what stood at {@code target} is moved
 * @param run the id of the run
 */
record Place(Path target, Path stage, Path old, String run) {
  Place {
    requireNonNull(run, "run is null");
  }

  /** A place that is built where it shall stand. */
  static Place direct(Path target, String run) {
    return new Place(target, target, sibling(target, ".quern-old-" + run), run);
  }

  /** A place that is built beside {@code target} and then takes its place. */
  static Place staged(Path target, String run) {
    return new Place(
        target, sibling(target, ".quern-" + run), sibling(target, ".quern-old-" + run), run);
  }

  /** A hidden path beside {@code target}. */
  static Path sibling(Path target, String suffix) {
    return new Path(target.getParent(), "." + target.getName() + suffix);
  }

  boolean isStaged() {
    return !stage.equals(target);
  }

  /** Whether the run's directory stands at its target, with its manifest. */
  boolean isPublished(FileSystem fs) throws IOException {
    return Manifest.isBy(fs, target, run);
  }

  /** Whether the run's directory stands at its target with nothing left to do in it. */
  boolean isComplete(FileSystem fs) throws IOException {
    return isPublished(fs) && !fs.exists(new Path(target, FileOutputCommitter.PENDING_DIR_NAME));
  }

  /**
   * Puts the finished stage at the target. Each state a crash can leave is told from the manifests,
   * so that this can be called again:
   *
   * <ol>
   *   <li>the old one at the target, the new one at the stage: go on with the first rename;
   *   <li>nothing at the target, the new one at the stage: go on with the second;
   *   <li>the new one at the target: there is nothing left to do but {@link #clean}.
   * </ol>
   *
   * <p>Until then the old one is kept, so that {@link #withdraw} can bring it back.
   */
  void publish(FileSystem fs, boolean replace) throws IOException {
    if (isStaged() && !isPublished(fs)) {
      if (fs.exists(target)) {
        if (!replace) {
          throw new IOException(
              "%s: expected nothing there, found that somebody has made it meanwhile"
                  .formatted(target));
        }
        AtomicFile.rename(fs, target, old);
      }
      AtomicFile.rename(fs, stage, target);
    }
  }

  /** Deletes what is of no use once all that the run makes is published: the old one. */
  void clean(FileSystem fs) throws IOException {
    if (isStaged()) {
      fs.delete(stage, true);
    }
    fs.delete(old, true);
  }

  /** Undoes what {@link #publish} may have done, and removes what the run has built. */
  void withdraw(FileSystem fs) throws IOException {
    if (isStaged()) {
      if (isPublished(fs)) {
        fs.delete(target, true);
      }
      if (fs.exists(old) && !fs.exists(target)) {
        AtomicFile.rename(fs, old, target);
      }
    }
    fs.delete(stage, true);
  }
}
