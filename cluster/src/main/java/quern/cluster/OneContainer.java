package quern.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.api.ApplicationConstants.Environment;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.client.api.NMTokenCache;
import org.apache.hadoop.yarn.exceptions.InvalidAuxServiceException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Apps;

/** An application master that has one container run {@link JavaCheck}. */
final class OneContainer {
  /** Less than any scheduler hands out: it is rounded up to the smallest container there is. */
  private static final Resource SMALLEST = Resource.newInstance(64, 1);

  /** The service that hands out what maps have written; a container of MapReduce's asks for it. */
  private static final String SHUFFLE = "mapreduce_shuffle";

  private final Configuration conf;
  private final ApplicationSubmissionContext application;
  private final Deadline deadline;

  OneContainer(Configuration conf, ApplicationSubmissionContext application, Deadline deadline) {
    this.conf = conf;
    this.application = application;
    this.deadline = deadline;
  }

  /** To be called as the user that holds the master's token. */
  ContainerProbe.Result run() throws IOException, InterruptedException {
    try (AMRMClient<ContainerRequest> scheduler = AMRMClient.createAMRMClient();
        NMClient nodes = NMClient.createNMClient()) {
      NMTokenCache tokens = new NMTokenCache(); // not the one that this process's other clients use
      scheduler.setNMTokenCache(tokens);
      nodes.setNMTokenCache(tokens);
      scheduler.init(conf);
      nodes.init(conf);
      scheduler.start();
      nodes.start();
      return attend(scheduler, nodes);
    } catch (YarnException e) {
      throw new ProbeException(
          "YARN does not run a container: " + ProbeException.reason(e),
          "see the log of the ResourceManager",
          e);
    }
  }

  private ContainerProbe.Result attend(AMRMClient<ContainerRequest> scheduler, NMClient nodes)
      throws IOException, YarnException, InterruptedException {
    scheduler.registerApplicationMaster("", -1, "");
    long start = System.nanoTime();
    Container container = allocate(scheduler);
    launch(nodes, container);
    ContainerStatus status = awaitExit(nodes, container);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    if (status.getExitStatus() != 0) {
      throw JavaCheck.failure(
          container.getNodeId().toString(), status.getExitStatus(), status.getDiagnostics());
    }
    scheduler.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "", "");
    return new ContainerProbe.Result(
        application.getApplicationId().toString(),
        application.getQueue(),
        container.getNodeId().toString(),
        container.getResource().getMemorySize(),
        took);
  }

  private Container allocate(AMRMClient<ContainerRequest> scheduler)
      throws IOException, YarnException, InterruptedException {
    scheduler.addContainerRequest(
        new ContainerRequest(SMALLEST, null, null, Priority.newInstance(0)));
    while (true) {
      List<Container> containers = scheduler.allocate(0).getAllocatedContainers();
      if (!containers.isEmpty()) {
        // No second one is asked for, but a scheduler may be a step ahead.
        for (Container more : containers.subList(1, containers.size())) {
          scheduler.releaseAssignedContainer(more.getId());
        }
        return containers.get(0);
      }
      if (deadline.isOver()) {
        Resource free = scheduler.getAvailableResources();
        throw new ProbeException(
            "no container was allocated in the queue '"
                + application.getQueue()
                + "' in time; free for this user: "
                + (free == null ? "nothing" : free),
            "wait until other jobs are done, name another queue with -D"
                + " mapreduce.job.queuename=NAME, or look for a cause with yarn node -list -all");
      }
      deadline.pause();
    }
  }

  private void launch(NMClient nodes, Container container) throws IOException {
    String node = container.getNodeId().toString();
    Map<String, String> environment = new HashMap<>();
    Apps.setEnvFromInputProperty(environment, "mapreduce.map.env", null, conf, File.pathSeparator);
    environment.keySet().retainAll(List.of(Environment.JAVA_HOME.name()));
    ContainerLaunchContext launch =
        ContainerLaunchContext.newInstance(
            Map.of(),
            environment,
            List.of(JavaCheck.command()),
            Map.of(SHUFFLE, secretOfShuffle()),
            null,
            null);
    try {
      nodes.startContainer(container, launch);
    } catch (InvalidAuxServiceException e) {
      throw new ProbeException(
          "the NodeManager " + node + " has no service " + SHUFFLE + ", which jobs need",
          "set yarn.nodemanager.aux-services to " + SHUFFLE + " on all nodes, and restart them",
          e);
    } catch (YarnException | IOException e) {
      throw new ProbeException(
          "the NodeManager " + node + " does not start a container: " + ProbeException.reason(e),
          "see its log; it must be reachable from here, and its disks must not be full",
          e);
    }
  }

  /** What MapReduce hands to the service: the token that reducers of the job show. */
  private static ByteBuffer secretOfShuffle() throws IOException {
    Token<TokenIdentifier> token =
        new Token<>(new byte[0], new byte[20], new Text("mapreduce.job"), new Text());
    try (DataOutputBuffer out = new DataOutputBuffer()) {
      token.write(out);
      return ByteBuffer.wrap(out.getData(), 0, out.getLength());
    }
  }

  private ContainerStatus awaitExit(NMClient nodes, Container container)
      throws IOException, YarnException, InterruptedException {
    while (true) {
      ContainerStatus status = nodes.getContainerStatus(container.getId(), container.getNodeId());
      if (status.getState() == ContainerState.COMPLETE) {
        return status;
      }
      if (deadline.isOver()) {
        throw new ProbeException(
            "a container on the node "
                + container.getNodeId()
                + " has not ended in time; it is "
                + status.getState(),
            "see the log of that NodeManager");
      }
      deadline.pause();
    }
  }
}
