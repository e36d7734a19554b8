package quern.flows.state;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quern.records.commit.JsonObject;

/**
 * What is remembered of a step.
 *
 * @param finished whether it ended well; else it was started, and what came of it is not known
 * @param run the flow's run
 * @param host where that was
 * @param pid its process there
 * @param fingerprint what the step was made of
 * @param identity a digest of its command and settings, to say what has changed
 * @param inputs a digest of each input, by path
 * @param outputs the paths that it writes
 * @param files what it left, where it leaves no manifests
 * @param past how its last runs went, the newest last
 */
public record StepRecord(
    String step,
    boolean finished,
    String run,
    String host,
    long pid,
    String fingerprint,
    String identity,
    Map<String, String> inputs,
    List<String> outputs,
    List<FileMark> files,
    List<Past> past) {
  /** How many runs are remembered. */
  static final int MOST_PAST = 5;

  /**
   * An earlier run of the step.
   *
   * @param millis how long it took
   * @param predicted how long it was thought to take
   * @param bytes the length of its inputs
   */
  public record Past(long millis, long predicted, long bytes) {}

  public StepRecord {
    requireNonNull(step, "step is null");
    requireNonNull(run, "run is null");
    requireNonNull(fingerprint, "fingerprint is null");
    inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
    outputs = List.copyOf(outputs);
    files = List.copyOf(files);
    past = List.copyOf(past.subList(Math.max(0, past.size() - MOST_PAST), past.size()));
  }

  /** The record of the same step, having ended well. */
  public StepRecord finished(List<FileMark> left, Past how) {
    List<Past> all = new ArrayList<>(past);
    all.add(how);
    return finished(left, all);
  }

  /** The record of the same step, having ended well at a time that nobody knows. */
  public StepRecord finished(List<FileMark> left) {
    return finished(left, past);
  }

  private StepRecord finished(List<FileMark> left, List<Past> all) {
    return new StepRecord(
        step, true, run, host, pid, fingerprint, identity, inputs, outputs, left, all);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("format", 1);
    json.writeStringField("step", step);
    json.writeBooleanField("finished", finished);
    json.writeStringField("run", run);
    json.writeStringField("host", host);
    json.writeNumberField("pid", pid);
    json.writeStringField("fingerprint", fingerprint);
    json.writeStringField("identity", identity);
    json.writeObjectFieldStart("inputs");
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      json.writeStringField(input.getKey(), input.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("outputs");
    for (String output : outputs) {
      json.writeString(output);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("files");
    for (FileMark file : files) {
      json.writeStartObject();
      json.writeStringField("path", file.path());
      json.writeNumberField("length", file.length());
      json.writeStringField("checksum", file.checksum());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("past");
    for (Past run : past) {
      json.writeStartObject();
      json.writeNumberField("millis", run.millis());
      json.writeNumberField("predicted", run.predicted());
      json.writeNumberField("bytes", run.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static StepRecord read(JsonObject json) throws IOException {
    if (json.number("format") > 1) {
      throw new IOException(
          "expected a record of format 1, found " + json.number("format") + " of a newer Quern");
    }
    List<FileMark> files = new ArrayList<>();
    for (JsonObject file : json.objects("files")) {
      files.add(new FileMark(file.text("path"), file.number("length"), file.text("checksum")));
    }
    List<Past> past = new ArrayList<>();
    for (JsonObject run : json.objects("past")) {
      past.add(new Past(run.number("millis"), run.number("predicted"), run.number("bytes")));
    }
    return new StepRecord(
        json.text("step"),
        json.flag("finished", false),
        json.text("run"),
        json.text("host"),
        json.number("pid"),
        json.text("fingerprint"),
        json.text("identity"),
        json.texts("inputs"),
        json.strings("outputs"),
        files,
        past);
  }
}
