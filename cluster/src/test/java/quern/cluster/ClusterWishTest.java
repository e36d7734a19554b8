package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClusterWishTest {
  private final ClusterShape old = shape(2, 2, 4096);

  private static ClusterShape shape(int datanodes, int nodemanagers, int memoryMb) {
    try {
      return new ClusterShape("3.5.0", datanodes, nodemanagers, memoryMb, Port.from(30000));
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  private static ClusterWish wish(Integer datanodes, Integer nodemanagers, Integer memoryMb) {
    return new ClusterWish(null, datanodes, nodemanagers, memoryMb, null);
  }

  @Test
  void withoutAWishAClusterIsAsItWas() throws Exception {
    assertThat(ClusterWish.NONE.change(old, false)).isEqualTo(old);
    assertThat(ClusterWish.NONE.change(old, true)).isEqualTo(old);
  }

  @Test
  void aNewOneHasOneNodeOfEachKindAndPortsOfItsOwn() throws Exception {
    ClusterShape shape = ClusterWish.NONE.shape();

    assertThat(shape.datanodes()).isEqualTo(1);
    assertThat(shape.nodemanagers()).isEqualTo(1);
    assertThat(shape.hadoopVersion()).isEqualTo("3.5.0");
    assertThat(shape.ports().values()).doesNotHaveDuplicates().hasSize(Port.values().length);
  }

  @Test
  void aRunningClusterCanOnlyGrow() throws Exception {
    assertThat(wish(3, 2, null).change(old, true)).isEqualTo(shape(3, 2, 4096));
    assertThatThrownBy(() -> wish(null, 1, null).change(old, true))
        .hasMessageContaining("the cluster is running: only --datanodes and --nodemanagers");
    assertThatThrownBy(() -> wish(null, null, 8000).change(old, true))
        .hasMessageContaining("quern cluster stop first");
  }

  @Test
  void aStoppedClusterCanHaveOtherMemoryAndPorts() throws Exception {
    assertThat(wish(null, 1, 2048).change(old, false)).isEqualTo(shape(2, 1, 2048));
    assertThat(new ClusterWish(null, null, null, null, "40000").change(old, false).ports())
        .isEqualTo(Port.from(40000));
  }

  @Test
  void blocksAreNotLeftBehind() {
    assertThatThrownBy(() -> wish(1, null, null).change(old, false))
        .hasMessageContaining("blocks on 2 DataNodes, and can only have more");
    assertThatThrownBy(() -> new ClusterWish("3.3.6", null, null, null, null).change(old, false))
        .hasMessageContaining("the cluster's data are of Hadoop 3.5.0")
        .hasMessageContaining("--dir");
  }

  @Test
  void sizesThatCannotBeAreRefusedWithOnesThatCan() {
    assertThatThrownBy(() -> wish(0, null, null).shape())
        .hasMessage("--datanodes 0: expected 1 to 32");
    assertThatThrownBy(() -> wish(null, 33, null).shape())
        .hasMessage("--nodemanagers 33: expected 1 to 32");
    assertThatThrownBy(() -> wish(null, 2, 2048).shape())
        .hasMessageContaining("say at least --memory 3072m");
    assertThatThrownBy(() -> new ClusterWish(null, null, null, null, "many").shape())
        .hasMessage("--ports many: expected 'free' or a number");
    assertThatThrownBy(() -> new ClusterWish(null, null, null, null, "65530").shape())
        .hasMessage("--ports 65530: expected a number from 1 to 65526");
  }
}
