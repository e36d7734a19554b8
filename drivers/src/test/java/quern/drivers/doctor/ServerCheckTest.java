package quern.drivers.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** What is found out by connecting. */
class ServerCheckTest {
  @Test
  void loopbackCanBeListenedOn() {
    assertThat(ServerCheck.loopback().level()).isEqualTo(Level.OK);
  }

  @Test
  void anOpenPortIsInOrder() throws Exception {
    try (ServerSocket server = open()) {
      String address = "localhost:" + server.getLocalPort();
      assertThat(ServerCheck.of("NameNode", List.of(address), "fs.defaultFS"))
          .isEqualTo(Finding.ok("NameNode", address + " accepts connections"));
    }
  }

  @Test
  void aClosedPortIsAFaultThatNamesServerAddressAndSetting() throws Exception {
    String address = "localhost:" + closedPort();

    assertThat(ServerCheck.of("NameNode", List.of(address), "fs.defaultFS"))
        .isEqualTo(
            Finding.fault(
                "NameNode",
                address + ": Connection refused",
                "start the NameNode, or correct fs.defaultFS; its log may say more"));
  }

  @Test
  void ofTwoServersOneIsEnoughAndTheOtherAWarning() throws Exception {
    try (ServerSocket server = open()) {
      String up = "localhost:" + server.getLocalPort();
      String down = "localhost:" + closedPort();

      Finding finding = ServerCheck.of("NameNode", List.of(down, up), "fs.defaultFS");

      assertThat(finding.level()).isEqualTo(Level.WARNING);
      assertThat(finding.found())
          .isEqualTo(down + ": Connection refused; " + up + " accepts connections");
    }
  }

  @Test
  void anUnknownHostIsAFault() {
    assertThat(ServerCheck.of("NameNode", List.of("nowhere.invalid:8020"), "fs.defaultFS").found())
        .isEqualTo("nowhere.invalid:8020: no host has this name");
  }

  @Test
  void aPortThatIsNoneIsAFault() {
    assertThat(ServerCheck.of("NameNode", List.of("localhost:99999"), "x").level())
        .isEqualTo(Level.FAULT);
  }

  @Test
  void aHistoryServerThatIsNotThereIsOnlyAWarning() throws Exception {
    Configuration conf = new Configuration(false);
    int port = closedPort();
    conf.set("mapreduce.jobhistory.address", "localhost:" + port);

    Finding finding = HistoryCheck.run(conf);

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.found())
        .isEqualTo(
            "localhost:" + port + ": Connection refused; a job that is done may be told as lost");
  }

  @Test
  void theVersionOfAClusterIsReadFromItsPage() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 1);
    server.createContext(
        "/ws/v1/cluster/info",
        exchange -> {
          byte[] body =
              "{\"clusterInfo\":{\"resourceManagerVersion\":\"3.1.4\",\"id\":1}}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Configuration conf = new Configuration(false);
    // As servers are told to listen; the client knows the host from elsewhere.
    conf.set("yarn.resourcemanager.webapp.address", "0.0.0.0:" + server.getAddress().getPort());
    try {
      Finding finding = VersionCheck.resourceManager(conf, "localhost");

      assertThat(finding.level()).isEqualTo(Level.WARNING);
      assertThat(finding.found()).isEqualTo("3.1.4, with which Quern was not tested");
      assertThat(finding.advice())
          .isEqualTo("tested are 3.3.6, 3.4.x, 3.5.0; try a small job first");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aClusterWithoutAPageIsNotCheckedForItsVersion() throws Exception {
    Configuration conf = new Configuration(false);
    int port = closedPort();
    conf.set("dfs.namenode.http-address", "localhost:" + port);

    Finding finding = VersionCheck.nameNode(conf, "localhost");

    assertThat(finding.level()).isEqualTo(Level.NOT_CHECKED);
    assertThat(finding.found()).contains("localhost:" + port).endsWith("Connection refused");
  }

  @Test
  void testedVersionsAreInOrder() {
    assertThat(List.of("3.3.6", "3.4.0", "3.4.2", "3.5.0"))
        .allSatisfy(
            version -> assertThat(VersionCheck.of("Hadoop", version).level()).isEqualTo(Level.OK));
    assertThat(List.of("3.3.5", "3.40.1", "3.5.1", "3.5.0-SNAPSHOT", "2.10.2"))
        .allSatisfy(
            version ->
                assertThat(VersionCheck.of("Hadoop", version).level()).isEqualTo(Level.WARNING));
  }

  private static ServerSocket open() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getByName("localhost"));
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = open()) {
      return socket.getLocalPort();
    }
  }
}
