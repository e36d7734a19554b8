package quern.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** The addresses at which a configuration expects a cluster's servers. */
public final class Addresses {
  private static final String NAMENODE_PORT = "8020";

  private Addresses() {}

  /**
   * Those of the NameNodes of an HDFS, as host:port; several where it is highly available.
   *
   * @param authority what stands behind {@code hdfs://}: a host, with or without a port, or the
   *     name of a group of NameNodes
   */
  public static List<String> nameNodes(Configuration conf, String authority) {
    Collection<String> ids = conf.getTrimmedStringCollection("dfs.ha.namenodes." + authority);
    List<String> addresses = new ArrayList<>();
    for (String id : ids) {
      addresses.add(conf.getTrimmed("dfs.namenode.rpc-address." + authority + "." + id, id));
    }
    if (addresses.isEmpty()) {
      addresses.add(authority);
    }
    addresses.replaceAll(address -> withPort(address, NAMENODE_PORT));
    return addresses;
  }

  /** Those of the ResourceManagers, as host:port; several where YARN is highly available. */
  public static List<String> resourceManagers(Configuration conf) {
    String port = Integer.toString(YarnConfiguration.DEFAULT_RM_PORT);
    List<String> addresses = new ArrayList<>();
    if (conf.getBoolean(YarnConfiguration.RM_HA_ENABLED, false)) {
      for (String id : conf.getTrimmedStringCollection(YarnConfiguration.RM_HA_IDS)) {
        String host = conf.getTrimmed(YarnConfiguration.RM_HOSTNAME + "." + id, id);
        addresses.add(conf.getTrimmed(YarnConfiguration.RM_ADDRESS + "." + id, host));
      }
    }
    if (addresses.isEmpty()) {
      addresses.add(
          conf.getTrimmed(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS));
    }
    addresses.replaceAll(address -> withPort(address, port));
    return addresses;
  }

  /** {@code address}, and behind it the port that it stands for when it names none. */
  private static String withPort(String address, String port) {
    return address.matches(".*:\\d+") ? address : address + ":" + port;
  }
}
