package quern.cluster;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.YarnApplicationAttemptState;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.Records;

/**
 * Whether YARN runs a container that has what a task needs. The application is an unmanaged one:
 * its master is this process, so that a single small container is all that the cluster has to
 * spare.
 */
public final class ContainerProbe {
  /** The application's name in YARN's lists. */
  public static final String NAME = "quern doctor";

  /** How much longer than asked for YARN bears with an application whose client was killed. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final Set<YarnApplicationState> ENDED =
      Set.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private final Configuration conf;
  private final Duration limit;
  private final Deadline deadline;
  private final YarnClient yarn;

  private ContainerProbe(Configuration conf, Duration limit, Deadline deadline, YarnClient yarn) {
    this.conf = conf;
    this.limit = limit;
    this.deadline = deadline;
    this.yarn = yarn;
  }

  /**
   * What ran.
   *
   * @param application its id
   * @param queue the queue that it was in
   * @param node the node that ran the container, as host:port
   * @param memoryMiB what the container was given
   * @param took from asking for the container to its end
   */
  public record Result(
      String application, String queue, String node, long memoryMiB, Duration took) {}

  /**
   * Waits until the ResourceManager answers and has a node; then runs a container to its end, in
   * the queue that jobs go to ({@code mapreduce.job.queuename}). The container looks for a Java
   * that is new enough, and asks for the service that hands out what maps have written.
   *
   * @param limit how long to wait for all of it; a call that is under way may take some seconds
   *     more
   * @throws IOException what is wrong, and mostly what to do
   */
  public static Result check(Configuration conf, Duration limit)
      throws IOException, InterruptedException {
    YarnConfiguration impatient = new YarnConfiguration(Impatient.copyOf(conf, limit));
    return Bounded.probe("YARN", limit, () -> check(impatient, limit, Deadline.in(limit)));
  }

  private static Result check(YarnConfiguration impatient, Duration limit, Deadline deadline)
      throws IOException, InterruptedException {
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(impatient);
      yarn.start();
      return new ContainerProbe(impatient, limit, deadline, yarn).run();
    } catch (YarnException e) {
      throw new ProbeException(
          "YARN does not run a container: " + ProbeException.reason(e),
          "see the log of the ResourceManager",
          e);
    } catch (InterruptedIOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      throw e;
    }
  }

  private Result run() throws IOException, YarnException, InterruptedException {
    awaitNode();
    ApplicationSubmissionContext application =
        yarn.createApplication().getApplicationSubmissionContext();
    ApplicationId id = application.getApplicationId();
    boolean succeeded = false;
    try {
      submit(application);
      UserGroupInformation master = awaitMaster(id);
      PrivilegedExceptionAction<Result> attend =
          () -> new OneContainer(conf, application, deadline).run();
      Result result = master.doAs(attend);
      awaitEnd(id);
      succeeded = true;
      return result;
    } finally {
      if (!succeeded) {
        killQuietly(id);
      }
    }
  }

  private void awaitNode() throws IOException, InterruptedException {
    while (activeNodes() == 0) {
      if (deadline.isOver()) {
        throw new ProbeException(
            "no NodeManager has registered with the ResourceManager at " + address(),
            "start the NodeManagers, or see their logs; yarn node -list -all shows unhealthy ones");
      }
      deadline.pause();
    }
  }

  private int activeNodes() throws IOException {
    try {
      return yarn.getYarnClusterMetrics().getNumActiveNodeManagers();
    } catch (IOException | YarnException e) {
      if (e instanceof IOException failure && ProbeException.isInterrupt(e)) {
        throw failure;
      }
      throw new ProbeException(
          "the ResourceManager at " + address() + " does not answer: " + ProbeException.reason(e),
          "start it, or correct " + YarnConfiguration.RM_ADDRESS,
          e);
    }
  }

  private String address() {
    return String.join(" or ", Addresses.resourceManagers(conf));
  }

  private void submit(ApplicationSubmissionContext application) throws IOException {
    String queue = conf.getTrimmed("mapreduce.job.queuename", YarnConfiguration.DEFAULT_QUEUE_NAME);
    application.setApplicationName(NAME);
    application.setApplicationType("QUERN");
    application.setQueue(queue);
    application.setUnmanagedAM(true);
    application.setMaxAppAttempts(1);
    application.setAMContainerSpec(Records.newRecord(ContainerLaunchContext.class));
    application.setApplicationTimeouts(
        Map.of(ApplicationTimeoutType.LIFETIME, limit.plus(GRACE).toSeconds()));
    try {
      yarn.submitApplication(application);
    } catch (YarnException e) {
      throw new ProbeException(
          "YARN does not take an application in the queue '"
              + queue
              + "': "
              + ProbeException.reason(e),
          "name a queue that takes yours, with -D mapreduce.job.queuename=NAME",
          e);
    }
  }

  /** Waits until YARN expects the application's master; whoever has its token is it. */
  private UserGroupInformation awaitMaster(ApplicationId id)
      throws IOException, YarnException, InterruptedException {
    while (true) {
      ApplicationReport report = yarn.getApplicationReport(id);
      if (ENDED.contains(report.getYarnApplicationState())) {
        throw new ProbeException(
            "YARN has ended " + id + ": " + report.getDiagnostics().strip(),
            "see the log of the ResourceManager");
      }
      if (report.getAMRMToken() != null
          && yarn.getApplicationAttemptReport(report.getCurrentApplicationAttemptId())
                  .getYarnApplicationAttemptState()
              == YarnApplicationAttemptState.LAUNCHED) {
        String user = UserGroupInformation.getCurrentUser().getUserName();
        UserGroupInformation master = UserGroupInformation.createRemoteUser(user);
        master.addToken(yarn.getAMRMToken(id));
        return master;
      }
      if (deadline.isOver()) {
        throw new ProbeException(
            id + " is still " + report.getYarnApplicationState() + " after " + seconds(limit),
            "see the log of the ResourceManager");
      }
      deadline.pause();
    }
  }

  /** So that the lists show a finished application from here on. */
  private void awaitEnd(ApplicationId id) throws IOException, YarnException, InterruptedException {
    while (!ENDED.contains(yarn.getApplicationReport(id).getYarnApplicationState())
        && !deadline.isOver()) {
      deadline.pause();
    }
  }

  /**
   * What went wrong before is what is to be told; YARN itself ends the application a little later.
   */
  private void killQuietly(ApplicationId id) {
    boolean interrupted = Thread.interrupted(); // clients of Hadoop refuse to work otherwise
    try {
      yarn.killApplication(id);
    } catch (IOException | YarnException e) {
      interrupted |= e instanceof InterruptedIOException;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static String seconds(Duration duration) {
    return Math.max(1, duration.toSeconds()) + " s";
  }
}
