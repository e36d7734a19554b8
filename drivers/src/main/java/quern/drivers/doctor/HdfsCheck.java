package quern.drivers.doctor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.security.AccessControlException;
import quern.cluster.FileSystemProbe;
import quern.cluster.HdfsProbe;
import quern.cluster.Impatient;
import quern.drivers.Numbers;

/** HDFS: its state, a file written to it, and its clock. */
final class HdfsCheck {
  private static final long SPARE = 1_000_000_000;

  private HdfsCheck() {}

  /** What all is found out, for when it cannot be. */
  static final String[] ALL = {"HDFS", "files", "clock"};

  static List<Finding> run(Configuration conf, Duration limit)
      throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (FileSystem fs =
        FileSystem.newInstance(FileSystem.getDefaultUri(conf), Impatient.copyOf(conf, limit))) {
      if (!(fs instanceof DistributedFileSystem hdfs)) {
        return List.of(
            Finding.warning(
                "HDFS",
                fs.getUri() + " is served by " + fs.getClass().getName(),
                "leave fs.hdfs.impl unset"));
      }
      Finding state = state(hdfs);
      findings.add(state);
      if (state.level() == Level.FAULT) {
        findings.add(Finding.notChecked("files", "HDFS takes none"));
        findings.add(Finding.notChecked("clock", "it is told by a file"));
        return findings;
      }
      home(hdfs, findings);
    }
    try {
      FileSystemProbe.Trace trace = HdfsProbe.check(conf, limit);
      findings.add(FileSystemCheck.written(trace));
      findings.add(ClockCheck.of(trace.ahead(), ZoneId.systemDefault()));
    } catch (IOException e) {
      findings.add(
          Finding.fault("files", e, "see who may write there, and the logs of the DataNodes"));
      findings.add(Finding.notChecked("clock", "it is told by a file"));
    }
    return findings;
  }

  private static Finding state(DistributedFileSystem hdfs) throws IOException {
    boolean safeMode = hdfs.isInSafeMode();
    OptionalInt nodes = liveNodes(hdfs);
    long capacity = hdfs.getStatus().getCapacity();
    return of(hdfs.getUri().toString(), safeMode, nodes, capacity, hdfs.getStatus().getRemaining());
  }

  /** Empty when this user is not told. */
  private static OptionalInt liveNodes(DistributedFileSystem hdfs) throws IOException {
    try {
      return OptionalInt.of(hdfs.getDataNodeStats(DatanodeReportType.LIVE).length);
    } catch (AccessControlException e) {
      return OptionalInt.empty();
    }
  }

  static Finding of(String uri, boolean safeMode, OptionalInt nodes, long capacity, long free) {
    if (safeMode) {
      return Finding.fault(
          "HDFS",
          uri + " is in safe mode, and takes no files",
          "wait until enough DataNodes have reported their blocks, or see which do not run; where"
              + " somebody has entered it: hdfs dfsadmin -safemode leave");
    }
    if (nodes.orElse(1) == 0 || capacity == 0) {
      return Finding.fault(
          "HDFS", uri + " has no live DataNode", "start the DataNodes, or see their logs");
    }
    String found =
        uri
            + ": "
            + (nodes.isPresent() ? Numbers.count(nodes.getAsInt(), "live DataNode") + ", " : "")
            + Numbers.bytes(free)
            + " free";
    return free < SPARE
        ? Finding.warning("HDFS", found, "delete what is not needed, or add DataNodes")
        : Finding.ok("HDFS", found);
  }

  private static void home(DistributedFileSystem hdfs, List<Finding> findings) throws IOException {
    Path home = hdfs.getHomeDirectory();
    try {
      hdfs.getFileStatus(home);
    } catch (FileNotFoundException e) {
      String user = home.getName();
      findings.add(
          Finding.warning(
              "home",
              home + " is not there: relative paths lead nowhere",
              "name absolute paths, or have it made: hdfs dfs -mkdir -p %s && hdfs dfs -chown %s %s"
                  .formatted(home.toUri().getPath(), user, home.toUri().getPath())));
    }
  }
}
