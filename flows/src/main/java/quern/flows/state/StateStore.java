package quern.flows.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.SealedJson;

/**
 * The records of a flow's steps: a small file for each, {@code steps/NAME.N.json}. A new record is
 * a new file with the next number, and the older one goes only then: neither HDFS nor a local file
 * system can replace a file in one step through {@link FileSystem}, and so a crash at any moment
 * leaves the one or the other. The records of different steps can be written by different threads.
 *
 * <p>Who has the flow's lock writes numbers from the lock's own number on, times {@link #SPAN}: so
 * that a run that stood still for long, and was taken for dead, cannot displace what those behind
 * it have recorded.
 */
public final class StateStore {
  /** More records than a run writes of one step. */
  private static final long SPAN = 1_000_000;

  private static final Pattern RECORD = Pattern.compile("(.+)\\.(\\d{1,15})\\.json");

  private final FileSystem fs;
  private final Path steps;
  private final Map<String, StepRecord> newest = new ConcurrentHashMap<>();
  private final Map<String, Long> numbers = new ConcurrentHashMap<>();
  private @Nullable FlowLock lock;

  /**
   * The records that are there.
   *
   * @param directory the flow's state; need not be there
   */
  public static StateStore open(FileSystem fs, Path directory) throws IOException {
    StateStore store = new StateStore(fs, new Path(directory, "steps"));
    store.load();
    return store;
  }

  private StateStore(FileSystem fs, Path steps) {
    this.fs = fs;
    this.steps = steps;
  }

  /**
   * Has this store write for the run that has {@code lock}. What others have written until they
   * gave the lock up is read; what this store knew before may be old.
   */
  public void own(FlowLock lock) throws IOException {
    this.lock = lock;
    newest.clear();
    numbers.clear();
    load();
  }

  /**
   * Fails when another run has taken the flow over; to be called before anything is changed.
   *
   * @throws QuernException that says so
   */
  public void requireOwned() throws IOException {
    if (lock != null && !lock.isHeld()) {
      throw new QuernException(
          Exit.FAILED,
          steps.getParent()
              + ": expected to have the flow's lock still, found that another run has taken it; this"
              + " one had given no sign of life for too long, and ends here");
    }
  }

  private record Found(String step, long number, Path path) {}

  private void load() throws IOException {
    Map<String, List<Found>> found = new HashMap<>();
    for (FileStatus file : list()) {
      Matcher name = RECORD.matcher(file.getPath().getName());
      if (name.matches()) {
        long number = Long.parseLong(name.group(2));
        found
            .computeIfAbsent(name.group(1), step -> new ArrayList<>())
            .add(new Found(name.group(1), number, file.getPath()));
        numbers.merge(name.group(1), number, Math::max);
      }
    }
    for (List<Found> records : found.values()) {
      records.sort(Comparator.comparingLong(Found::number).reversed());
      for (Found record : records) {
        @Nullable StepRecord read = read(record);
        if (read != null) {
          newest.put(record.step(), read);
          break; // what is torn was being written in a crash: the one before it still holds
        }
      }
    }
  }

  private List<FileStatus> list() throws IOException {
    try {
      return List.of(fs.listStatus(steps));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private @Nullable StepRecord read(Found record) throws IOException {
    byte[] bytes;
    try (InputStream in = fs.open(record.path())) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException | ChecksumException e) {
      return null; // gone, or torn where the file system itself can tell
    }
    try {
      StepRecord read = StepRecord.read(SealedJson.open(bytes, record.path().toString()));
      return read.step().equals(record.step())
          ? read
          : null; // a copy of another step's proves nothing
    } catch (IOException e) {
      return null;
    }
  }

  /** What is remembered of a step. */
  public Optional<StepRecord> find(String step) {
    return Optional.ofNullable(newest.get(step));
  }

  /** When that was written, by the file system's clock. */
  public Optional<Instant> written(String step) throws IOException {
    Long number = numbers.get(step);
    if (number == null) {
      return Optional.empty();
    }
    try {
      long millis = fs.getFileStatus(path(step, number)).getModificationTime();
      return Optional.of(Instant.ofEpochMilli(millis));
    } catch (FileNotFoundException e) {
      return Optional.empty(); // another process has written anew
    }
  }

  /** Remembers, for good when this returns. */
  public void write(StepRecord record) throws IOException {
    requireOwned();
    String step = record.step();
    long first = lock == null ? 1 : lock.number() * SPAN;
    long number = Math.max(first, numbers.getOrDefault(step, 0L) + 1);
    Path file = path(step, number);
    try (OutputStream out = fs.create(file, true)) {
      out.write(SealedJson.seal(record::write));
    }
    numbers.put(step, number);
    newest.put(step, record);
    for (FileStatus old : list(step)) {
      Matcher name = RECORD.matcher(old.getPath().getName());
      if (name.matches() && Long.parseLong(name.group(2)) < number) {
        fs.delete(old.getPath(), false);
      }
    }
  }

  private List<FileStatus> list(String step) throws IOException {
    FileStatus[] found = fs.globStatus(new Path(steps, step + ".*.json"));
    return found == null ? List.of() : List.of(found);
  }

  private Path path(String step, long number) {
    return new Path(steps, step + "." + number + ".json");
  }
}
