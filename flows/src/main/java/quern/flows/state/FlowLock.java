package quern.flows.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.ExclusiveFile;
import quern.records.commit.JsonObject;
import quern.records.commit.SealedJson;

/**
 * The right to run a flow. Locks are files {@code lock-N} in the flow's state, created so that only
 * one can win, and the highest number counts. It is given back by a file {@code released-N}, and
 * taken over from a dead owner by creating the next one; the last lock is never deleted, so that a
 * number is never given out twice and two runs that find the same owner dead cannot both follow it.
 *
 * <p>The owner writes {@code beat-N} now and then. Another run tells a dead owner by its process
 * when that is on the same machine, else by its silence, as its own clock measures that.
 */
public final class FlowLock {
  /** How the patience of a run is measured. */
  public record Pace(Duration beat, int silentBeats) {
    /** As in all runs that are not tests. */
    public static final Pace USUAL = new Pace(Duration.ofSeconds(5), 4);
  }

  /**
   * Who has the lock.
   *
   * @param run the flow's run
   * @param started when the process was started, in milliseconds since 1970; 0 if not known
   * @param since when the run began, in ISO 8601
   */
  public record Owner(String run, String user, String host, long pid, long started, String since) {
    /** A run of this process. */
    public static Owner me(String run) {
      ProcessHandle me = ProcessHandle.current();
      return new Owner(
          run,
          System.getProperty("user.name", "?"),
          hostName(),
          me.pid(),
          startOf(me),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private void write(JsonGenerator json) throws IOException {
      json.writeStringField("run", run);
      json.writeStringField("user", user);
      json.writeStringField("host", host);
      json.writeNumberField("pid", pid);
      json.writeNumberField("started", started);
      json.writeStringField("since", since);
    }

    /** The owner in words. */
    @Override
    public String toString() {
      return "%s is running it since %s (process %d on %s, run %s)"
          .formatted(user, since, pid, host, run);
    }
  }

  private final FileSystem fs;
  private final Path directory;
  private final long number;
  private long beats;

  private FlowLock(FileSystem fs, Path directory, long number) {
    this.fs = fs;
    this.directory = directory;
    this.number = number;
  }

  /**
   * Takes the lock, from a dead owner if need be.
   *
   * @param tell is told when this has to wait to see whether the owner is alive
   * @throws QuernException with {@link Exit#USAGE} that says who has it
   */
  public static FlowLock take(
      FileSystem fs, Path directory, Owner me, Pace pace, Consumer<String> tell)
      throws IOException, InterruptedException {
    fs.mkdirs(directory);
    byte[] name = SealedJson.seal(me::write);
    while (true) {
      long last = highest(fs, directory).orElse(0);
      if (last > 0
          && !isReleased(fs, directory, last)
          && !isDead(fs, directory, last, pace, tell)) {
        String owner = owner(fs, directory).map(Owner::toString).orElse("somebody is running it");
        throw new QuernException(
            Exit.USAGE,
            "%s: expected to be the only run of this flow, found that %s; wait for it, or stop it"
                .formatted(directory, owner));
      }
      FlowLock lock = new FlowLock(fs, directory, last + 1);
      if (!ExclusiveFile.create(fs, lock.file("lock-"), name)) {
        continue;
      }
      if (!lock.isHeld()) {
        fs.delete(lock.file("lock-"), false); // the number was given out before
        continue;
      }
      lock.beat();
      lock.sweep();
      return lock;
    }
  }

  /** Who has the lock, or had it last; nothing if nobody has or it cannot be read. */
  public static Optional<Owner> owner(FileSystem fs, Path directory) throws IOException {
    OptionalLong last = highest(fs, directory);
    return last.isEmpty() || isReleased(fs, directory, last.getAsLong())
        ? Optional.empty()
        : read(fs, directory, last.getAsLong());
  }

  /** Whether the owner that {@link #owner} tells of can be seen to be dead; false if unknown. */
  public static boolean isGone(Owner owner) {
    return owner.host().equals(hostName()) && !isAlive(owner);
  }

  private static Optional<Owner> read(FileSystem fs, Path directory, long number)
      throws IOException {
    Path file = new Path(directory, "lock-" + number);
    byte[] bytes;
    try (InputStream in = fs.open(file)) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException | ChecksumException e) {
      return Optional.empty();
    }
    try {
      JsonObject json = SealedJson.open(bytes, file.toString());
      return Optional.of(
          new Owner(
              json.text("run"),
              json.text("user"),
              json.text("host"),
              json.number("pid"),
              json.number("started"),
              json.text("since")));
    } catch (IOException e) {
      return Optional.empty(); // its owner died while it wrote its name, or is about to
    }
  }

