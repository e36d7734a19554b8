package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.csv.RowBatch;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawOutput;
import quern.records.shuffle.RawShuffle;

class SortMapperTest {
  private final Configuration conf = RowBatches.configuration("id long, name string");

  private MapDriver<NullWritable, RowBatch, RawKey, RawBytes> driver(String rows) throws Exception {
    MapDriver<NullWritable, RowBatch, RawKey, RawBytes> driver =
        MapDriver.newMapDriver(new SortMapper());
    conf.forEach(entry -> driver.getConfiguration().set(entry.getKey(), entry.getValue()));
    driver.addInput(NullWritable.get(), RowBatches.of(rows, conf));
    return driver;
  }

  private static String text(RawBytes bytes) {
    return new String(bytes.getBytes(), 0, bytes.getLength(), UTF_8);
  }

  @Test
  void keysHaveTheOrderThatIsAskedForAndValuesAreTheRows() throws Exception {
    Settings.SORT_BY.set(conf, "id desc nulls last");

    List<Pair<RawKey, RawBytes>> records = new ArrayList<>(driver("3,a\n10,b\n,c\n-1,d\n").run());

    records.sort(Comparator.comparing(Pair::getFirst));
    assertThat(records.stream().map(record -> text(record.getSecond())))
        .containsExactly("10,b\n", "3,a\n", "-1,d\n", ",c\n");
  }

  @Test
  void rowsAreChosenAndProjected() throws Exception {
    Settings.SORT_BY.set(conf, "id");
    Settings.WHERE.set(conf, "id > 1");
    Settings.SELECT.set(conf, "name");

    assertThat(driver("3,a\n1,b\n2,c\n").run().stream().map(record -> text(record.getSecond())))
        .containsExactly("a\n", "c\n");
  }

  @Test
  void recordsGoStraightToTheTasksOwnCollectorWhereThereIsOne() throws Exception {
    Settings.SORT_BY.set(conf, "name");
    List<String> written = new ArrayList<>();
    RawOutput output =
        (partition, key, keyFrom, keyLength, value, valueFrom, valueLength) ->
            written.add(partition + " " + new String(value, valueFrom, valueLength, UTF_8));
    MapDriver<NullWritable, RowBatch, RawKey, RawBytes> driver = driver("3,a\n1,b\n");
    RawShuffle.offer(driver.getContext().getConfiguration(), output);
    org.mockito.Mockito.when(driver.getContext().getNumReduceTasks()).thenReturn(1);

    assertThat(driver.run()).isEmpty();
    assertThat(written).containsExactly("0 3,a\n", "0 1,b\n");
  }
}
