package quern.drivers.doctor;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import quern.cluster.FileSystemProbe;

/** The default file system, where it is not HDFS. */
final class FileSystemCheck {
  /** They rename in one step, which the commit needs. */
  private static final Set<String> SUPPORTED = Set.of("file", "hdfs", "viewfs");

  private FileSystemCheck() {}

  static List<Finding> run(Configuration conf) throws IOException {
    URI uri = FileSystem.getDefaultUri(conf);
    List<Finding> findings = new ArrayList<>();
    try (FileSystem fs = FileSystem.newInstance(uri, conf)) {
      boolean local = "file".equals(uri.getScheme());
      Path scratch =
          local
              ? fs.makeQualified(new Path(conf.get("hadoop.tmp.dir", "/tmp")))
              : FileSystemProbe.scratchOf(fs);
      findings.add(written(FileSystemProbe.check(fs, scratch)));
    } catch (IOException | IllegalArgumentException e) {
      findings.add(
          Finding.fault("files", e, "see who may write there, and whether fs.defaultFS is right"));
    }
    if (!SUPPORTED.contains(uri.getScheme())) {
      findings.add(
          Finding.warning(
              "file system",
              uri + " is neither HDFS nor local",
              "write output to one that renames in one step; object stores that copy do not"));
    }
    return findings;
  }

  static Finding written(FileSystemProbe.Trace trace) {
    return Finding.ok("files", "wrote, read, renamed and deleted one in " + trace.directory());
  }
}
