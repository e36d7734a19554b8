package quern.records.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * The client's side of an output directory: takes it for one run before the job is submitted, tells
 * the job where to write, and afterwards reads why it failed or removes what it left.
 *
 * <p>When a run ends well, the committer has given everything back and there is nothing left to do
 * here. Not for several threads.
 */
public final class JobOutput {
  private final Configuration conf;
  private final String command;
  private final String run;
  private final boolean overwrite;
  private final Place output;
  private final @Nullable Place rejects;
  private final Storage storage;

  private JobOutput(
      Configuration conf,
      String command,
      String run,
      boolean overwrite,
      Place output,
      @Nullable Place rejects,
      Storage storage) {
    this.conf = conf;
    this.command = command;
    this.run = run;
    this.overwrite = overwrite;
    this.output = output;
    this.rejects = rejects;
    this.storage = storage;
  }

  /** Takes {@code target} for a new run whose output is kept as the directory above has it. */
  public static JobOutput claim(
      Configuration conf,
      List<Path> inputs,
      Path target,
      @Nullable Path rejectsTarget,
      boolean overwrite,
      String command)
      throws IOException {
    return claim(conf, inputs, target, rejectsTarget, Storage.DEFAULT, overwrite, command);
  }

  /**
   * Takes {@code target}, and {@code rejectsTarget} if there is one, for a new run.
   *
   * @param inputs what the job reads; may hold globs
   * @param storage how HDFS shall keep the output, and the rejects too
   * @param overwrite whether something that stands there is replaced when the job has succeeded
   * @param command the run's command, for the manifest and for whoever finds the lock taken
   * @throws QuernException with {@link Exit#USAGE} when something stands there that must not be
   *     replaced, another run holds it, input and output lie in one another, or HDFS cannot keep
   *     files as {@code storage} says; nothing is then left of the try
   */
  public static JobOutput claim(
      Configuration conf,
      List<Path> inputs,
      Path target,
      @Nullable Path rejectsTarget,
      Storage storage,
      boolean overwrite,
      String command)
      throws IOException {
    String run = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    Path qualified = qualify(conf, target);
    Path qualifiedRejects = rejectsTarget == null ? null : qualify(conf, rejectsTarget);
    for (Path input : expand(conf, inputs)) {
      requireApart("output", qualified, "input", input);
      if (qualifiedRejects != null) {
        requireApart("directory for rejects", qualifiedRejects, "input", input);
      }
    }
    if (qualifiedRejects != null) {
      requireApart("directory for rejects", qualifiedRejects, "output", qualified);
    }
    OutputLock.requireNone(qualified.getFileSystem(conf), qualified);
    requireFree(conf, qualified, overwrite);
    if (qualifiedRejects != null) {
      OutputLock.requireNone(qualifiedRejects.getFileSystem(conf), qualifiedRejects);
      requireFree(conf, qualifiedRejects, overwrite);
    }

    String text = printable(command);
    FileSystem fs = qualified.getFileSystem(conf);
    List<Hold> holds = new ArrayList<>();
    Place output = null;
    try {
      holds.add(Hold.take(fs, qualified, run, text));
      Place rejects = qualifiedRejects == null ? null : Place.staged(qualifiedRejects, run);
      if (rejects != null) {
        holds.add(Hold.take(rejects.target().getFileSystem(conf), rejects.target(), run, text));
      }
      // Once more, now that no other run can change it.
      requireFree(conf, qualified, overwrite);
      if (qualifiedRejects != null) {
        requireFree(conf, qualifiedRejects, overwrite);
      }
      output = fs.exists(qualified) ? Place.staged(qualified, run) : Place.direct(qualified, run);
      if (!fs.mkdirs(output.stage())) {
        throw new IOException("cannot make the directory " + output.stage());
      }
      storage.apply(fs, output.stage());
      storage.probe(fs, output.stage());
      return new JobOutput(conf, text, run, overwrite, output, rejects, storage);
    } catch (IOException | RuntimeException e) {
      try {
        if (output != null) {
          output.withdraw(fs);
        }
        for (int i = holds.size(); i > 0; i--) {
          holds.get(i - 1).giveBack();
        }
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /**
   * The lock of a target that has been taken.
   *
   * @param topMade the uppermost of the directories that had to be made for it; null if none
   */
  private record Hold(FileSystem fs, Path target, String run, @Nullable Path topMade) {
    static Hold take(FileSystem fs, Path target, String run, String command) throws IOException {
      Path topMade = null;
      for (Path at = target.getParent(); at != null && !fs.exists(at); at = at.getParent()) {
        topMade = at;
      }
      OutputLock.take(fs, target, run, command);
      return new Hold(fs, target, run, topMade);
    }

    /** Unlocks, and removes the directories that were made unless somebody uses them by now. */
    void giveBack() throws IOException {
      OutputLock.release(fs, target, run);
      Path at = topMade == null ? null : target.getParent();
      while (at != null && Tree.entries(fs, at).isEmpty() && fs.delete(at, false)) {
        at = at.equals(topMade) ? null : at.getParent();
      }
    }
  }

  private static Path qualify(Configuration conf, Path path) throws IOException {
    // A path made from a URI may end in a slash, and would equal none without.
    return new Path(path.getFileSystem(conf).makeQualified(path).toString());
  }

  private static List<Path> expand(Configuration conf, List<Path> inputs) throws IOException {
    List<Path> expanded = new ArrayList<>();
    for (Path input : inputs) {
      FileSystem fs = input.getFileSystem(conf);
      FileStatus[] found = fs.globStatus(input);
      if (found == null || found.length == 0) {
        expanded.add(fs.makeQualified(input));
      } else {
        for (FileStatus status : found) {
          expanded.add(status.getPath());
        }
      }
    }
    return expanded;
  }

  private static void requireApart(String what, Path path, String otherWhat, Path other)
      throws QuernException {
    if (isWithin(path, other) || isWithin(other, path)) {
      throw new QuernException(
          Exit.USAGE,
          "the %s %s and the %s %s must not be the same nor lie in one another"
              .formatted(what, path, otherWhat, other));
    }
  }

  private static boolean isWithin(Path inner, Path outer) {
    for (Path at = inner; at != null; at = at.getParent()) {
      if (at.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  private static void requireFree(Configuration conf, Path target, boolean overwrite)
      throws IOException {
    FileSystem fs = target.getFileSystem(conf);
    Optional<FileStatus> status = Tree.status(fs, target);
    if (status.isEmpty()) {
      return;
    }
    if (!overwrite) {
      throw new QuernException(
          Exit.USAGE,
          target
              + ": expected nothing there, found "
              + (fs.exists(new Path(target, FileOutputCommitter.PENDING_DIR_NAME))
                  ? "what a run that did not finish has left"
                  : "an existing output")
              + "; choose another name, or use --overwrite to replace it when the job has"
              + " succeeded");
    }
    if (!status.get().isDirectory() || !looksLikeOutput(fs, target)) {
      throw new QuernException(
          Exit.USAGE,
          target
              + ": expected the output of a job to overwrite (%s, %s or only files named part-…),"
                  .formatted(FileOutputCommitter.SUCCEEDED_FILE_NAME, Manifest.NAME)
              + " found something else; delete it yourself if it can go");
    }
  }

  /** So that a slip of the pen does not cost somebody's home directory. */
  private static boolean looksLikeOutput(FileSystem fs, Path directory) throws IOException {
    boolean allParts = true;
    for (FileStatus entry : Tree.entries(fs, directory)) {
      String name = entry.getPath().getName();
      if (name.equals(FileOutputCommitter.SUCCEEDED_FILE_NAME) || name.equals(Manifest.NAME)) {
        return true;
      }
      allParts &=
          name.startsWith("part-")
              || name.startsWith(".part-")
              || name.equals(FileOutputCommitter.PENDING_DIR_NAME); // of a run that was killed
    }
    return allParts;
  }

  /** Control characters cannot stand in the XML of a job's configuration. */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c < ' ' || c == 0x7f || c == 0xfffe || c == 0xffff) {
                printable.append("\\x%02x".formatted(c));
              } else {
                printable.append((char) c);
              }
            });
    return printable.toString();
  }

  /** Tells a job what was claimed; for each job that the run tries. */
  public void configure(Configuration job) {
    job.set(FileOutputFormat.OUTDIR, output.stage().toString());
    Settings.COMMIT_OWNER.set(job, run);
    Settings.COMMIT_COMMAND.set(job, command);
    Settings.COMMIT_TARGET.set(job, output.target().toString());
    Settings.COMMIT_REPLACE.set(job, overwrite);
    storage.configure(job);
    Settings.REJECTS_DIR.set(job, rejects == null ? "" : rejects.target().toString());
  }

  /** The run's id. */
  public String run() {
    return run;
  }

  /** Where the output stands when the job has succeeded. */
  public Path target() {
    return output.target();
  }

  /** Where the job writes until then; the target itself if nothing stood there. */
  public Path workDirectory() {
    return output.stage();
  }

  /** Why the job failed, if it said so; to be read before {@link #discard}. */
  public Optional<FailurePage> failure() throws IOException {
    return FailurePage.read(fs(), output.stage());
  }

  /** What the job published. */
  public Optional<Manifest> manifest() throws IOException {
    return output.isPublished(fs()) ? Manifest.read(fs(), output.target()) : Optional.empty();
  }

  /**
   * After a failed job that will be tried again in this run: removes what it left in the work
   * directory.
   */
  public void reset() throws IOException {
    FileSystem fs = fs();
    for (FileStatus entry : Tree.entries(fs, output.stage())) {
      fs.delete(entry.getPath(), true);
    }
  }

  /**
   * After a failed or abandoned job: removes what this run has made, puts back what it had moved
   * away, and gives up the locks. When the run had published its output before it failed, that
   * stays, and what the job left undone behind it is done.
   *
   * @return whether the output had been published
   */
  public boolean discard() throws IOException {
    FileSystem fs = fs();
    if (!OutputLock.isHeld(fs, output.target(), run)) {
      boolean ended = output.isPublished(fs);
      if (ended) {
        // Of tasks that were run again after the end, by a master that did not learn of it.
        fs.delete(new Path(output.target(), FileOutputCommitter.PENDING_DIR_NAME), true);
        output.clean(fs);
      }
      return ended;
    }
    boolean published = output.isComplete(fs);
    if (published) {
      output.publish(fs, overwrite);
      output.clean(fs);
    } else {
      output.withdraw(fs);
    }
    if (rejects != null) {
      FileSystem rejectsFs = rejects.target().getFileSystem(conf);
      if (published) {
        rejects.publish(rejectsFs, overwrite);
        rejects.clean(rejectsFs);
      } else {
        rejects.withdraw(rejectsFs);
      }
      OutputLock.release(rejectsFs, rejects.target(), run);
    }
    OutputLock.release(fs, output.target(), run);
    return published;
  }

  private FileSystem fs() throws IOException {
    return output.target().getFileSystem(conf);
  }
}
