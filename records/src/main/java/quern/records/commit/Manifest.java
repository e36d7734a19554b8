package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.WrappedKey;
import quern.records.Column;
import quern.records.Schema;
import quern.records.Type;

/**
 * What an output directory says about itself, in {@code _quern.json}; its name hides it from input
 * formats. Grammar: {@code docs/formats.md}.
 *
 * @param command the command that made the directory
 * @param created when, in ISO 8601
 * @param run the id of the run that made it
 * @param job the id of the job that made it
 * @param fingerprint what the step of a flow was made of that made it; empty outside a flow
 * @param schema the columns of the parts
 * @param dialect the options of {@link quern.records.csv.CsvOption} that the parts are written
 *     with, by key, as far as they are not the default
 * @param codec the codec of the parts
 * @param key the data key that the parts are encrypted with, itself encrypted; null when they are
 *     not
 * @param storage how HDFS was told to keep the parts
 * @param parts the files, in the order of the tasks that wrote them
 * @param inputs what was read
 * @param counts rows in and out, and the like, by name
 * @param malformed how many malformed rows were read, by reason
 * @param examples the first few malformed rows
 * @param misfits how many values were not of their column's type, by column
 */
public record Manifest(
    String command,
    String created,
    String run,
    String job,
    String fingerprint,
    Schema schema,
    Map<String, String> dialect,
    String codec,
    @Nullable WrappedKey key,
    Storage storage,
    List<Part> parts,
    List<Input> inputs,
    Map<String, Long> counts,
    Map<String, Long> malformed,
    List<BadRow> examples,
    Map<String, Long> misfits) {
  /** The file's name. */
  public static final String NAME = "_quern.json";

  /** The version this code writes, and the newest it reads. */
  public static final int FORMAT = 1;

  /**
   * A file that was read.
   *
   * @param path its qualified path
   * @param length its length in bytes
   * @param modified when it was last modified, in milliseconds since 1970
   * @param checksum the file system's checksum of its content, or empty where that gives none
   */
  public record Input(String path, long length, long modified, String checksum) {}

  public Manifest {
    requireNonNull(command, "command is null");
    requireNonNull(created, "created is null");
    requireNonNull(run, "run is null");
    requireNonNull(job, "job is null");
    requireNonNull(fingerprint, "fingerprint is null");
    requireNonNull(schema, "schema is null");
    requireNonNull(codec, "codec is null");
    requireNonNull(storage, "storage is null");
    dialect = Collections.unmodifiableMap(new TreeMap<>(dialect));
    parts = List.copyOf(parts);
    inputs = List.copyOf(inputs);
    examples = List.copyOf(examples);
  }

  /** The rows of all parts whose rows are known. */
  public long rows() {
    return parts.stream().mapToLong(part -> Math.max(0, part.rows())).sum();
  }

  /** Reads the manifest of {@code directory}, if it has one. */
  public static Optional<Manifest> read(FileSystem fs, Path directory) throws IOException {
    Path file = new Path(directory, NAME);
    try (InputStream in = fs.open(file)) {
      return Optional.of(read(JsonObject.read(in, file.toString()), file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads the manifest of {@code directory}, if it has one, and trusts it only as it was written.
   *
   * @throws IOException when it was torn or changed since, or is of a version that had no checksum
   */
  public static Optional<Manifest> readSealed(FileSystem fs, Path directory) throws IOException {
    Path file = new Path(directory, NAME);
    try (InputStream in = fs.open(file)) {
      return Optional.of(read(SealedJson.open(in.readAllBytes(), file.toString()), file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private static Manifest read(JsonObject json, Path file) throws IOException {
    long format = json.number("format");
    if (format > FORMAT) {
      throw new IOException(
          "%s: expected a manifest of format %d or older, found format %d; read it with the newer"
                  .formatted(file, FORMAT, format)
              + " version of Quern that wrote it");
    }
    List<Column> columns = new ArrayList<>();
    for (JsonObject column : json.objects("schema")) {
      columns.add(new Column(column.text("name"), Type.of(column.text("type"))));
    }
    List<Part> parts = new ArrayList<>();
    for (JsonObject part : json.objects("parts")) {
      parts.add(Part.read(part));
    }
    List<Input> inputs = new ArrayList<>();
    for (JsonObject input : json.objects("inputs")) {
      inputs.add(
          new Input(
              input.text("path"),
              input.number("length"),
              input.number("modified"),
              input.text("checksum", "")));
    }
    List<BadRow> examples = new ArrayList<>();
    for (JsonObject example : json.objects("examples")) {
      examples.add(BadRow.read(example));
    }
    return new Manifest(
        json.text("command"),
        json.text("created"),
        json.text("run"),
        json.text("job"),
        json.text("fingerprint", ""),
        new Schema(columns),
        json.texts("dialect"),
        json.text("codec"),
        key(json.object("key")),
        Storage.read(json.object("storage")),
        parts,
        inputs,
        json.numbers("counts"),
        json.numbers("malformed"),
        examples,
        json.numbers("misfits"));
  }

  private static @Nullable WrappedKey key(JsonObject json) throws IOException {
    String wrapped = json.text("wrapped", "");
    return wrapped.isEmpty() ? null : WrappedKey.parseText(wrapped);
  }

  /** Writes the manifest into {@code directory}, by way of the file {@code scratch}. */
  void write(FileSystem fs, Path directory, Path scratch) throws IOException {
    AtomicFile.write(fs, new Path(directory, NAME), scratch, SealedJson.seal(this::write), storage);
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", FORMAT);
    json.writeStringField("command", command);
    json.writeStringField("created", created);
    json.writeStringField("run", run);
    json.writeStringField("job", job);
    if (!fingerprint.isEmpty()) {
      json.writeStringField("fingerprint", fingerprint);
    }
    json.writeArrayFieldStart("schema");
    for (Column column : schema.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type().label());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!dialect.isEmpty()) {
      json.writeObjectFieldStart("dialect");
      for (Map.Entry<String, String> option : dialect.entrySet()) {
        json.writeStringField(option.getKey(), option.getValue());
      }
      json.writeEndObject();
    }
    json.writeStringField("codec", codec);
    if (key != null) {
      json.writeObjectFieldStart("key");
      json.writeStringField("name", key.name());
      json.writeStringField("version", key.version());
      json.writeStringField("wrapped", key.toText());
      json.writeEndObject();
    }
    if (!storage.isDefault()) {
      json.writeFieldName("storage");
      storage.write(json);
    }
    json.writeNumberField("rows", rows());
    json.writeArrayFieldStart("parts");
    for (Part part : parts) {
      part.write(json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("inputs");
    for (Input input : inputs) {
      json.writeStartObject();
      json.writeStringField("path", input.path());
      json.writeNumberField("length", input.length());
      json.writeNumberField("modified", input.modified());
      if (!input.checksum().isEmpty()) {
        json.writeStringField("checksum", input.checksum());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    JsonObject.numbers(json, "counts", counts);
    JsonObject.numbers(json, "malformed", malformed);
    json.writeArrayFieldStart("examples");
    for (BadRow example : examples) {
      example.write(json);
    }
    json.writeEndArray();
    JsonObject.numbers(json, "misfits", misfits);
  }

  /** Whether {@code directory} is published as made by {@code run}. */
  static boolean isBy(FileSystem fs, Path directory, String run) throws IOException {
    Path file = new Path(directory, NAME);
    byte[] bytes;
    try (InputStream in = fs.open(file)) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return false;
    }
    try {
      return JsonObject.read(new ByteArrayInputStream(bytes), file.toString())
          .text("run", "")
          .equals(run);
    } catch (IOException e) {
      // What is not a manifest was not written by this run, whose manifests are never torn.
      return false;
    }
  }
}
