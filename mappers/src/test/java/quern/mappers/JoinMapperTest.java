package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Schema;
import quern.records.csv.Dialect;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.csv.RowBatchInputFormat;
import quern.records.join.HotKeys;
import quern.records.join.JoinKey;
import quern.records.keys.KeyBytes;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** What the left side of a join hands on, from a batch without a side, which is on the left. */
class JoinMapperTest {
  private final Configuration conf = RowBatches.configuration("id long, name string");

  @BeforeEach
  void configure() {
    RowBatchInputFormat.configure(
        conf, InputSide.RIGHT, Dialect.RFC_4180, Schema.parse("user double, n long"), "");
    Settings.JOIN_ON.set(conf, "left.id = right.user");
  }

  private List<String> run(String rows) throws Exception {
    MapDriver<NullWritable, RowBatch, RawKey, RawBytes> driver =
        MapDriver.newMapDriver(new JoinMapper());
    conf.forEach(entry -> driver.getConfiguration().set(entry.getKey(), entry.getValue()));
    org.mockito.Mockito.when(driver.getContext().getNumReduceTasks()).thenReturn(5);
    driver.addInput(NullWritable.get(), RowBatches.of(rows, conf));
    return driver.run().stream()
        .map(record -> shown(record.getFirst()) + text(record.getSecond()))
        .toList();
  }

  private static String text(RawBytes bytes) {
    return new String(bytes.getBytes(), 0, bytes.getLength(), UTF_8);
  }

  private static String shown(RawKey key) {
    byte last = key.getBytes()[key.getLength() - 1];
    return (key.getLength() == 1 ? "none " : "")
        + (JoinKey.isMarker(last) ? "marker" : JoinKey.isStreamed(last) ? "streamed" : "held")
        + JoinKey.slot(last)
        + " ";
  }

  /** The key of a row whose number is that, compared as a double. */
  private static byte[] key(double number) {
    ByteBuilder key = new ByteBuilder(16);
    key.append(1);
    KeyBytes.appendDouble(number, key);
    return key.toByteArray();
  }

  @Test
  void rowsWithoutAKeyGoOnlyWhereTheyAreWrittenAllTheSame() throws Exception {
    assertThat(run("3,a\n,b\nx,c\n")).containsExactly("streamed0 3,a");

    Settings.JOIN_TYPE.set(conf, "left");
    Settings.JOIN_HELD.set(conf, "left");
    assertThat(run("3,a\n,b\nx,c\n"))
        .containsExactly("held0 3,a", "none held0 ,b", "none held1 x,c");
  }

  @Test
  void rowsOfAHotKeyTakeTurnsAndOfTheSideThatIsHeldAreCopied() throws Exception {
    HotKeys.put(List.of(HotKeys.entry(key(7), 3)), conf);
    assertThat(run("7,a\n7,b\n8,c\n07,d\n7,e\n"))
        .containsExactly(
            "streamed0 7,a", "streamed1 7,b", "streamed0 8,c", "streamed2 07,d", "streamed0 7,e");

    Settings.JOIN_HELD.set(conf, "left");
    assertThat(run("7,a\n8,b\n"))
        .containsExactly("held0 7,a", "held1 7,a", "held2 7,a", "held0 8,b");
  }

  @Test
  void partsOfAHotKeyAreToldThatItHasRowsWhereTheOthersAreWrittenWithoutAny() throws Exception {
    HotKeys.put(List.of(HotKeys.entry(key(7), 2), HotKeys.entry(key(9), 2)), conf);
    Settings.JOIN_TYPE.set(conf, "right");

    assertThat(run("7,a\n")).containsExactly("streamed0 7,a", "marker0 ", "marker1 ");
  }

  @Test
  void whatTheConditionSaysOfOneSideIsAskedThereUnlessItsAbsenceMayMeetIt() throws Exception {
    Settings.WHERE.set(conf, "id > 2 and n is null");
    assertThat(run("3,a\n1,b\n")).containsExactly("streamed0 3,a");

    Settings.JOIN_TYPE.set(conf, "right");
    // Now carried with its length, and with the column that the condition still has to see.
    assertThat(run("3,a\n1,b\n"))
        .containsExactly("streamed0 \u00033,a\u00013", "streamed0 \u00031,b\u00011");
  }
}
