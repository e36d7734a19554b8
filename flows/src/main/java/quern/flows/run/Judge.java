package quern.flows.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import quern.flows.Graph.Node;
import quern.flows.state.Contents;
import quern.flows.state.Digests;
import quern.flows.state.FileMark;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.Leftovers;
import quern.records.commit.Manifest;

/**
 * Tells whether what a step has left is still right: it was made of the same command and the same
 * inputs, and is byte for byte what it was. Times of files are never looked at. Safe for several
 * threads.
 */
public final class Judge {
  private final StateStore store;
  private final Contents contents;
  private final Configuration conf;

  /** A judge of what the records of {@code store} say. */
  public Judge(StateStore store, Configuration conf) {
    this.store = store;
    this.conf = conf;
    this.contents = new Contents(conf);
  }

  /** What a step's outputs hold now. */
  List<FileMark> outputs(Node node) throws IOException {
    List<FileMark> marks = new ArrayList<>();
    for (Path output : node.work().outputs()) {
      marks.addAll(contents.of(output));
    }
    return marks;
  }

  /** The length of all that a step reads. */
  public long inputBytes(Node node) throws IOException {
    long bytes = 0;
    for (Path input : node.work().inputs()) {
      bytes += contents.bytes(input);
    }
    return bytes;
  }

  /**
   * Judges a step whose inputs are all there.
   *
   * @throws QuernException when something stands at an output that is not the step's own
   */
  public Verdict judge(Node node) throws IOException {
    Map<String, String> inputs = new TreeMap<>();
    for (Path input : node.work().inputs()) {
      inputs.put(input.toString(), Contents.digest(contents.of(input)));
    }
    List<String> parts = new ArrayList<>(List.of(node.work().identity()));
    inputs.forEach((path, digest) -> parts.addAll(List.of(path, digest)));
    String fingerprint = Digests.of(parts);
    Optional<StepRecord> known = store.find(node.name());
    if (known.isEmpty()) {
      requireFree(node);
      return new Verdict(true, "it has not run yet", fingerprint, inputs, false, false);
    }
    StepRecord record = known.get();
    Optional<String> changed = change(node, record, fingerprint, inputs);
    if (!record.finished()) {
      boolean whole = changed.isEmpty() && isWhole(node, fingerprint);
      return whole
          ? new Verdict(false, "it was done as its run ended", fingerprint, inputs, true, true)
          : new Verdict(true, "its last run did not end", fingerprint, inputs, true, false);
    }
    if (changed.isEmpty()) {
      changed = damage(node, record, fingerprint);
    }
    return changed
        .map(why -> new Verdict(true, why, fingerprint, inputs, true, false))
        .orElseGet(
            () -> new Verdict(false, "nothing has changed", fingerprint, inputs, true, false));
  }

  private static Optional<String> change(
      Node node, StepRecord record, String fingerprint, Map<String, String> inputs) {
    if (record.fingerprint().equals(fingerprint)) {
      return Optional.empty();
    }
    if (!record.identity().equals(Digests.of(List.of(node.work().identity())))) {
      return Optional.of("its command or settings have changed");
    }
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      String before = record.inputs().get(input.getKey());
      if (before == null || !before.equals(input.getValue())) {
        return Optional.of("input " + input.getKey() + " has changed");
      }
    }
    return Optional.of("it reads other inputs than before");
  }

  private Optional<String> damage(Node node, StepRecord record, String fingerprint)
      throws IOException {
    for (Path output : node.work().outputs()) {
      if (!output.getFileSystem(conf).exists(output)) {
        return Optional.of("output " + output + " is gone");
      }
    }
    if (node.work().leavesManifests() && !isWhole(node, fingerprint)) {
      return Optional.of("an output's manifest is torn, changed or of another run");
    }
    try {
      if (outputs(node).equals(record.files())) {
        return Optional.empty();
      }
    } catch (ChecksumException e) {
      // The file system itself can tell.
    }
    return Optional.of("an output has changed since");
  }

  /** Whether each output has a manifest of this fingerprint, and the parts that it names. */
  boolean isWhole(Node node, String fingerprint) throws IOException {
    if (!node.work().leavesManifests()) {
      return false;
    }
    for (Path output : node.work().outputs()) {
      FileSystem fs = output.getFileSystem(conf);
      try {
        Optional<Manifest> manifest = Manifest.readSealed(fs, output);
        if (manifest.isEmpty()
            || !manifest.get().fingerprint().equals(fingerprint)
            || !Leftovers.isWhole(fs, output)
            || Leftovers.isLocked(fs, output)) {
          return false;
        }
        for (var part : manifest.get().parts()) {
          Path file = new Path(output, part.name());
          if (!fs.exists(file) || fs.getFileStatus(file).getLen() != part.bytes()) {
            return false;
          }
        }
      } catch (IOException e) {
        return false; // torn, or changed since it was written
      }
    }
    return true;
  }

  private void requireFree(Node node) throws IOException {
    for (Path output : node.work().outputs()) {
      if (output.getFileSystem(conf).exists(output)) {
        throw new QuernException(
            Exit.USAGE,
            "%sstep '%s': %s is there already, and this flow has not written it: move it away, or give the step another output"
                .formatted(node.step().mark(), node.name(), output));
      }
    }
  }

  /**
   * Puts aside what a dead run has left half-written at a step's outputs.
   *
   * @return where it is now
   */
  List<Path> setAside(Node node, String label) throws IOException {
    List<Path> aside = new ArrayList<>();
    for (Path output : node.work().outputs()) {
      FileSystem fs = output.getFileSystem(conf);
      if (node.work().leavesManifests()) {
        aside.addAll(Leftovers.setAside(fs, output, label));
      } else if (fs.exists(output)) {
        aside.add(Leftovers.moveAside(fs, output, label));
      }
    }
    return aside;
  }
}
