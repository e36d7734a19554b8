package quern.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import quern.flows.run.FlowRun;
import quern.flows.schedule.Room;

/**
 * What a YARN cluster could run now, as its ResourceManager tells: what its nodes have free, and
 * how many applications wait for their first container.
 */
final class YarnRoom implements FlowRun.Rooms, Closeable {
  private final YarnClient yarn = YarnClient.createYarnClient();

  YarnRoom(Configuration conf) {
    yarn.init(conf);
    yarn.start();
  }

  @Override
  public Room now(int running) throws IOException {
    try {
      long cores = 0;
      long megabytes = 0;
      for (NodeReport node : yarn.getNodeReports(NodeState.RUNNING)) {
        Resource all = node.getCapability();
        Resource used = node.getUsed();
        cores += all.getVirtualCores() - (used == null ? 0 : used.getVirtualCores());
        megabytes += all.getMemorySize() - (used == null ? 0 : used.getMemorySize());
      }
      int waiting =
          yarn.getApplications(
                  EnumSet.of(
                      YarnApplicationState.NEW,
                      YarnApplicationState.SUBMITTED,
                      YarnApplicationState.ACCEPTED))
              .size();
      return new Room(running, (int) Math.min(cores, Integer.MAX_VALUE), megabytes, waiting);
    } catch (YarnException e) {
      throw new IOException("the ResourceManager does not say what is free: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
