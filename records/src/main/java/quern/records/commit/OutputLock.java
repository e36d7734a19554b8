package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * The lock of an output directory: a file beside it, so that it can be taken before the directory
 * is there and held while another one takes its place. Whoever creates the file has the lock, until
 * the file is gone.
 *
 * @param owner the id of the run that holds it
 * @param user who started the run
 * @param host where
 * @param pid the client's process there
 * @param since when, in ISO 8601
 * @param command the run's command
 */
record OutputLock(String owner, String user, String host, long pid, String since, String command) {

  /** The lock's file. */
  static Path file(Path target) {
    return Place.sibling(target, ".quern-lock");
  }

  /**
   * Takes the lock of {@code target}.
   *
   * @throws QuernException with {@link Exit#USAGE} when another run holds it
   */
  static void take(FileSystem fs, Path target, String owner, String command) throws IOException {
    OutputLock lock =
        new OutputLock(
            owner,
            System.getProperty("user.name", "?"),
            hostName(),
            ProcessHandle.current().pid(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            command);
    byte[] bytes = JsonObject.prettyBytes(lock::write);
    fs.mkdirs(requireNonNull(target.getParent(), "the root directory cannot be an output"));
    if (!ExclusiveFile.create(fs, file(target), bytes)) {
      throw taken(fs, target);
    }
  }

  /** Fails when a run holds the lock of {@code target}; the answer may be old when it comes. */
  static void requireNone(FileSystem fs, Path target) throws IOException {
    if (fs.exists(file(target))) {
      throw taken(fs, target);
    }
  }

  private static QuernException taken(FileSystem fs, Path target) throws IOException {
    OutputLock holder;
    try {
      holder = read(fs, target);
    } catch (IOException e) {
      holder = null; // its owner died while it wrote its name
    }
    return new QuernException(
        Exit.USAGE,
        ("%s: expected to be the only run that writes there, found that %s; if it is no longer"
                + " running, delete %s")
            .formatted(target, holder == null ? "another one does" : holder, file(target)));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "?";
    }
  }

  /** Who holds the lock of {@code target}, if that can be read. */
  static @Nullable OutputLock read(FileSystem fs, Path target) throws IOException {
    try (InputStream in = fs.open(file(target))) {
      byte[] bytes = in.readAllBytes();
      if (bytes.length == 0) {
        return null; // taken this moment
      }
      JsonObject json =
          JsonObject.read(new java.io.ByteArrayInputStream(bytes), file(target).toString());
      return new OutputLock(
          json.text("owner"),
          json.text("user", "?"),
          json.text("host", "?"),
          json.number("pid", 0),
          json.text("since", "?"),
          json.text("command", "?"));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Whether {@code owner} holds the lock of {@code target}. */
  static boolean isHeld(FileSystem fs, Path target, String owner) throws IOException {
    OutputLock lock = read(fs, target);
    return lock != null && lock.owner.equals(owner);
  }

  /** Gives the lock of {@code target} back, if {@code owner} holds it. */
  static void release(FileSystem fs, Path target, String owner) throws IOException {
    if (isHeld(fs, target, owner)) {
      fs.delete(file(target), false);
    }
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStringField("owner", owner);
    json.writeStringField("user", user);
    json.writeStringField("host", host);
    json.writeNumberField("pid", pid);
    json.writeStringField("since", since);
    json.writeStringField("command", command);
  }

  /** The holder in words. */
  @Override
  public String toString() {
    return "%s has been writing since %s (process %d on %s: %s)"
        .formatted(user, since, pid, host, command);
  }
}
