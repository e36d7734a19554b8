package quern.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class NoServerTest {
  private final Configuration conf = new Configuration();

  @Test
  void aNameNodeThatIsNotThereIsTold() throws Exception {
    String uri = "hdfs://localhost:" + closedPort();
    conf.set("fs.defaultFS", uri);

    assertThatThrownBy(() -> HdfsProbe.check(conf, Duration.ofMillis(100)))
        .hasMessage(
            "the NameNode of "
                + uri
                + " does not answer: Connection refused; start it, or correct fs.defaultFS");
  }

  @Test
  void aNameNodeThatSaysNothingIsTold() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String uri = "hdfs://localhost:" + silent.getLocalPort();
      conf.set("fs.defaultFS", uri);

      assertThatThrownBy(() -> HdfsProbe.check(conf, Duration.ofMillis(100)))
          .hasMessageStartingWith("the NameNode of " + uri + " does not answer: no answer in time");
    }
  }

  @Test
  void anotherFileSystemIsTold() {
    conf.set("fs.defaultFS", "file:///");

    assertThatThrownBy(() -> HdfsProbe.check(conf, Duration.ofMillis(100)))
        .hasMessageStartingWith("the default file system is file:///, which is not HDFS");
  }

  @Test
  void aResourceManagerThatIsNotThereIsTold() throws Exception {
    String address = "localhost:" + closedPort();
    conf.set("yarn.resourcemanager.address", address);

    assertThatThrownBy(() -> ContainerProbe.check(conf, Duration.ofMillis(100)))
        .hasMessageStartingWith(
            "the ResourceManager at " + address + " does not answer: Connection refused");
  }

  private static int closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
