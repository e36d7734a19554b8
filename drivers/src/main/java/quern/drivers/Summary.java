package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRConfig;
import quern.records.commit.BadRow;
import quern.records.commit.Manifest;
import quern.records.commit.Part;
import quern.records.commit.Storage;
import quern.records.commit.TaskPage;

/**
 * What a job did, for the user: what its manifest says, and besides what only the client knows that
 * ran it, as {@link JobRun.Outcome} has it (the time, the re-runs, where the maps were).
 *
 * @param output where the output is, as the user wrote it; empty when the job left none
 * @param rowsIn rows read, malformed ones too
 * @param rowsOut rows written
 * @param rejects where malformed rows went, or empty when they went nowhere
 * @param malformed how many rows were malformed, by reason
 * @param examples the first few of them
 * @param misfits how many values were set to null because they were not of their column's type, by
 *     column
 * @param blankLines blank lines passed over
 * @param correctedWords codewords of damaged input that were corrected
 * @param correctedChunks chunks of it in which something was corrected
 * @param uncheckedReduces reduce tasks of which it is not known whether they read what was sent
 * @param inputs how many files were read
 * @param bytesIn their length as stored
 * @param parts the files written
 * @param storage how HDFS was told to keep them
 * @param locality where the map tasks were
 * @param millis how long it took
 * @param reruns how often the job was run again because a split began at a wrong guess
 */
