package quern.reducers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.records.commit.BlockKey;
import quern.records.commit.RowBlock;

class BlockReducerTest {
  private final ReduceDriver<BlockKey, RowBlock, NullWritable, RowBlock> driver =
      ReduceDriver.newReduceDriver(new BlockReducer());

  private static BlockKey key(int partition, int task, long sequence) {
    BlockKey key = new BlockKey();
    key.set(partition, task, sequence);
    return key;
  }

  private static RowBlock block(String... rows) {
    RowBlock block = new RowBlock();
    for (String row : rows) {
      int start = block.bytes().length();
      block.bytes().append((row + "\n").getBytes(UTF_8));
      block.endRow(start, 1);
    }
    return block;
  }

  @Test
  void blocksAreWrittenAsTheyArriveAndCountersCountRows() throws Exception {
    driver.addInput(key(3, 0, 0), List.of(block("a", "b", "c")));
    driver.addInput(key(3, 0, 1), List.of(block("d")));
    driver.addInput(key(3, 1, 0), List.of(block("e", "f")));

    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    StringBuilder text = new StringBuilder();
    blocks.forEach(b -> text.append(new String(b.getSecond().bytes().toByteArray(), UTF_8)));
    assertThat(text.toString()).isEqualTo("a\nb\nc\nd\ne\nf\n");
    assertThat(blocks.get(0).getSecond().hash().toString())
        .isEqualTo(block("a", "b", "c").hash().toString());
    // MRUnit does not count the blocks themselves, as the framework does.
    assertThat(driver.getCounters().findCounter(TaskCounter.REDUCE_INPUT_RECORDS).getValue())
        .isEqualTo(6 - 3);
    assertThat(driver.getCounters().findCounter(TaskCounter.REDUCE_OUTPUT_RECORDS).getValue())
        .isEqualTo(6 - 3);
  }
}
