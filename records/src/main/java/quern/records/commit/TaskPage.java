package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * All that one task attempt tells the committer. Reader, mapper, reducer and writer of an attempt
 * share the page that {@link QuernCommitter#page} gives them; it is kept in memory and written when
 * the task commits. Grammar: {@code docs/formats.md}.
 *
 * <p>Safe for several threads.
 */
public final class TaskPage {
  /** Count: rows read, well-formed or not, without headers. */
  public static final String ROWS_IN = "rowsIn";

  /** Count: rows written to the output. */
  public static final String ROWS_OUT = "rowsOut";

  /** Count: blank lines passed over. */
  public static final String BLANK_LINES = "blankLines";

  /** Count of codewords of damaged input that were corrected. */
  public static final String CORRECTED_WORDS = "correctedWords";

  /** Count of chunks of damaged input in which something was corrected. */
  public static final String CORRECTED_CHUNKS = "correctedChunks";

  /** Count of the job, in its manifest: records that the maps sent and the reduces read. */
  public static final String RECORDS_SHUFFLED = "recordsShuffled";

  /**
   * Count of the job, in its manifest: reduce tasks of which it is not known whether they read what
   * the maps sent, as the job's plug-ins for the shuffle do not tell.
   */
  public static final String REDUCES_UNCHECKED = "reducesUnchecked";

  /** Malformed rows that a page shows in full, and characters that it shows of each. */
  private static final int EXAMPLES = 5;

  private static final int EXAMPLE_CHARS = 200;
  private static final int FORMAT = 1;

  /** Where an attempt's page and side files live. */
  record Home(Path directory, Configuration conf) {
    Path rejects(String attempt) {
      return new Path(directory, "rejects/" + attempt + ".csv");
    }

    FileSystem fs() throws IOException {
      return directory.getFileSystem(conf);
    }
  }

  private final String task;
  private final String attempt;
  private final @Nullable Home home;
  private final SortedMap<String, Long> counts = new TreeMap<>();
  private final SortedSet<String> inputs = new TreeSet<>();
  private final List<Tile> tiles = new ArrayList<>();
  private final SortedMap<String, Long> malformed = new TreeMap<>();
  private final List<BadRow> examples = new ArrayList<>();
  private final Map<String, Long> misfits = new LinkedHashMap<>();
  private final List<Part> parts = new ArrayList<>();
  private final SortedMap<Integer, Sum> shuffled = new TreeMap<>();
  private final SortedMap<Integer, Sum> received = new TreeMap<>();
  private final SortedMap<String, String> facts = new TreeMap<>();
  private @Nullable RejectWriter rejectWriter;
  private @Nullable Part rejects;

  TaskPage(String task, String attempt, @Nullable Home home) {
    this.task = requireNonNull(task, "task is null");
    this.attempt = requireNonNull(attempt, "attempt is null");
    this.home = home;
  }

  /** A page that nobody reads, for a job with somebody else's committer. */
  public static TaskPage detached() {
    return new TaskPage("", "", null);
  }

  /** Whether a committer will read this page; false for {@link #detached}. */
  public boolean isAttached() {
    return home != null;
  }

  /** The task's id. */
  public String task() {
    return task;
  }

  /** The task attempt's id. */
  public String attempt() {
    return attempt;
  }

  /** Adds {@code n} to the count called {@code name}; a job's counts are its tasks' sums. */
  public synchronized void count(String name, long n) {
    counts.merge(requireNonNull(name, "name is null"), n, Long::sum);
  }

  /** The counts by name. */
  public synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** Names a file that was read, for the manifest; a {@link #tile} names its own. */
  public synchronized void input(String file) {
    inputs.add(requireNonNull(file, "file is null"));
  }

  /** The files named by {@link #input}. */
  public synchronized List<String> inputs() {
    return List.copyOf(inputs);
  }

  /** Adds what a split covered. */
  public synchronized void tile(Tile tile) {
    tiles.add(requireNonNull(tile, "tile is null"));
  }

  /** The tiles, in the order they were read. */
  public synchronized List<Tile> tiles() {
    return List.copyOf(tiles);
  }

  /**
   * Counts a malformed row, and keeps it as an example if it is among the first few.
   *
   * @param file the file it is in
   * @param offset where it begins there, in bytes
   * @param line its line, from 1, counted from its split's first row
   * @param reason what is wrong with it
   * @param row the array that holds {@code row[from, to)}
   */
  public synchronized void malformed(
      String file, long offset, long line, String reason, byte[] row, int from, int to) {
    malformed.merge(reason, 1L, Long::sum);
    if (examples.size() < EXAMPLES) {
      // A character has at most 4 bytes.
      String text = new String(row, from, Math.min(to - from, 4 * EXAMPLE_CHARS), UTF_8);
      examples.add(new BadRow(file, offset, line, reason, cut(text)));
    }
  }

  private static String cut(String text) {
    return text.codePointCount(0, text.length()) <= EXAMPLE_CHARS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, EXAMPLE_CHARS)) + "…";
  }

  /** How many rows were malformed, by reason. */
  public synchronized Map<String, Long> malformed() {
    return new TreeMap<>(malformed);
  }

  /** The first few malformed rows. */
  public synchronized List<BadRow> examples() {
    return List.copyOf(examples);
  }

  /** Adds {@code n} values of {@code column} that were not of its type. */
  public synchronized void misfits(String column, long n) {
    misfits.merge(requireNonNull(column, "column is null"), n, Long::sum);
  }

  /** How many values were not of their column's type, by column. */
  public synchronized Map<String, Long> misfits() {
    return new LinkedHashMap<>(misfits);
  }

  /** Adds a file that the task wrote into its work directory. */
  public synchronized void part(Part part) {
    parts.add(requireNonNull(part, "part is null"));
  }

  /** The files that the task wrote. */
  public synchronized List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Adds to what a map task sent to reduce partition {@code partition}. */
  public synchronized void shuffled(int partition, Sum sum) {
    shuffled.merge(partition, sum, Sum::plus);
  }

  /** What a map task sent, by reduce partition. */
  public synchronized Map<Integer, Sum> shuffled() {
    return new TreeMap<>(shuffled);
  }

  /** Adds to what a reduce task read of partition {@code partition}. */
  public synchronized void received(int partition, Sum sum) {
    received.merge(partition, sum, Sum::plus);
  }

  /** What a reduce task read, by partition. */
  public synchronized Map<Integer, Sum> received() {
    return new TreeMap<>(received);
  }

  /** Notes anything else, for a {@link CommitCheck} of the job's own. */
  public synchronized void fact(String key, String value) {
    facts.put(requireNonNull(key, "key is null"), requireNonNull(value, "value is null"));
  }

  /** What was noted by {@link #fact}. */
  public synchronized Map<String, String> facts() {
    return new TreeMap<>(facts);
  }

  /** The attempt's file of rejected rows, opened by the first call. */
  public synchronized RejectWriter rejects() throws IOException {
    if (rejectWriter == null) {
      OutputStream out =
          home == null
              ? OutputStream.nullOutputStream()
              : home.fs().create(home.rejects(attempt), true);
      rejectWriter = new RejectWriter(out);
    }
    return rejectWriter;
  }

  /** The file of rejected rows as the committed page names it. */
  synchronized @Nullable Part rejectsPart() {
    return rejects;
  }

  /**
   * Leaves {@code failure} for the client, unless an attempt has left one before, and returns it to
   * be thrown.
   */
  public QuernException fail(QuernException failure) {
    if (home != null) {
      try {
        FailurePage.of(failure, attempt).writeFirst(home.fs(), home.directory(), attempt);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  /**
   * Leaves word of whatever ended a task's work, as {@link #fail(QuernException)} does, and returns
   * it to be thrown.
   */
  public QuernException fail(Throwable thrown) {
    return fail(
        thrown instanceof QuernException known
            ? known
            : new QuernException(
                Exit.FAILED, "task %s failed: %s".formatted(attempt, thrown), thrown));
  }

  /** Closes the rejects and writes the page, in place of one of an earlier attempt. */
  synchronized void write() throws IOException {
    Home place = requireNonNull(home, "a detached page cannot be written");
    if (rejectWriter != null) {
      rejectWriter.close();
      rejects =
          new Part(
              place.rejects(attempt).getName(),
              rejectWriter.rows(),
              rejectWriter.bytes(),
              rejectWriter.hash().toString());
      rejectWriter = null;
    }
    AtomicFile.write(
        place.fs(),
        file(place.directory(), task),
        new Path(place.directory(), attempt + ".tmp"),
        JsonObject.bytes(this::write));
  }

  /** Closes and removes what the attempt has opened. */
  synchronized void discard() throws IOException {
    if (rejectWriter != null && home != null) {
      try {
        rejectWriter.close();
      } finally {
        rejectWriter = null;
        home.fs().delete(home.rejects(attempt), false);
      }
    }
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", FORMAT);
    json.writeStringField("task", task);
    json.writeStringField("attempt", attempt);
    JsonObject.numbers(json, "counts", counts);
    json.writeArrayFieldStart("inputs");
    for (String input : inputs) {
      json.writeString(input);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tiles");
    for (Tile tile : tiles) {
      tile.write(json);
    }
    json.writeEndArray();
    JsonObject.numbers(json, "malformed", malformed);
    json.writeArrayFieldStart("examples");
    for (BadRow example : examples) {
      example.write(json);
    }
    json.writeEndArray();
    JsonObject.numbers(json, "misfits", misfits);
    json.writeArrayFieldStart("parts");
    for (Part part : parts) {
      part.write(json);
    }
    json.writeEndArray();
    sums(json, "shuffled", shuffled);
    sums(json, "received", received);
    if (rejects != null) {
      json.writeFieldName("rejects");
      rejects.write(json);
    }
    json.writeObjectFieldStart("facts");
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      json.writeStringField(fact.getKey(), fact.getValue());
    }
    json.writeEndObject();
  }

  private static void sums(JsonGenerator json, String name, Map<Integer, Sum> sums)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Map.Entry<Integer, Sum> entry : sums.entrySet()) {
      Sum sum = entry.getValue();
      json.writeStartObject();
      json.writeNumberField("partition", entry.getKey());
      json.writeNumberField("records", sum.records());
      json.writeNumberField("bytes", sum.bytes());
      json.writeStringField("hash", RowHash.hex(sum.lo(), sum.hi()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Where the page of {@code task} lies in the directory of pages. */
  static Path file(Path directory, String task) {
    return new Path(directory, task + ".json");
  }

  /**
   * Reads the page of {@code task}.
   *
   * @throws java.io.FileNotFoundException when there is none
   */
  static TaskPage read(FileSystem fs, Path directory, String task) throws IOException {
    Path file = file(directory, task);
    try (InputStream in = fs.open(file)) {
      return read(JsonObject.read(in, file.toString()));
    }
  }

  private static TaskPage read(JsonObject json) throws IOException {
    TaskPage page = new TaskPage(json.text("task"), json.text("attempt"), null);
    page.counts.putAll(json.numbers("counts"));
    page.inputs.addAll(json.strings("inputs"));
    for (JsonObject tile : json.objects("tiles")) {
      page.tiles.add(Tile.read(tile));
    }
    page.malformed.putAll(json.numbers("malformed"));
    for (JsonObject example : json.objects("examples")) {
      page.examples.add(BadRow.read(example));
    }
    page.misfits.putAll(json.numbers("misfits"));
    for (JsonObject part : json.objects("parts")) {
      page.parts.add(Part.read(part));
    }
    readSums(json.objects("shuffled"), page.shuffled);
    readSums(json.objects("received"), page.received);
    if (json.has("rejects")) {
      page.rejects = Part.read(json.object("rejects"));
    }
    page.facts.putAll(json.texts("facts"));
    return page;
  }

  private static void readSums(List<JsonObject> entries, Map<Integer, Sum> sums)
      throws IOException {
    for (JsonObject entry : entries) {
      RowHash hash = RowHash.parse(entry.text("hash"));
      sums.put(
          Math.toIntExact(entry.number("partition")),
          Sum.of(entry.number("records"), entry.number("bytes"), hash));
    }
  }
}
