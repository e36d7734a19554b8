package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import quern.cluster.Cluster;
import quern.drivers.RealCluster;

/** The processes of a cluster: daemons and containers. */
final class Machine {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NODES = 2;

  private final RealCluster cluster;

  Machine(RealCluster cluster) {
    this.cluster = cluster;
  }

  /** Ends a process as {@code kill -9} does. */
  static void kill(long pid) throws Exception {
    ProcessHandle process =
        ProcessHandle.of(pid).orElseThrow(() -> new AssertionError(pid + " does not run"));
    process.destroyForcibly();
    Waiting.until(LIMIT, () -> "the end of process " + pid, () -> !process.isAlive());
  }

  /** Sends a signal: {@code STOP}, {@code CONT}. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " " + pid + " ended with " + code);
    }
  }

  /** Kills a daemon: {@code datanode-1}. */
  void killDaemon(String name) throws Exception {
    for (Cluster.DaemonStatus daemon : cluster.cluster().status()) {
      if (daemon.name().equals(name)) {
        kill(daemon.pid());
        return;
      }
    }
    throw new AssertionError("there is no daemon " + name);
  }

  /** The NodeManager below whose directory a container works. */
  String nodeManagerOf(Path container) {
    return cluster.cluster().directory().relativize(container).getName(0).toString();
  }

  /** The application master's process of a job. */
  ProcessHandle master(String job) {
    return containers().stream()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .filter(process -> process.info().commandLine().orElse("").contains("MRAppMaster"))
        .filter(
            process ->
                directoryOf(process).toString().contains(job.replace("job_", "application_")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no application master of " + job + " runs"));
  }

  /** All processes of containers, those of NodeManagers that are gone too. */
  List<ProcessHandle> containers() {
    String below = cluster.cluster().directory() + "/nodemanager-";
    return ProcessHandle.allProcesses()
        .filter(process -> directoryOf(process).toString().startsWith(below))
        .toList();
  }

  static Path directoryOf(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
    } catch (IOException e) {
      return Path.of(""); // another user's, or gone
    }
  }

  /** Waits until no container is left. */
  void awaitNoContainers(Duration limit) throws Exception {
    Waiting.until(
        limit,
        () ->
            "the end of all containers; left are "
                + containers().stream().map(Machine::tell).toList(),
        () -> containers().isEmpty());
  }

  private static String tell(ProcessHandle process) {
    return process.pid() + " in " + directoryOf(process);
  }

  /** Starts daemons that were killed, and waits until all are in use and none that is gone is. */
  void repair(DistributedFileSystem hdfs) throws Exception {
    for (Cluster.DaemonStatus daemon : cluster.cluster().status()) {
      if (daemon.pid() == 0) {
        cluster.restart();
        break;
      }
    }
    Waiting.until(
        LIMIT,
        () -> NODES + " live DataNodes",
        () -> hdfs.getDataNodeStats(DatanodeReportType.LIVE).length == NODES);
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(cluster.conf());
      yarn.start();
      Waiting.until(
          LIMIT,
          () -> NODES + " running NodeManagers",
          () -> yarn.getNodeReports(NodeState.RUNNING).size() == NODES);
    }
  }
}
