package quern.drivers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicy;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicyInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;
import quern.conf.Nearest;
import quern.records.commit.Storage;

/**
 * Finds out whether HDFS can keep an output as the user wants, as far as can be known without
 * writing; {@link quern.records.commit.JobOutput#claim} tries the rest. Not loaded without one of
 * these options, because it loads HDFS's classes.
 */
final class HdfsCheck {
  private static final String REPLICATE = "replicate";

  /** HDFS takes no notice of the others for files that are erasure-coded. */
  private static final Set<String> POLICIES_OF_CODED = Set.of("HOT", "COLD", "ALL_SSD");

  private final String policy;
  private final String coding;
  private final int replication;

  /**
   * Takes the options as the user gave them.
   *
   * @param policy the storage policy; empty when not given
   * @param coding the erasure coding policy; empty when not given
   * @throws UsageException when they cannot go together, whatever the file system
   */
  HdfsCheck(String policy, String coding, @Nullable Integer replication) {
    this.policy = policy;
    this.coding = coding;
    this.replication = replication == null ? 0 : replication;
    if (replication != null && (replication < 1 || replication > Short.MAX_VALUE)) {
      throw new UsageException(
          "--replication %d: expected 1 to %d copies".formatted(replication, Short.MAX_VALUE));
    }
    if (replication != null && isCode()) {
      throw new UsageException(
          "--replication %d and --erasure-coding %s: a file has copies or is erasure-coded; leave"
                  .formatted(replication, coding)
              + " one of them out");
    }
  }

  /** Whether an erasure code is asked for. */
  private boolean isCode() {
    return !coding.isEmpty()
        && !coding.equalsIgnoreCase(REPLICATE)
        && !coding.equalsIgnoreCase(Storage.REPLICATED);
  }

  /**
   * What was asked for, in HDFS's own words.
   *
   * @param what what the directory is to the user, for messages
   * @param directory where it shall stand
   * @throws UsageException when HDFS cannot do it there, or the directory is not on HDFS
   */
  Storage storage(Configuration conf, String what, Path directory) throws IOException {
    FileSystem fs = directory.getFileSystem(conf);
    if (!(fs instanceof DistributedFileSystem hdfs)) {
      throw new UsageException(
          "%s: expected the %s on HDFS, found %s, on the file system %s; leave the option out, or"
                  .formatted(options(), what, fs.makeQualified(directory), fs.getUri())
              + " write to hdfs://…");
    }
    String storagePolicy = policy.isEmpty() ? "" : storagePolicy(hdfs);
    if (coding.isEmpty()) {
      ErasureCodingPolicy inherited = inherited(hdfs, directory);
      if (inherited != null) {
        requireNoCopies(inherited, what, directory);
        requireSuitable(storagePolicy, inherited.getName());
      }
      return new Storage(storagePolicy, "", replication);
    }
    if (!isCode()) {
      return new Storage(storagePolicy, Storage.REPLICATED, replication);
    }
    ErasureCodingPolicy code = enabledCode(hdfs);
    requireSuitable(storagePolicy, code.getName());
    requireDatanodes(hdfs, code);
    return new Storage(storagePolicy, code.getName(), 0);
  }

  /** The options that were given. */
  private String options() {
    List<String> given = new ArrayList<>();
    if (!policy.isEmpty()) {
      given.add("--storage-policy");
    }
    if (!coding.isEmpty()) {
      given.add("--erasure-coding");
    }
    if (replication > 0) {
      given.add("--replication");
    }
    return String.join(", ", given);
  }

  private String storagePolicy(DistributedFileSystem hdfs) throws IOException {
    List<String> names = new ArrayList<>();
    hdfs.getAllStoragePolicies().forEach(known -> names.add(known.getName()));
    return ofName(policy, names)
        .orElseThrow(
            () ->
                new UsageException(
                    "--storage-policy: %s has no storage policy '%s'; %sit has %s"
                        .formatted(
                            hdfs.getUri(),
                            policy,
                            meant(policy, names),
                            String.join(", ", names))));
  }

