package quern.records.commit;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.util.StringUtils;
import org.jspecify.annotations.Nullable;
import quern.codecs.keys.JobKeys;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;
import quern.records.csv.Dialect;

/**
 * One try at the commit of a job; the steps and why they can be repeated: {@link QuernCommitter}.
 */
final class JobCommit {
  private static final int EXAMPLES = 10;

  private final JobContext context;
  private final Configuration conf;
  private final Path work;
  private final Path committed;
  private final FileSystem fs;
  private final String owner;
  private final Place output;
  private final @Nullable Place rejects;
  private final Storage storage;
  private final boolean replace;

  /** What the proof gathers from the pages; they themselves are too many to be kept. */
  private static final class Proof {
    final Tiling tiling = new Tiling();
    final Map<TaskID, List<Part>> parts = new LinkedHashMap<>();
    final Map<TaskID, Part> rejects = new LinkedHashMap<>();
    final Set<String> inputs = new LinkedHashSet<>();
    final Map<String, Long> counts = new TreeMap<>();
    final Map<String, Long> malformed = new TreeMap<>();
    final Map<String, Long> misfits = new LinkedHashMap<>();
    final List<BadRow> examples = new ArrayList<>();
    List<Tiling.Start> starts = List.of();

    void add(TaskID task, TaskPage page) {
      page.tiles().forEach(tiling::add);
      inputs.addAll(page.inputs());
      page.tiles().forEach(tile -> inputs.add(tile.file()));
      parts.put(task, page.parts());
      Part rejected = page.rejectsPart();
      if (rejected != null) {
        rejects.put(task, rejected);
      }
      page.counts().forEach((name, n) -> counts.merge(name, n, Long::sum));
      page.malformed().forEach((reason, n) -> malformed.merge(reason, n, Long::sum));
      page.misfits().forEach((column, n) -> misfits.merge(column, n, Long::sum));
      page.examples().stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
    }
  }

  JobCommit(QuernCommitter committer, JobContext context) throws IOException {
    this.context = context;
    conf = context.getConfiguration();
    work = requireNonNull(committer.getOutputPath(), "the job has no output path");
    committed = committer.getJobAttemptPath(context);
    fs = work.getFileSystem(conf);
    owner = Settings.COMMIT_OWNER.get(conf);
    String run = owner.isEmpty() ? context.getJobID().toString() : owner;
    String target = Settings.COMMIT_TARGET.get(conf);
    output =
        target.isEmpty() || fs.makeQualified(new Path(target)).equals(work)
            ? Place.direct(work, run)
            : Place.staged(fs.makeQualified(new Path(target)), run);
    String rejected = Settings.REJECTS_DIR.get(conf);
    rejects = rejected.isEmpty() ? null : Place.staged(new Path(rejected), run);
    storage = Storage.of(conf);
    replace = Settings.COMMIT_REPLACE.get(conf);
  }

  /** Fails when the run that this job belongs to does not hold the output directory. */
  void requireLock() throws IOException {
    if (!isOurs()) {
      OutputLock holder = OutputLock.read(fs, output.target());
      throw new IOException(
          "%s: expected the lock of run %s, found %s"
              .formatted(output.target(), owner, holder == null ? "none" : "that " + holder));
    }
  }

  private boolean isOurs() throws IOException {
    return owner.isEmpty()
        || OutputLock.isHeld(fs, output.target(), owner)
        || output.isPublished(fs);
  }

  /** Fails when there is a directory of rejects already that may not be replaced. */
  void requireFreeRejects() throws IOException {
    if (rejects != null && !replace) {
      FileSystem rejectsFs = rejects.target().getFileSystem(conf);
      if (rejectsFs.exists(rejects.target()) && !rejects.isPublished(rejectsFs)) {
        QuernException failure =
            new QuernException(
                Exit.USAGE,
                rejects.target()
                    + ": expected nothing there, found something; choose another directory for the"
                    + " rejects, or use --overwrite");
        recordFailure(failure, List.of());
        throw failure;
      }
    }
  }

