package quern.reducers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.records.commit.RowBlock;
import quern.records.commit.RowHash;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

class RowReducerTest {
  private static <T extends RawBytes> T of(T bytes, String text) {
    bytes.set(text.getBytes(UTF_8), 0, text.getBytes(UTF_8).length);
    return bytes;
  }

  private static RawBytes row(String text) {
    return of(new RawBytes(), text);
  }

  @Test
  void rowsAreWrittenAsTheyArriveAndHashedWithoutTheirLineEnds() throws Exception {
    ReduceDriver<RawKey, RawBytes, NullWritable, RowBlock> driver =
        ReduceDriver.newReduceDriver(new RowReducer());
    driver.addInput(of(new RawKey(), "k1"), List.of(row("b,1\n"), row("a,2\n")));
    driver.addInput(of(new RawKey(), "k2"), List.of(row("c,3\n")));

    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    assertThat(blocks).hasSize(1);
    RowBlock block = blocks.get(0).getSecond();
    assertThat(new String(block.bytes().toByteArray(), UTF_8)).isEqualTo("b,1\na,2\nc,3\n");
    assertThat(block.rows()).isEqualTo(3);
    RowHash hash = new RowHash();
    for (String row : List.of("b,1", "a,2", "c,3")) {
      hash.add(row.getBytes(UTF_8), 0, row.length());
    }
    assertThat(block.hash().toString()).isEqualTo(hash.toString());
  }

  @Test
  void manyRowsGoInBlocks() throws Exception {
    ReduceDriver<RawKey, RawBytes, NullWritable, RowBlock> driver =
        ReduceDriver.newReduceDriver(new RowReducer());
    String row = "x".repeat(999) + "\n";
    driver.addInput(of(new RawKey(), "k"), java.util.Collections.nCopies(200, row(row)));

    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    assertThat(blocks).hasSizeGreaterThan(2);
    assertThat(blocks.stream().mapToLong(block -> block.getSecond().rows()).sum()).isEqualTo(200);
  }
}