  private ErasureCodingPolicy enabledCode(DistributedFileSystem hdfs) throws IOException {
    Collection<ErasureCodingPolicyInfo> all = hdfs.getAllErasureCodingPolicies();
    List<String> names = new ArrayList<>();
    List<String> enabled = new ArrayList<>();
    for (ErasureCodingPolicyInfo info : all) {
      if (!info.isRemoved()) {
        names.add(info.getPolicy().getName());
        if (info.isEnabled()) {
          enabled.add(info.getPolicy().getName());
        }
      }
    }
    String name =
        ofName(coding, names)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--erasure-coding: %s has no erasure coding policy '%s'; %sit has %s; '%s'"
                                .formatted(
                                    hdfs.getUri(),
                                    coding,
                                    meant(coding, names),
                                    String.join(", ", names),
                                    REPLICATE)
                            + " is for copies"));
    for (ErasureCodingPolicyInfo info : all) {
      if (info.isEnabled() && info.getPolicy().getName().equals(name)) {
        return info.getPolicy();
      }
    }
    throw new UsageException(
        "--erasure-coding: %s is not enabled on %s (%s); HDFS's superuser can enable it: hdfs ec"
                .formatted(
                    name,
                    hdfs.getUri(),
                    enabled.isEmpty() ? "none is" : "enabled: " + String.join(", ", enabled))
            + " -enablePolicy -policy "
            + name);
  }

  private static Optional<String> ofName(String word, List<String> names) {
    return names.stream().filter(name -> name.equalsIgnoreCase(word)).findFirst();
  }

  private static String meant(String word, List<String> names) {
    return Nearest.to(word, names).map("did you mean '%s'? "::formatted).orElse("");
  }

  /** The code of files in what will be the parent of {@code directory}; null for copies. */
  private static @Nullable ErasureCodingPolicy inherited(DistributedFileSystem hdfs, Path directory)
      throws IOException {
    for (Path at = hdfs.makeQualified(directory).getParent(); at != null; at = at.getParent()) {
      try {
        return hdfs.getErasureCodingPolicy(at);
      } catch (FileNotFoundException e) {
        // It will be made; what holds above it holds for it.
      }
    }
    return null;
  }

  private void requireNoCopies(ErasureCodingPolicy inherited, String what, Path directory) {
    if (replication > 0) {
      throw new UsageException(
          "--replication %d: the %s %s would be erasure-coded (%s), as what it lies in is, and so"
                  .formatted(replication, what, directory, inherited.getName())
              + " have no copies; add --erasure-coding "
              + REPLICATE);
    }
  }

  private static void requireSuitable(String storagePolicy, String code) {
    if (!storagePolicy.isEmpty() && !POLICIES_OF_CODED.contains(storagePolicy)) {
      throw new UsageException(
          ("--storage-policy %s: HDFS would take no notice of it, because the output is"
                  + " erasure-coded (%s); expected HOT, COLD or ALL_SSD, or --erasure-coding %s")
              .formatted(storagePolicy, code, REPLICATE));
    }
  }

  /** With fewer nodes, files would lack some of their parity from the start. */
  private static void requireDatanodes(DistributedFileSystem hdfs, ErasureCodingPolicy code)
      throws IOException {
    int needed = code.getNumDataUnits() + code.getNumParityUnits();
    int found;
    try {
      found = hdfs.getDataNodeStats(DatanodeReportType.LIVE).length;
    } catch (IOException e) {
      IOException said = e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
      if (said instanceof AccessControlException) {
        return; // Only a superuser may ask. For all others, what is tried later has to do.
      }
      throw e;
    }
    if (found < needed) {
      throw new UsageException(
          "--erasure-coding: %s needs %d datanodes (%d for data, %d for parity), and %s has %d"
              .formatted(
                  code.getName(),
                  needed,
                  code.getNumDataUnits(),
                  code.getNumParityUnits(),
                  hdfs.getUri(),
                  found));
    }
  }
}