record Summary(
    String output,
    long rowsIn,
    long rowsOut,
    String rejects,
    Map<String, Long> malformed,
    List<BadRow> examples,
    Map<String, Long> misfits,
    long blankLines,
    long correctedWords,
    long correctedChunks,
    long uncheckedReduces,
    int inputs,
    long bytesIn,
    List<Part> parts,
    Storage storage,
    Locality locality,
    long millis,
    int reruns) {
  private static final int PARTS_SHOWN = 8;
  private static final int EXAMPLES_SHOWN = 3;

  /**
   * The summary of a job that has run.
   *
   * @param output where the output is, as the user wrote it
   * @param rejects where malformed rows went, as the user wrote it; empty when they went nowhere
   */
  static Summary of(JobRun.Outcome outcome, String output, String rejects) {
    Manifest manifest = outcome.manifest();
    return new Summary(
        output,
        manifest.counts().getOrDefault(TaskPage.ROWS_IN, 0L),
        manifest.counts().getOrDefault(TaskPage.ROWS_OUT, manifest.rows()),
        rejects,
        manifest.malformed(),
        manifest.examples(),
        manifest.misfits(),
        manifest.counts().getOrDefault(TaskPage.BLANK_LINES, 0L),
        manifest.counts().getOrDefault(TaskPage.CORRECTED_WORDS, 0L),
        manifest.counts().getOrDefault(TaskPage.CORRECTED_CHUNKS, 0L),
        manifest.counts().getOrDefault(TaskPage.REDUCES_UNCHECKED, 0L),
        manifest.inputs().size(),
        manifest.inputs().stream().mapToLong(Manifest.Input::length).sum(),
        manifest.parts(),
        manifest.storage(),
        outcome.locality(),
        outcome.millis(),
        outcome.reruns());
  }

  /** The length of all parts. */
  long bytesOut() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The summary as lines of text; what did not happen has no line. */
  String text() {
    List<String> lines = new ArrayList<>();
    line(
        lines,
        "read",
        "%s, %s in %s"
            .formatted(
                Numbers.count(rowsIn, "row"),
                Numbers.bytes(bytesIn),
                Numbers.count(inputs, "file")));
    long bad = total(malformed);
    if (bad > 0) {
      line(
          lines,
          "malformed",
          Numbers.count(bad, "row")
              + ": "
              + listed(malformed)
              + (rejects.isEmpty() ? "" : ", in " + rejects));
      examples.stream()
          .limit(EXAMPLES_SHOWN)
          .forEach(row -> line(lines, "", TablePrinter.visible(row.toString())));
    }
    if (total(misfits) > 0) {
      line(
          lines,
          "misfits",
          Numbers.count(total(misfits), "value")
              + " taken as null, not being of the column's type: "
              + listed(misfits));
    }
    if (blankLines > 0) {
      line(lines, "blank", Numbers.count(blankLines, "line") + " passed over");
    }
    if (correctedChunks > 0) {
      line(
          lines,
          "corrected",
          "%s in %s of damaged input; 'quern repair' mends the files"
              .formatted(
                  Numbers.count(correctedWords, "codeword"),
                  Numbers.count(correctedChunks, "chunk")));
    }
    if (uncheckedReduces > 0) {
      line(
          lines,
          "shuffle",
          "not proved: %s or %s is not one of Quern's"
              .formatted(
                  JobContext.MAP_OUTPUT_COLLECTOR_CLASS_ATTR, MRConfig.SHUFFLE_CONSUMER_PLUGIN));
    }
    if (!output.isEmpty()) {
      line(
          lines,
          "wrote",
          "%s, %s in %s: %s"
              .formatted(
                  Numbers.count(rowsOut, "row"),
                  Numbers.bytes(bytesOut()),
                  Numbers.count(parts.size(), "part"),
                  output));
      partLines(lines);
    }
    if (!storage.isDefault()) {
      line(lines, "kept", "in HDFS with " + storage);
    }
    if (!locality.isUnknown()) {
      line(lines, "maps", locality.toString());
    }
    String again =
        reruns == 0
            ? ""
            : ", with "
                + Numbers.count(reruns, "run")
                + " more than one, as a split began at a wrong guess";
    line(lines, "took", Numbers.duration(millis) + again);
    return String.join("\n", lines);
  }

  private void partLines(List<String> lines) {
    if (parts.size() < 2) {
      return;
    }
    for (Part part : parts.subList(0, Math.min(parts.size(), PARTS_SHOWN))) {
      String rows = part.rows() < 0 ? "" : Numbers.count(part.rows(), "row") + ", ";
      line(lines, "", part.name() + "  " + rows + Numbers.bytes(part.bytes()));
    }
    if (parts.size() > PARTS_SHOWN) {
      long least = parts.stream().mapToLong(Part::rows).min().orElse(0);
      long most = parts.stream().mapToLong(Part::rows).max().orElse(0);
      line(
          lines,
          "",
          "and %s more, with %s to %s rows each"
              .formatted(
                  Numbers.grouped(parts.size() - PARTS_SHOWN),
                  Numbers.grouped(Math.max(0, least)),
                  Numbers.grouped(Math.max(0, most))));
    }
  }

  private static void line(List<String> lines, String label, String text) {
    lines.add("%-10s%s".formatted(label, text));
  }

  private static String listed(Map<String, Long> counts) {
    List<String> words = new ArrayList<>();
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> words.add(entry.getKey() + " " + Numbers.grouped(entry.getValue())));
    return String.join(", ", words);
  }

  /** Prints the summary as one JSON object. */
  void printJson(PrintStream out) throws IOException {
    try (JsonGenerator json = JsonOutput.indented(out)) {
      json.writeStartObject();
      json.writeStringField("output", output);
      json.writeNumberField("rowsOut", rowsOut);
      if (!rejects.isEmpty()) {
        json.writeStringField("rejects", rejects);
      }
      json.writeNumberField("uncheckedReduces", uncheckedReduces);
      writeInput(json);
      json.writeNumberField("bytesOut", bytesOut());
      json.writeArrayFieldStart("parts");
      for (Part part : parts) {
        json.writeStartObject();
        json.writeStringField("name", part.name());
        if (part.rows() >= 0) {
          json.writeNumberField("rows", part.rows());
        }
        json.writeNumberField("bytes", part.bytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (!storage.isDefault()) {
        json.writeFieldName("storage");
        storage.write(json);
      }
      if (!locality.isUnknown()) {
        json.writeObjectFieldStart("maps");
        json.writeNumberField("nodeLocal", locality.onNode());
        json.writeNumberField("rackLocal", locality.onRack());
        json.writeNumberField("offRack", locality.elsewhere());
        json.writeNumberField("inApplicationMaster", locality.inMaster());
        json.writeEndObject();
      }
      json.writeNumberField("seconds", millis / 1000.0);
      json.writeNumberField("reruns", reruns);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  /** Writes the fields on what was read. */
  void writeInput(JsonGenerator json) throws IOException {
    json.writeNumberField("rowsIn", rowsIn);
    json.writeNumberField("malformedRows", total(malformed));
    numbers(json, "malformed", malformed);
    numbers(json, "misfits", misfits);
    json.writeNumberField("blankLines", blankLines);
    json.writeNumberField("correctedWords", correctedWords);
    json.writeNumberField("correctedChunks", correctedChunks);
    json.writeNumberField("files", inputs);
    json.writeNumberField("bytesIn", bytesIn);
  }

  private static void numbers(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> entry : counts.entrySet()) {
      json.writeNumberField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }
}
