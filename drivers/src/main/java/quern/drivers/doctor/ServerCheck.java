package quern.drivers.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether servers accept connections. */
final class ServerCheck {
  private static final int LIMIT_MS = 3000;

  private ServerCheck() {}

  /** Whether a port of this machine can be listened on, and be reached. */
  static Finding loopback() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      try (Socket socket = new Socket()) {
        socket.connect(server.getLocalSocketAddress(), LIMIT_MS);
      }
      return Finding.ok("loopback", loopback.getHostAddress() + " can be listened on");
    } catch (IOException e) {
      return Finding.warning(
          "loopback",
          loopback.getHostAddress() + " cannot be listened on: " + e.getMessage(),
          "a cluster on this machine needs it: see its firewall, and the line localhost in /etc/hosts");
    }
  }

  /**
   * Connects to servers of which one is needed.
   *
   * @param addresses where they are, as host:port
   * @param setting the setting that says so
   */
  static Finding of(String what, List<String> addresses, String setting) {
    List<String> said = new ArrayList<>();
    int refused = 0;
    for (String address : addresses) {
      @Nullable String obstacle = obstacle(address);
      refused += obstacle == null ? 0 : 1;
      said.add(address + (obstacle == null ? " accepts connections" : ": " + obstacle));
    }
    String found = String.join("; ", said);
    String advice = "start the " + what + ", or correct " + setting + "; its log may say more";
    return refused == addresses.size()
        ? Finding.fault(what, found, advice)
        : refused > 0 ? Finding.warning(what, found, advice) : Finding.ok(what, found);
  }

  /** Why no connection can be made; null when it can. */
  private static @Nullable String obstacle(String address) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(address.substring(colon + 1));
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), LIMIT_MS);
      return null;
    } catch (UnknownHostException e) {
      return "no host has this name";
    } catch (SocketTimeoutException e) {
      return "no answer within " + LIMIT_MS / 1000 + " s, as behind a firewall";
    } catch (ConnectException | NoRouteToHostException e) {
      return e.getMessage();
    } catch (IOException | IllegalArgumentException e) {
      return e.toString();
    }
  }
}