  /** Whether the proof was made and all parts moved, by an earlier try. */
  boolean isDecided() throws IOException {
    return Manifest.isBy(fs, work, output.run()) || output.isPublished(fs);
  }

  /** Fails unless the page of {@code task} and all the parts that it names are there. */
  void requireOutput(TaskID task) throws IOException {
    requireParts(task, TaskPage.read(fs, QuernCommitter.pages(work), task.toString()).parts());
  }

  private void requireParts(TaskID task, List<Part> parts) throws IOException {
    for (Part part : parts) {
      Path from = new Path(new Path(committed, task.toString()), part.name());
      long length = Tree.length(fs, from);
      if (length < 0) {
        length = Tree.length(fs, new Path(work, part.name()));
      }
      if (length != part.bytes()) {
        throw new QuernException(
            Exit.PROOF,
            "%s: expected %d bytes, as %s wrote it, found %s"
                .formatted(from, part.bytes(), task, length < 0 ? "no file" : length + " bytes"));
      }
    }
  }

  /** All steps, as far as they are not done yet. */
  void run() throws IOException {
    requireLock();
    Proof proof = new Proof();
    try {
      if (!isDecided()) {
        prove(proof);
        moveParts(proof);
        writeManifests(proof, writeRejects(proof));
      }
      publish();
    } catch (IOException e) {
      if (!output.isComplete(fs)) {
        recordFailure(e, proof.starts);
      }
      throw e;
    }
    unlock();
  }

