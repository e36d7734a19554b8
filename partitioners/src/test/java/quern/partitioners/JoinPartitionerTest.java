package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import quern.records.ByteBuilder;
import quern.records.join.JoinKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** Where a join's records go. */
class JoinPartitionerTest {
  private static int partition(byte[] bytes, int length, int partitions) {
    RawKey key = new RawKey();
    key.set(bytes, 1, length - 1);
    return new JoinPartitioner().getPartition(key, new RawBytes(), partitions);
  }

  @Property
  void recordsOfAKeyAndSlotMeetAndSlotsAreApart(
      @ForAll @Size(max = 20) byte[] columns,
      @ForAll @IntRange(min = 1, max = 100) int partitions) {
    int first = Partitions.hash(columns, 0, columns.length, partitions);
    for (int slot = 0; slot < JoinKey.SLOTS; slot++) {
      ByteBuilder key = new ByteBuilder(32).append(77).append(columns);
      JoinKey.endBuffered(key, slot);
      assertThat(partition(key.array(), key.length(), partitions))
          .isEqualTo((first + slot) % partitions);
      key.truncate(columns.length + 1);
      JoinKey.endStreamed(key, slot);
      assertThat(partition(key.array(), key.length(), partitions))
          .isEqualTo((first + slot) % partitions);
      key.truncate(columns.length + 1);
      JoinKey.endMarker(key, slot);
      assertThat(partition(key.array(), key.length(), partitions))
          .isEqualTo((first + slot) % partitions);
    }
  }
}
