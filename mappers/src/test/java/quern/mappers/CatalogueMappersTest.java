package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.commit.RowBlock;
import quern.records.csv.RowBatch;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** What the mappers of sample, aggregate and top hand on. */
class CatalogueMappersTest {
  private final Configuration conf = RowBatches.configuration("id long, city string, age long");

  private <K, V> List<Pair<K, V>> run(Mapper<NullWritable, RowBatch, K, V> mapper, String rows)
      throws IOException {
    MapDriver<NullWritable, RowBatch, K, V> driver = MapDriver.newMapDriver(mapper);
    conf.forEach(entry -> driver.getConfiguration().set(entry.getKey(), entry.getValue()));
    driver.addInput(NullWritable.get(), RowBatches.of(rows, conf));
    return driver.run();
  }

  private static String rows(int count) {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(i).append(',').append((char) ('A' + i % 3)).append(',').append(i % 50);
      rows.append('\n');
    }
    return rows.toString();
  }

  private String drawn(String rows) throws IOException {
    StringBuilder drawn = new StringBuilder();
    for (Pair<NullWritable, RowBlock> block : run(new FractionMapper(), rows)) {
      drawn.append(new String(block.getSecond().bytes().toByteArray(), UTF_8));
    }
    return drawn.toString();
  }

  @Test
  void aFractionIsDrawnBySeedAndStaysInOrder() throws IOException {
    String rows = rows(2000);
    Settings.SAMPLE_FRACTION.set(conf, "0.25");

    String drawn = drawn(rows);

    assertThat(drawn.lines().count()).isBetween(420L, 580L);
    assertThat(rows.lines().filter(drawn.lines().toList()::contains))
        .containsExactlyElementsOf(drawn.lines().toList());
    assertThat(drawn(rows)).isEqualTo(drawn);
    Settings.JOB_SEED.set(conf, 1L);
    assertThat(drawn(rows)).isNotEqualTo(drawn);
  }

  @Test
  void allOrNoneAreDrawnAtTheEndsOfTheRange() throws IOException {
    Settings.SAMPLE_FRACTION.set(conf, "1.0");
    assertThat(drawn(rows(100))).isEqualTo(rows(100));
    Settings.SAMPLE_FRACTION.set(conf, "0.0");
    assertThat(drawn(rows(100))).isEmpty();
  }

  @Test
  void aMapTaskHandsOnOneStateForEachGroup() throws IOException {
    Settings.GROUP_BY.set(conf, "city");
    Settings.AGGREGATES.set(conf, "count(*), max(age)");
    Settings.WHERE.set(conf, "age > 9");

    List<Pair<RawKey, RawBytes>> states = run(new GroupMapper(), rows(4000));

    assertThat(states).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void aMapTaskHandsOnTheFirstRowsOfEachGroupBehindItsKey() throws IOException {
    Settings.GROUP_BY.set(conf, "city");
    Settings.GROUP_ROWS.set(conf, 2L);
    Settings.TOP_BY.set(conf, "age, id asc");

    List<Pair<RawKey, RawBytes>> first = run(new TopMapper(), rows(300));

    assertThat(
            first.stream()
                .sorted(Comparator.comparing(Pair::getFirst))
                .map(Pair::getSecond)
                .map(row -> new String(row.getBytes(), 0, row.getLength(), UTF_8)))
        .containsExactly(
            "99,A,49\n", "249,A,49\n", "49,B,49\n", "199,B,49\n", "149,C,49\n", "299,C,49\n");
    assertThat(
            first.stream()
                .map(Pair::getFirst)
                .map(key -> GroupKey.groupLength(key.getBytes(), 0, key.getLength()))
                .distinct())
        .containsExactly("\1A\0\0".length());
  }
}
