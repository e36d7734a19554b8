package quern.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * What was chosen for a cluster when it was first started; kept in its {@code core-site.xml}, which
 * the other site files refer to.
 *
 * @param hadoopVersion of the daemons, like {@code 3.5.0}
 * @param datanodes how many
 * @param nodemanagers how many
 * @param memoryMb megabytes that all NodeManagers together hand out
 */
record ClusterShape(
    String hadoopVersion, int datanodes, int nodemanagers, int memoryMb, Map<Port, Integer> ports) {
  private static final String HADOOP = "quern.cluster.hadoop";
  private static final String VERSION = "quern.cluster.hadoop-version";
  private static final String DATANODES = "quern.cluster.datanodes";
  private static final String NODEMANAGERS = "quern.cluster.nodemanagers";
  private static final String MEMORY = "quern.cluster.memory-mb";
  private static final int MOST_REPLICAS = 3;

  /** Megabytes that one NodeManager hands out. */
  int memoryOfNode() {
    return memoryMb / nodemanagers;
  }

  int port(Port port) {
    Integer number = ports.get(port);
    if (number == null) {
      throw new IllegalStateException(port + " has no number");
    }
    return number;
  }

  /** The values that the site files refer to. */
  Map<String, String> properties(ClusterDirectory directory, HadoopJars jars) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("quern.cluster.dir", directory.root().toString());
    properties.put(HADOOP, jars.home().toString());
    properties.put(VERSION, hadoopVersion);
    properties.put(DATANODES, Integer.toString(datanodes));
    properties.put(NODEMANAGERS, Integer.toString(nodemanagers));
    properties.put(MEMORY, Integer.toString(memoryOfNode()));
    properties.put(
        "quern.cluster.replication", Integer.toString(Math.min(datanodes, MOST_REPLICAS)));
    ports.forEach((port, number) -> properties.put(port.key(), number.toString()));
    return properties;
  }

  /** The jars that the cluster in {@code directory} runs with. */
  static HadoopJars jars(ClusterDirectory directory) throws IOException {
    return new HadoopJars(Path.of(requireNonNull(site(directory).get(HADOOP), HADOOP)));
  }

  /**
   * Reads back what {@link #properties} wrote.
   *
   * @throws ClusterException when there is no cluster in {@code directory}
   */
  static ClusterShape read(ClusterDirectory directory) throws IOException {
    Configuration conf = site(directory);
    Map<Port, Integer> ports = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      ports.put(port, conf.getInt(port.key(), 0));
    }
    int nodemanagers = conf.getInt(NODEMANAGERS, 1);
    return new ClusterShape(
        requireNonNull(conf.get(VERSION)),
        conf.getInt(DATANODES, 1),
        nodemanagers,
        conf.getInt(MEMORY, 0) * nodemanagers,
        ports);
  }

  private static Configuration site(ClusterDirectory directory) throws ClusterException {
    Path site = directory.conf().resolve("core-site.xml");
    if (!Files.isRegularFile(site)) {
      throw new ClusterException(
          "there is no cluster in " + directory.root() + "; quern cluster start makes one");
    }
    Configuration conf = new Configuration(false);
    conf.addResource(new org.apache.hadoop.fs.Path(site.toUri()));
    if (conf.get(VERSION) == null) {
      throw new ClusterException(
          site + ": expected a file that quern cluster start wrote, and this is another");
    }
    return conf;
  }
}
