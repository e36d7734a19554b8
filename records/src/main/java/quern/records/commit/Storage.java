package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * How HDFS keeps the files of an output. What is not said is as the directory above has it.
 *
 * <p>The two policies are set on the directory that a job works in, while it is empty. HDFS keeps
 * them with the directory, so they come along when it is renamed into place, and a file takes over
 * what the directory says at the moment it is created.
 *
 * @param policy the storage policy, which says on what kind of storage blocks are; empty: not said
 * @param erasureCoding the erasure coding policy, or {@link #REPLICATED}; empty: not said
 * @param replication how many copies there are of a file that is not erasure-coded; 0: not said
 */
public record Storage(String policy, String erasureCoding, int replication) {
  /** Nothing is said. */
  public static final Storage DEFAULT = new Storage("", "", 0);

  /** HDFS's name for copies below a directory that is erasure-coded. */
  public static final String REPLICATED = "replication";

  public Storage {
    requireNonNull(policy, "policy is null");
    requireNonNull(erasureCoding, "erasureCoding is null");
    if (replication < 0 || replication > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "replication: expected 0 to %d, found %d".formatted(Short.MAX_VALUE, replication));
    }
  }

  /** What the client has told the job. */
  static Storage of(Configuration conf) {
    return new Storage(
        Settings.OUTPUT_STORAGE_POLICY.get(conf),
        Settings.OUTPUT_ERASURE_CODING.get(conf),
        Settings.OUTPUT_REPLICATION.get(conf));
  }

  /** Tells a job. */
  void configure(Configuration conf) {
    Settings.OUTPUT_STORAGE_POLICY.set(conf, policy);
    Settings.OUTPUT_ERASURE_CODING.set(conf, erasureCoding);
    Settings.OUTPUT_REPLICATION.set(conf, replication);
  }

  /** Whether nothing is said. */
  public boolean isDefault() {
    // Not equals(): a record's own is linked at its first call, which each start would pay for.
    return policy.isEmpty() && erasureCoding.isEmpty() && replication == 0;
  }

  /**
   * Sets the policies on an empty directory of HDFS.
   *
   * @throws QuernException with {@link Exit#USAGE} when HDFS refuses one
   */
  void apply(FileSystem fs, Path directory) throws IOException {
    if (!policy.isEmpty()) {
      try {
        fs.setStoragePolicy(directory, policy);
      } catch (IOException e) {
        throw refused(directory, "refuses the storage policy " + policy, e);
      }
    }
    if (!erasureCoding.isEmpty()) {
      try {
        ((DistributedFileSystem) fs).setErasureCodingPolicy(directory, erasureCoding);
      } catch (IOException e) {
        throw refused(directory, "refuses the erasure coding policy " + erasureCoding, e);
      }
    }
  }

  /**
   * Has HDFS keep one byte in {@code directory} as it is to keep the parts, and deletes it again.
   * Much that HDFS cannot do shows only then: a number of copies out of its bounds, no datanode
   * with the storage that a policy asks for, too few datanodes for an erasure code. All tasks would
   * fail of it, each several times.
   *
   * @throws QuernException with {@link Exit#USAGE} when HDFS cannot
   */
  void probe(FileSystem fs, Path directory) throws IOException {
    if (isDefault()) {
      return;
    }
    Path file = new Path(directory, "_probe");
    try (OutputStream out = create(fs, file, true)) {
      out.write('\n');
    } catch (IOException e) {
      String kinds =
          policy.isEmpty()
              ? ""
              : " (blocks on "
                  + Arrays.toString(fs.getStoragePolicy(directory).getStorageTypes())
                  + ")";
      throw refused(directory, "cannot keep a file with " + this + kinds, e);
    }
    fs.delete(file, false);
  }

  private static QuernException refused(Path directory, String what, IOException why) {
    // A remote exception's message goes on with the server's stack trace.
    String message = String.valueOf(why.getMessage()).split("\n\tat ", 2)[0].strip();
    return new QuernException(
        Exit.USAGE, "%s: HDFS %s: %s".formatted(directory, what, message), why);
  }

  /**
   * Creates a file of the output. Only these have the wanted number of copies: what a job needs
   * while it runs (its jar and configuration, task pages, cut points) has as many as the cluster's
   * own setting says, because with fewer a lost datanode would fail the job, and more are of no use
   * for files that are soon gone.
   */
  FSDataOutputStream create(FileSystem fs, Path file, boolean overwrite) throws IOException {
    if (replication == 0) {
      return fs.create(file, overwrite);
    }
    int buffer =
        fs.getConf()
            .getInt(
                CommonConfigurationKeysPublic.IO_FILE_BUFFER_SIZE_KEY,
                CommonConfigurationKeysPublic.IO_FILE_BUFFER_SIZE_DEFAULT);
    return fs.create(file, overwrite, buffer, (short) replication, fs.getDefaultBlockSize(file));
  }

  static Storage read(JsonObject json) throws IOException {
    return new Storage(
        json.text("policy", ""),
        json.text("erasureCoding", ""),
        Math.toIntExact(json.number("replication", 0)));
  }

  /** Writes what is said as an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (!policy.isEmpty()) {
      json.writeStringField("policy", policy);
    }
    if (!erasureCoding.isEmpty()) {
      json.writeStringField("erasureCoding", erasureCoding);
    }
    if (replication > 0) {
      json.writeNumberField("replication", replication);
    }
    json.writeEndObject();
  }

  /** In words: {@code storage policy ALL_SSD, replication 2}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    if (!policy.isEmpty()) {
      words.add("storage policy " + policy);
    }
    if (!erasureCoding.isEmpty()) {
      words.add(
          erasureCoding.equals(REPLICATED)
              ? "no erasure coding"
              : "erasure coding " + erasureCoding);
    }
    if (replication > 0) {
      words.add("replication " + replication);
    }
    return String.join(", ", words);
  }
}
