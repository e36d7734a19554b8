package quern.cluster;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a start is asked for; null where nothing was said, so that a cluster keeps what it has.
 *
 * @param hadoopVersion of the daemons
 * @param datanodes how many
 * @param nodemanagers how many
 * @param memoryMb megabytes for all containers together
 * @param ports {@code free}, or the first of a range
 */
public record ClusterWish(
    @Nullable String hadoopVersion,
    @Nullable Integer datanodes,
    @Nullable Integer nodemanagers,
    @Nullable Integer memoryMb,
    @Nullable String ports) {
  /** The version that this program is built with. */
  public static final String USUAL_VERSION = "3.5.0";

  private static final int MOST_NODES = 32;

  /** Nothing in particular. */
  public static final ClusterWish NONE = new ClusterWish(null, null, null, null, null);

  /** The shape of a new cluster. */
  ClusterShape shape() throws IOException {
    int nodes = nodemanagers == null ? 1 : count("--nodemanagers", nodemanagers);
    int memory = memoryMb == null ? Requirements.usualMemoryMb() : memoryMb;
    ClusterShape shape =
        new ClusterShape(
            hadoopVersion == null ? USUAL_VERSION : hadoopVersion,
            datanodes == null ? 1 : count("--datanodes", datanodes),
            nodes,
            memory,
            ports == null ? Port.free() : ports(ports));
    return checked(shape);
  }

  /**
   * The shape that a cluster of shape {@code old} is to have.
   *
   * @param running whether daemons of it run, so that only further nodes can be added
   * @throws ClusterException when it cannot become what is wished for
   */
  ClusterShape change(ClusterShape old, boolean running) throws IOException {
    if (hadoopVersion != null && !hadoopVersion.equals(old.hadoopVersion())) {
      throw new ClusterException(
          "--hadoop-version "
              + hadoopVersion
              + ": the cluster's data are of Hadoop "
              + old.hadoopVersion()
              + "; take another directory with --dir, or quern cluster destroy first");
    }
    int data = datanodes == null ? old.datanodes() : count("--datanodes", datanodes);
    if (data < old.datanodes()) {
      throw new ClusterException(
          "--datanodes "
              + data
              + ": the cluster has blocks on "
              + old.datanodes()
              + " DataNodes, and can only have more; quern cluster destroy forgets all blocks");
    }
    ClusterShape wished =
        checked(
            new ClusterShape(
                old.hadoopVersion(),
                data,
                nodemanagers == null ? old.nodemanagers() : count("--nodemanagers", nodemanagers),
                memoryMb == null ? old.memoryMb() : memoryMb,
                ports == null ? old.ports() : running ? old.ports() : ports(ports)));
    if (running
        && (wished.nodemanagers() < old.nodemanagers() || memoryMb != null || ports != null)) {
      throw new ClusterException(
          "the cluster is running: only --datanodes and --nodemanagers can grow now;"
              + " quern cluster stop first");
    }
    return wished;
  }

  private static Map<Port, Integer> ports(String said) throws IOException {
    if (said.equals("free")) {
      return Port.free();
    }
    try {
      return Port.from(Integer.parseInt(said));
    } catch (NumberFormatException e) {
      throw new ClusterException("--ports " + said + ": expected 'free' or a number", e);
    }
  }

  private static int count(String option, int number) throws ClusterException {
    if (number < 1 || number > MOST_NODES) {
      throw new ClusterException(option + " " + number + ": expected 1 to " + MOST_NODES);
    }
    return number;
  }

  private static ClusterShape checked(ClusterShape shape) throws ClusterException {
    if (shape.memoryOfNode() < Requirements.LEAST_CONTAINERS_MB) {
      throw new ClusterException(
          "--memory: an application master and one task take "
              + Requirements.LEAST_CONTAINERS_MB
              + " MB on each NodeManager, and "
              + shape.memoryMb()
              + " MB for "
              + shape.nodemanagers()
              + " is less; say at least --memory "
              + Requirements.LEAST_CONTAINERS_MB * shape.nodemanagers()
              + "m");
    }
    return shape;
  }
}
