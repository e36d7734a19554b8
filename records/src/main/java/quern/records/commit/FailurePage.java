package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Why a job failed, left in its output directory for the client, which the runners tell nothing but
 * that it did.
 *
 * @param exit how the run ends
 * @param message what to tell the user
 * @param where the task attempt that failed, or {@code commit}
 * @param starts with {@link Exit#RETRY_WITH_STARTS}, the starts to run the job again with
 */
public record FailurePage(Exit exit, String message, String where, List<Tiling.Start> starts) {
  static final String COMMIT = "commit";
  private static final String NAME = "failure.json";
  private static final int FORMAT = 1;

  public FailurePage {
    requireNonNull(exit, "exit is null");
    requireNonNull(message, "message is null");
    requireNonNull(where, "where is null");
    starts = List.copyOf(starts);
  }

  static FailurePage of(QuernException failure, String where) {
    String message = requireNonNull(failure.getMessage(), "message is null");
    return new FailurePage(failure.exit(), message, where, List.of());
  }

  /** Reads the page that a job left in its work directory, if it left one. */
  public static Optional<FailurePage> read(FileSystem fs, Path workDirectory) throws IOException {
    Path file = new Path(QuernCommitter.pages(workDirectory), NAME);
    try (InputStream in = fs.open(file)) {
      JsonObject json = JsonObject.read(in, file.toString());
      List<Tiling.Start> starts = new ArrayList<>();
      for (JsonObject start : json.objects("starts")) {
        starts.add(
            new Tiling.Start(start.text("file"), start.number("split"), start.number("first")));
      }
      return Optional.of(
          new FailurePage(
              Exit.valueOf(json.text("exit")), json.text("message"), json.text("where"), starts));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes the page into {@code directory} unless there is one already. */
  void writeFirst(FileSystem fs, Path directory, String scratch) throws IOException {
    if (!fs.exists(new Path(directory, NAME))) {
      write(fs, directory, scratch);
    }
  }

  /** Writes the page into {@code directory}, in place of any other. */
  void write(FileSystem fs, Path directory, String scratch) throws IOException {
    AtomicFile.write(
        fs,
        new Path(directory, NAME),
        new Path(directory, "failure-" + scratch + ".tmp"),
        JsonObject.prettyBytes(this::write));
  }

  static boolean isFailurePage(Path file) {
    return file.getName().equals(NAME);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", FORMAT);
    json.writeStringField("exit", exit.name());
    json.writeNumberField("code", exit.code());
    json.writeStringField("message", message);
    json.writeStringField("where", where);
    json.writeArrayFieldStart("starts");
    for (Tiling.Start start : starts) {
      json.writeStartObject();
      json.writeStringField("file", start.file());
      json.writeNumberField("split", start.split());
      json.writeNumberField("first", start.first());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
