package quern.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * One daemon of a cluster.
 *
 * @param name its name in commands and file names: {@code namenode}, {@code datanode-1}
 * @param mainClass what its process runs
 * @param heapMb its largest heap in megabytes
 * @param node its number among those of its kind, from 1
 */
record Daemon(String name, String mainClass, int heapMb, int node) {
  /** Megabytes that a JVM takes beyond its heap: classes, code, threads; as seen on this set. */
  private static final int BEYOND_HEAP_MB = 110;

  /** All daemons of a cluster, in the order in which they are listed. */
  static List<Daemon> of(ClusterShape shape) {
    List<Daemon> daemons = new ArrayList<>();
    daemons.add(new Daemon("namenode", "org.apache.hadoop.hdfs.server.namenode.NameNode", 256, 1));
    for (int i = 1; i <= shape.datanodes(); i++) {
      daemons.add(
          new Daemon("datanode-" + i, "org.apache.hadoop.hdfs.server.datanode.DataNode", 192, i));
    }
    daemons.add(
        new Daemon(
            "resourcemanager",
            "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager",
            256,
            1));
    for (int i = 1; i <= shape.nodemanagers(); i++) {
      daemons.add(
          new Daemon(
              "nodemanager-" + i, "org.apache.hadoop.yarn.server.nodemanager.NodeManager", 192, i));
    }
    daemons.add(
        new Daemon("historyserver", "org.apache.hadoop.mapreduce.v2.hs.JobHistoryServer", 192, 1));
    return daemons;
  }

  /** Megabytes of memory that its process comes to. */
  int memoryMb() {
    return heapMb + BEYOND_HEAP_MB;
  }

  /** Whether it asks HDFS for something at its start, and waits long when that is not there yet. */
  boolean waitsForHdfs() {
    return name.equals("historyserver");
  }
}
