package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.Field;
import quern.records.commit.BlockKey;
import quern.records.commit.RowBlock;
import quern.records.csv.RowBatch;
import quern.records.keys.MisfitCounter;
import quern.records.keys.RowPartitioner;

class PartitionMapperTest {
  private final Configuration conf = RowBatches.configuration("id long, name string");

  /** Rows go where their id says. */
  public static final class ById implements RowPartitioner.Factory {
    @Override
    public RowPartitioner create(Configuration conf, int partitions, MisfitCounter misfits) {
      Field field = new Field();
      return (batch, row) -> {
        batch.field(row, 0, field);
        return Integer.parseInt(field.toString()) % partitions;
      };
    }
  }

  private MapDriver<NullWritable, RowBatch, BlockKey, RowBlock> driver(
      int partitions, String... batches) throws IOException, InterruptedException {
    Settings.ROW_PARTITIONER.set(conf, ById.class.getName());
    MapDriver<NullWritable, RowBatch, BlockKey, RowBlock> driver =
        MapDriver.newMapDriver(new PartitionMapper());
    conf.forEach(entry -> driver.getConfiguration().set(entry.getKey(), entry.getValue()));
    for (String batch : batches) {
      driver.addInput(NullWritable.get(), RowBatches.of(batch, conf));
    }
    // Now, as MRUnit makes the context of the input there is.
    when(driver.getContext().getNumReduceTasks()).thenReturn(partitions);
    when(driver.getContext().getTaskAttemptID())
        .thenReturn(new TaskAttemptID("1", 1, TaskType.MAP, 5, 0));
    return driver;
  }

  private static Map<Integer, String> byPartition(List<Pair<BlockKey, RowBlock>> blocks) {
    Map<Integer, String> rows = new TreeMap<>();
    for (Pair<BlockKey, RowBlock> block : blocks) {
      rows.merge(
          block.getFirst().partition(),
          new String(block.getSecond().bytes().toByteArray(), UTF_8),
          String::concat);
    }
    return rows;
  }

  @Test
  void eachRowGoesToItsPartitionInTheOrderOfTheInput() throws Exception {
    List<Pair<BlockKey, RowBlock>> blocks =
        driver(3, "4,a\n3,b\n1,c\n", "7,d\n6,\"e,\nf\"\n").run();

    assertThat(byPartition(blocks))
        .isEqualTo(Map.of(0, "3,b\n6,\"e,\nf\"\n", 1, "4,a\n1,c\n7,d\n"));
    assertThat(blocks.stream().map(b -> b.getSecond().rows()).toList()).containsExactly(2L, 3L);
  }

  @Test
  void rowsAreFilteredAndProjectedBeforeTheyMove() throws Exception {
    Settings.WHERE.set(conf, "id <> 4");
    Settings.SELECT.set(conf, "name");

    assertThat(byPartition(driver(2, "4,a\n3,b\n2,c\n").run()))
        .isEqualTo(Map.of(0, "c\n", 1, "b\n"));
  }

  @Test
  void fullBlocksGoAtOnceWithKeysThatKeepTheirOrderAndCountersCountRows() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      rows.append(i % 3).append(",").append("x".repeat(100)).append('\n');
    }
    String half = rows.toString();
    MapDriver<NullWritable, RowBatch, BlockKey, RowBlock> driver =
        driver(3, half, half, half, half);

    List<Pair<BlockKey, RowBlock>> blocks = driver.run();

    assertThat(blocks.size()).isGreaterThan(6);
    assertThat(blocks.stream().mapToLong(b -> b.getSecond().rows()).sum()).isEqualTo(8000);
    for (int partition = 0; partition < 3; partition++) {
      int wanted = partition;
      assertThat(blocks.stream().map(Pair::getFirst).filter(key -> key.partition() == wanted))
          .isSorted();
    }
    assertThat(driver.getCounters().findCounter(TaskCounter.MAP_OUTPUT_RECORDS).getValue())
        .isEqualTo(8000 - blocks.size());
  }

  @Test
  void thousandsOfPartitionsShareOneBudgetOfMemory() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      rows.append(i % 20).append(",").append("x".repeat(100)).append('\n');
    }
    List<Pair<BlockKey, RowBlock>> blocks = driver(8192, rows.toString()).run();

    assertThat(blocks).allMatch(block -> block.getSecond().bytes().length() < 5000);
  }

  @Test
  void aPartitionerThatIsNoneIsNamed() throws Exception {
    MapDriver<NullWritable, RowBatch, BlockKey, RowBlock> driver = driver(2, "1,a\n");
    Settings.ROW_PARTITIONER.set(driver.getConfiguration(), "java.lang.String");

    assertThatThrownBy(driver::run).hasMessageContaining("java.lang.String");
  }
}