  private void publish() throws IOException {
    if (rejects != null) {
      rejects.publish(rejects.target().getFileSystem(conf), replace);
    }
    if (!output.isStaged() || !output.isPublished(fs)) {
      if (conf.getBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, true)) {
        storage.create(fs, new Path(work, FileOutputCommitter.SUCCEEDED_FILE_NAME), true).close();
      }
      fs.delete(new Path(work, FileOutputCommitter.PENDING_DIR_NAME), true);
    }
    output.publish(fs, replace);
    // Not before: should the output's own renames fail, the client puts the old rejects back.
    if (rejects != null) {
      rejects.clean(rejects.target().getFileSystem(conf));
    }
    output.clean(fs);
  }

  private void unlock() throws IOException {
    if (!owner.isEmpty()) {
      if (rejects != null) {
        OutputLock.release(rejects.target().getFileSystem(conf), rejects.target(), owner);
      }
      OutputLock.release(fs, output.target(), owner);
    }
  }

  private void prove(Proof proof) throws IOException {
    Ledger ledger = new Ledger();
    List<CommitCheck> checks = new ArrayList<>();
    for (String name : StringUtils.getTrimmedStrings(Settings.COMMIT_CHECKS.get(conf))) {
      checks.add(newCheck(name));
    }
    checks.add(new RejectLimit(conf, proof.tiling));
    Parallel.forEach(
        tasks(),
        task -> {
          TaskPage page = page(task);
          requireParts(task, page.parts());
          return Map.entry(task, page);
        },
        entry -> {
          proof.add(entry.getKey(), entry.getValue());
          ledger.add(entry.getValue());
          for (CommitCheck check : checks) {
            check.add(entry.getValue());
          }
        });
    // First of all: what a wrongly guessed split has read means nothing.
    proof.starts = proof.tiling.check();
    if (!proof.starts.isEmpty()) {
      Tiling.Start start = proof.starts.get(0);
      throw new QuernException(
          Exit.RETRY_WITH_STARTS,
          "%d splits began at a wrong row; the first is the one at byte %d of %s, whose first row"
                  .formatted(proof.starts.size(), start.split(), start.file())
              + " begins at byte "
              + start.first());
    }
    ledger.check(
        action -> {
          for (TaskID task : tasks()) {
            action.accept(page(task));
          }
        });
    if (context.getNumReduceTasks() > 0) {
      if (ledger.isChecked()) {
        proof.counts.put(TaskPage.RECORDS_SHUFFLED, ledger.records());
      } else {
        proof.counts.put(TaskPage.REDUCES_UNCHECKED, (long) context.getNumReduceTasks());
      }
    }
    for (CommitCheck check : checks) {
      check.check();
    }
  }

  private CommitCheck newCheck(String name) throws QuernException {
    try {
      return ReflectionUtils.newInstance(
          conf.getClassByName(name).asSubclass(CommitCheck.class), conf);
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new QuernException(
          Exit.USAGE,
          "%s: expected names of classes that implement %s, found \"%s\""
              .formatted(Settings.COMMIT_CHECKS.key(), CommitCheck.class.getName(), name),
          e);
    }
  }

  private List<TaskID> tasks() {
    List<TaskID> tasks = new ArrayList<>();
    for (int i = 0; i < conf.getInt(MRJobConfig.NUM_MAPS, 0); i++) {
      tasks.add(new TaskID(context.getJobID(), TaskType.MAP, i));
    }
    for (int i = 0; i < context.getNumReduceTasks(); i++) {
      tasks.add(new TaskID(context.getJobID(), TaskType.REDUCE, i));
    }
    return tasks;
  }

  private TaskPage page(TaskID task) throws IOException {
    Path pages = QuernCommitter.pages(work);
    try {
      return TaskPage.read(fs, pages, task.toString());
    } catch (FileNotFoundException e) {
      throw new QuernException(
          Exit.PROOF,
          "%s: expected the page of a task that has finished, found none"
              .formatted(TaskPage.file(pages, task.toString())),
          e);
    }
  }

  private void moveParts(Proof proof) throws IOException {
    Set<String> names = new HashSet<>();
    for (Map.Entry<TaskID, List<Part>> entry : proof.parts.entrySet()) {
      Path directory = new Path(committed, entry.getKey().toString());
      for (Part part : entry.getValue()) {
        if (!names.add(part.name())) {
          throw new QuernException(
              Exit.PROOF, "two tasks wrote a part called " + part.name() + ", one is " + directory);
        }
        Path from = new Path(directory, part.name());
        if (fs.exists(from)) {
          Path to = new Path(work, part.name());
          fs.mkdirs(requireNonNull(to.getParent()));
          fs.delete(to, false);
          AtomicFile.rename(fs, from, to);
        }
      }
    }
    if (!owner.isEmpty()) {
      removeOthers(names);
    }
  }

  /** Removes parts that an earlier try moved and whose tasks, run again, did not write them. */
  private void removeOthers(Set<String> names) throws IOException {
    for (FileStatus file : visibleFiles(work)) {
      if (!names.contains(Tree.relative(work, file.getPath()))) {
        fs.delete(file.getPath(), false);
      }
    }
  }

  private List<FileStatus> visibleFiles(Path directory) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus entry : Tree.entries(fs, directory)) {
      char first = entry.getPath().getName().charAt(0);
      if (first != '_' && first != '.') {
        if (entry.isDirectory()) {
          files.addAll(visibleFiles(entry.getPath()));
        } else {
          files.add(entry);
        }
      }
    }
    return files;
  }

  private List<Part> writeRejects(Proof proof) throws IOException {
    List<Part> written = new ArrayList<>();
    if (rejects != null) {
      FileSystem rejectsFs = rejects.stage().getFileSystem(conf);
      rejectsFs.delete(rejects.stage(), true);
      rejectsFs.mkdirs(rejects.stage());
      storage.apply(rejectsFs, rejects.stage());
      Path sources = new Path(QuernCommitter.pages(work), "rejects");
      for (Map.Entry<TaskID, Part> entry : proof.rejects.entrySet()) {
        Part source = entry.getValue();
        written.add(
            RejectFile.rewrite(
                fs,
                new Path(sources, source.name()),
                source,
                rejectsFs,
                new Path(rejects.stage(), RejectFile.name(entry.getKey())),
                storage,
                proof.tiling));
      }
    }
    return written;
  }

  private void writeManifests(Proof proof, List<Part> rejected) throws IOException {
    List<Manifest.Input> inputs = new ArrayList<>();
    Parallel.forEach(List.copyOf(proof.inputs), this::input, inputs::add);
    List<BadRow> examples = proof.examples.stream().map(row -> row.inFile(proof.tiling)).toList();
    List<Part> parts = proof.parts.values().stream().flatMap(List::stream).toList();
    if (rejects != null) {
      manifest(RejectFile.SCHEMA, Dialect.RFC_4180, "none", rejected, inputs, proof, examples)
          .write(
              rejects.stage().getFileSystem(conf),
              rejects.stage(),
              new Path(rejects.stage(), "_manifest.tmp"));
    }
    Dialect written = Dialect.read(conf, Dialect.OUT);
    manifest(schema(), written, Settings.COMMIT_CODEC.get(conf), parts, inputs, proof, examples)
        .write(fs, work, new Path(QuernCommitter.pages(work), "manifest.tmp"));
  }

  private Schema schema() {
    String text = Settings.COMMIT_SCHEMA.get(conf);
    return text.isEmpty() ? new Schema(List.of()) : Schema.parse(text);
  }

  private Manifest manifest(
      Schema schema,
      Dialect dialect,
      String codec,
      List<Part> parts,
      List<Manifest.Input> inputs,
      Proof proof,
      List<BadRow> examples)
      throws IOException {
    return new Manifest(
        Settings.COMMIT_COMMAND.get(conf),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        output.run(),
        context.getJobID().toString(),
        Settings.COMMIT_FINGERPRINT.get(conf),
        schema,
        dialect.options(),
        codec,
        JobKeys.output(conf).orElse(null),
        storage,
        parts,
        inputs,
        proof.counts,
        proof.malformed,
        examples,
        proof.misfits);
  }

  private Manifest.Input input(String path) throws IOException {
    Path file = new Path(path);
    FileSystem inputFs = file.getFileSystem(conf);
    FileStatus status = inputFs.getFileStatus(file);
    FileChecksum checksum =
        Settings.COMMIT_CHECKSUMS.get(conf) ? inputFs.getFileChecksum(file) : null;
    return new Manifest.Input(
        path,
        status.getLen(),
        status.getModificationTime(),
        checksum == null
            ? ""
            : checksum.getAlgorithmName() + ":" + StringUtils.byteToHexString(checksum.getBytes()));
  }

  /** Leaves the failure for the client, as long as there is a work directory to leave it in. */
  private void recordFailure(IOException failure, List<Tiling.Start> starts) {
    Exit exit = failure instanceof QuernException quern ? quern.exit() : Exit.FAILED;
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    try {
      if (!owner.isEmpty() && fs.exists(work)) {
        new FailurePage(exit, message, FailurePage.COMMIT, starts)
            .write(fs, QuernCommitter.pages(work), FailurePage.COMMIT);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes what is temporary, but leaves the failure page where a client waits for it. */
  void abort() throws IOException {
    if (!isOurs()) {
      return;
    }
    if (rejects != null) {
      rejects.stage().getFileSystem(conf).delete(rejects.stage(), true);
    }
    Path temporary = new Path(work, FileOutputCommitter.PENDING_DIR_NAME);
    if (owner.isEmpty()) {
      fs.delete(temporary, true);
      return;
    }
    Path pages = QuernCommitter.pages(work);
    for (FileStatus entry : Tree.entries(fs, temporary)) {
      if (!entry.getPath().getName().equals(pages.getName())) {
        fs.delete(entry.getPath(), true);
      }
    }
    for (FileStatus entry : Tree.entries(fs, pages)) {
      if (!FailurePage.isFailurePage(entry.getPath())) {
        fs.delete(entry.getPath(), true);
      }
    }
  }
}
