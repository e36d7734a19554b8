package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import quern.conf.Settings;
import quern.flows.state.Digests;

/**
 * The tags under which YARN knows the jobs of a flow, so that they can be found when their driver
 * is dead: one that says the flow's name, one that stands for the step of this very flow, and one
 * for what the job's output is made of. Flows of one name are told apart by an id that is drawn for
 * each and kept with its state. YARN wants ASCII, no more than 100 characters, and makes all of
 * them small letters. For any thread.
 */
final class FlowTags {
  private static final int LONGEST = 100;
  private static final int HASH = 16;
  private static final String ID = "[0-9a-f]{16}";

  private final Path file;
  private final String flow;
  private volatile String id;

  private FlowTags(Path file, String flow, String id) {
    this.file = file;
    this.flow = flow;
    this.id = id;
  }

  /**
   * The tags of a flow.
   *
   * @param state the directory with its state; if there is no id, no job has these tags until
   *     {@link #keep}
   */
  static FlowTags of(Path state, String flow) throws IOException {
    Path file = state.resolve("id");
    String known = read(file);
    return new FlowTags(
        file,
        flow,
        known.isEmpty() ? UUID.randomUUID().toString().replace("-", "").substring(0, HASH) : known);
  }

  private static String read(Path file) throws IOException {
    try {
      String text = new String(Files.readAllBytes(file), UTF_8).strip();
      return text.matches(ID) ? text : "";
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Makes the id last, unless there is one by now; to be called by who has the flow's lock. */
  void keep() throws IOException {
    String known = read(file);
    if (!known.isEmpty()) {
      id = known;
      return;
    }
    Path written = file.resolveSibling("id-new");
    Files.writeString(written, id + "\n");
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Those of a step, whatever it is made of. */
  List<String> of(String step) {
    return List.of(cut("quern-flow-" + flow, LONGEST), step(step));
  }

  /** The one that no step of another flow has. */
  String step(String step) {
    String hash = Digests.of(List.of(id, step)).substring(0, HASH);
    return cut("quern-step-" + step, LONGEST - 1 - HASH) + "-" + hash;
  }

  /** The one of jobs that make, and publish, what a step of this fingerprint makes. */
  static String makes(String fingerprint) {
    return cut("quern-makes-" + fingerprint, LONGEST);
  }

  private static String cut(String text, int length) {
    return text.substring(0, Math.min(text.length(), length)).toLowerCase(Locale.ROOT);
  }

  /** Adds the tags of the step that a job is for, if it is for one, to those it has. */
  static void mark(Configuration job) {
    String own = Settings.FLOW_TAGS.get(job);
    if (own.isEmpty()) {
      return;
    }
    Set<String> tags = new LinkedHashSet<>(job.getTrimmedStringCollection(MRJobConfig.JOB_TAGS));
    tags.addAll(List.of(own.split(",")));
    String fingerprint = Settings.COMMIT_FINGERPRINT.get(job);
    if (!fingerprint.isEmpty()) {
      tags.add(makes(fingerprint));
    }
    job.set(MRJobConfig.JOB_TAGS, String.join(",", tags));
  }
}
