package quern.reducers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.records.commit.RowBlock;
import quern.records.shuffle.RawKey;

class CountReducerTest {
  private final ReduceDriver<RawKey, LongWritable, NullWritable, RowBlock> driver =
      ReduceDriver.newReduceDriver(new CountReducer());

  private static RawKey key(String word) {
    RawKey key = new RawKey();
    byte[] bytes = word.getBytes(UTF_8);
    key.set(bytes, 0, bytes.length);
    return key;
  }

  @Test
  void aLineIsAWordATabAndItsCount() throws IOException {
    driver.addInput(key("be"), List.of(new LongWritable(2), new LongWritable(40)));
    driver.addInput(key("é"), List.of(new LongWritable(1)));

    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    assertThat(blocks).hasSize(1);
    RowBlock block = blocks.get(0).getSecond();
    assertThat(new String(block.bytes().toByteArray(), UTF_8)).isEqualTo("be\t42\né\t1\n");
    assertThat(block.rows()).isEqualTo(2);
  }

  @Test
  void linesGoInBlocksAndCountersCountLines() throws IOException {
    int words = 8000;
    for (int i = 0; i < words; i++) {
      driver.addInput(key("word" + i), List.of(new LongWritable(i)));
    }
    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    assertThat(blocks.size()).isBetween(2, 20);
    assertThat(blocks.stream().mapToLong(block -> block.getSecond().rows()).sum()).isEqualTo(words);
    assertThat(driver.getCounters().findCounter(TaskCounter.REDUCE_OUTPUT_RECORDS).getValue())
        .isEqualTo(words - blocks.size());
  }
}
