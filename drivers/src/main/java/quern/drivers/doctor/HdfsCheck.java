package quern.drivers.doctor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
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

  /** State, and the user's home. */
  static List<Finding> state(Configuration conf, Duration limit) {
    try (FileSystem fs =
        FileSystem.newInstance(FileSystem.getDefaultUri(conf), Impatient.copyOf(conf, limit))) {
      if (!(fs instanceof DistributedFileSystem hdfs)) {
        return List.of(
            Finding.fault(
                "HDFS",
                fs.getUri() + " is served by " + fs.getClass().getName(),
                "leave fs.hdfs.impl unset"));
      }
      Finding state = state(hdfs);
      return state.level() == Level.FAULT ? List.of(state) : withHome(state, hdfs);
    } catch (IOException | IllegalArgumentException e) {
      return List.of(
          Finding.fault(
              "HDFS",
              e,
              "see the log of the NameNode, and whether fs.defaultFS names its port for clients"));
    }
  }

  /** A file that is really written, and what its time tells of the clock. */
  static List<Finding> file(Configuration conf, Duration limit) throws InterruptedException {
    try {
      FileSystemProbe.Trace trace = HdfsProbe.check(conf, limit);
      return List.of(
          FileSystemCheck.written(trace), ClockCheck.of(trace.ahead(), ZoneId.systemDefault()));
    } catch (IOException e) {
      return List.of(
          Finding.fault("files", e, "see who may write there, and the logs of the DataNodes"));
    }
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

  private static List<Finding> withHome(Finding state, DistributedFileSystem hdfs)
      throws IOException {
    Path home = hdfs.getHomeDirectory();
    try {
      hdfs.getFileStatus(home);
      return List.of(state);
    } catch (FileNotFoundException e) {
      String path = home.toUri().getPath();
      return List.of(
          state,
          Finding.warning(
              "home",
              home + " is not there: relative paths lead nowhere",
              "name absolute paths, or have it made: hdfs dfs -mkdir -p %s && hdfs dfs -chown %s %s"
                  .formatted(path, home.getName(), path)));
    }
  }
}