  private static OptionalLong highest(FileSystem fs, Path directory) throws IOException {
    try {
      return Arrays.stream(fs.listStatus(directory))
          .map(file -> file.getPath().getName())
          .filter(name -> name.matches("lock-\\d{1,15}"))
          .mapToLong(name -> Long.parseLong(name.substring("lock-".length())))
          .max();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  private static boolean isReleased(FileSystem fs, Path directory, long number) throws IOException {
    return fs.exists(new Path(directory, "released-" + number));
  }

  private static boolean isDead(
      FileSystem fs, Path directory, long number, Pace pace, Consumer<String> tell)
      throws IOException, InterruptedException {
    Optional<Owner> owner = read(fs, directory, number);
    if (owner.isPresent()
        && owner.get().host().equals(hostName())
        && owner.get().pid() != ProcessHandle.current().pid()) {
      return !isAlive(owner.get());
    }
    tell.accept(
        "looking for a sign of life: "
            + owner.map(Owner::toString).orElse("somebody has the lock"));
    byte[] before = beat(fs, directory, number);
    for (int i = 0; i < pace.silentBeats(); i++) {
      Thread.sleep(pace.beat().toMillis());
      if (isReleased(fs, directory, number)) {
        return true;
      }
      if (!Arrays.equals(before, beat(fs, directory, number))) {
        return false;
      }
    }
    return true;
  }

  private static byte[] beat(FileSystem fs, Path directory, long number) throws IOException {
    try (InputStream in = fs.open(new Path(directory, "beat-" + number))) {
      return in.readAllBytes();
    } catch (FileNotFoundException | ChecksumException e) {
      return new byte[0]; // none yet, or one that is being written or was when its owner died
    }
  }

  private static boolean isAlive(Owner owner) {
    Optional<ProcessHandle> process = ProcessHandle.of(owner.pid());
    return process.isPresent()
        && process.get().isAlive()
        && (owner.started() == 0 || owner.started() == startOf(process.get()));
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** This machine's name, as locks have it. */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "?";
    }
  }

  /** The lock's number: higher than those of all who had it before. */
  long number() {
    return number;
  }

  private Path file(String kind) {
    return new Path(directory, kind + number);
  }

  /** Whether this run still has the lock. */
  public boolean isHeld() throws IOException {
    return highest(fs, directory).orElse(0) == number && fs.exists(file("lock-"));
  }

  /** Shows that this run is alive. */
  public synchronized void beat() throws IOException {
    try (OutputStream out = fs.create(file("beat-"), true)) {
      out.write(Long.toString(++beats).getBytes(UTF_8));
    }
  }

  /** Gives the lock back. */
  public void release() throws IOException {
    fs.create(file("released-"), true).close();
  }

  /** Removes what locks before this one have left. */
  private void sweep() throws IOException {
    for (FileStatus status : fs.listStatus(directory)) {
      String name = status.getPath().getName();
      if (name.matches("(lock|beat|released)-\\d{1,15}")
          && Long.parseLong(name.substring(name.indexOf('-') + 1)) < number) {
        fs.delete(status.getPath(), false);
      }
    }
  }
}
