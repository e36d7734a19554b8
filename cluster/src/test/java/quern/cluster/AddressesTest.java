package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private final Configuration conf = new Configuration(false);

  @Test
  void aNameNodeHasItsUsualPortUnlessOneIsNamed() {
    assertThat(Addresses.nameNodes(conf, "nn")).containsExactly("nn:8020");
    assertThat(Addresses.nameNodes(conf, "nn:9000")).containsExactly("nn:9000");
  }

  @Test
  void ofAGroupOfNameNodesAllAreNamed() {
    conf.set("dfs.ha.namenodes.group", "a, b");
    conf.set("dfs.namenode.rpc-address.group.a", "one:8020");
    conf.set("dfs.namenode.rpc-address.group.b", "two:8021");

    assertThat(Addresses.nameNodes(conf, "group")).containsExactly("one:8020", "two:8021");
  }

  @Test
  void aResourceManagerHasItsUsualPortUnlessOneIsNamed() {
    conf.set("yarn.resourcemanager.address", "rm");
    assertThat(Addresses.resourceManagers(conf)).containsExactly("rm:8032");
    conf.set("yarn.resourcemanager.address", "rm:1234");
    assertThat(Addresses.resourceManagers(conf)).containsExactly("rm:1234");
  }

  @Test
  void ofSeveralResourceManagersAllAreNamed() {
    conf.set("yarn.resourcemanager.ha.enabled", "true");
    conf.set("yarn.resourcemanager.ha.rm-ids", "rm1,rm2");
    conf.set("yarn.resourcemanager.hostname.rm1", "one");
    conf.set("yarn.resourcemanager.address.rm2", "two:9032");

    assertThat(Addresses.resourceManagers(conf)).containsExactly("one:8032", "two:9032");
  }
}
