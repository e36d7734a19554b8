package quern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ports that clients must know beforehand. What DataNodes and NodeManagers listen on is left to
 * the system: clients are told by the NameNode and the ResourceManager.
 */
enum Port {
  NAMENODE("namenode", "namenode", 8020),
  NAMENODE_WEB("namenode-web", "namenode", 9870),
  RESOURCEMANAGER("resourcemanager", "resourcemanager", 8032),
  SCHEDULER("scheduler", "resourcemanager", 8030),
  TRACKER("tracker", "resourcemanager", 8031),
  ADMIN("admin", "resourcemanager", 8033),
  RESOURCEMANAGER_WEB("resourcemanager-web", "resourcemanager", 8088),
  HISTORYSERVER("historyserver", "historyserver", 10020),
  HISTORYSERVER_ADMIN("historyserver-admin", "historyserver", 10033),
  HISTORYSERVER_WEB("historyserver-web", "historyserver", 19888);

  private final String key;
  private final String daemon;
  private final int usual;

  Port(String name, String daemon, int usual) {
    this.key = "quern.port." + name;
    this.daemon = daemon;
    this.usual = usual;
  }

  /** The key under which {@code core-site.xml} has it. */
  String key() {
    return key;
  }

  /** The name of the daemon that listens on it. */
  String daemon() {
    return daemon;
  }

  /** Hadoop's usual ones where they are free, and others where they are not. */
  static Map<Port, Integer> free() throws IOException {
    Map<Port, Integer> chosen = new EnumMap<>(Port.class);
    Set<Integer> taken = new HashSet<>();
    for (Port port : values()) {
      int number = port.usual;
      // Upwards from the usual one, so that it can be told which is which.
      while (taken.contains(number) || !isFree(number)) {
        number++;
        if (number > 65535) {
          throw new ClusterException(port.daemon + ": there is no free port from " + port.usual);
        }
      }
      taken.add(number);
      chosen.put(port, number);
    }
    return chosen;
  }

  /** Ports that follow one another from {@code first} on. */
  static Map<Port, Integer> from(int first) throws ClusterException {
    if (first < 1 || first + values().length > 65536) {
      throw new ClusterException(
          "--ports " + first + ": expected a number from 1 to " + (65536 - values().length));
    }
    Map<Port, Integer> chosen = new EnumMap<>(Port.class);
    int number = first;
    for (Port port : values()) {
      chosen.put(port, number++);
    }
    return chosen;
  }

  /**
   * Sees to it that {@code daemons} can listen.
   *
   * @throws ClusterException when another process listens there, with all such ports
   */
  static void requireFree(Map<Port, Integer> ports, Set<String> daemons) throws ClusterException {
    Map<Integer, String> occupied = new TreeMap<>();
    for (Map.Entry<Port, Integer> entry : ports.entrySet()) {
      if (daemons.contains(entry.getKey().daemon()) && !isFree(entry.getValue())) {
        occupied.put(entry.getValue(), entry.getKey().daemon());
      }
    }
    if (!occupied.isEmpty()) {
      StringBuilder message = new StringBuilder();
      occupied.forEach(
          (port, daemon) ->
              message
                  .append(daemon)
                  .append(": port ")
                  .append(port)
                  .append(" is in use by another process")
                  .append(Processes.listening(port).map(" (%s)"::formatted).orElse(""))
                  .append('\n'));
      throw new ClusterException(
          message + "stop it, or take other ports: --ports free, or --ports FIRST for a range");
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the daemons do: what lingers from the last run is no harm
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      return false;
    }
    // Something on all addresses does not stop us from binding to loopback everywhere.
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
