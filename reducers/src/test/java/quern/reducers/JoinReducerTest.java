package quern.reducers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Schema;
import quern.records.commit.RowBlock;
import quern.records.csv.Dialect;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatchInputFormat;
import quern.records.join.JoinKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** What a reduce task makes of the rows of one key. */
class JoinReducerTest {
  private static final byte[] KEY = {1, 'k'};

  private enum Kind {
    HELD,
    STREAMED,
    MARKER
  }

  private static RawKey key(Kind kind, int slot) {
    ByteBuilder bytes = new ByteBuilder(8).append(KEY);
    switch (kind) {
      case HELD -> JoinKey.endBuffered(bytes, slot);
      case STREAMED -> JoinKey.endStreamed(bytes, slot);
      case MARKER -> JoinKey.endMarker(bytes, slot);
    }
    RawKey key = new RawKey();
    key.set(bytes.toByteArray(), 0, bytes.length());
    return key;
  }

  private static RawBytes row(String text) {
    RawBytes row = new RawBytes();
    row.set(text.getBytes(UTF_8), 0, text.length());
    return row;
  }

  /** The rows for two held left rows of one key, in a slot, and what else there is of the key. */
  private static String join(String type, int slot, boolean streamed, boolean marked)
      throws Exception {
    ReduceDriver<RawKey, RawBytes, NullWritable, RowBlock> driver =
        ReduceDriver.newReduceDriver(new JoinReducer());
    Configuration conf = driver.getConfiguration();
    RowBatchInputFormat.configure(conf, Dialect.RFC_4180, Schema.parse("id long, a string"), "");
    RowBatchInputFormat.configure(
        conf, InputSide.RIGHT, Dialect.RFC_4180, Schema.parse("user long, b string"), "");
    Settings.JOIN_ON.set(conf, "id = user");
    Settings.JOIN_TYPE.set(conf, type);
    Settings.JOIN_HELD.set(conf, "left");
    driver.addInput(key(Kind.HELD, slot), List.of(row("1,x"), row("1,y")));
    if (streamed) {
      driver.addInput(key(Kind.STREAMED, slot), List.of(row("1,z")));
    }
    if (marked) {
      driver.addInput(key(Kind.MARKER, slot), List.of(row("")));
    }
    StringBuilder all = new StringBuilder();
    driver.run().forEach(block -> all.append(block.getSecond().bytes()));
    return all.toString().replace('\n', ' ').strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inner | 0 | true  | false | 1,x,1,z 1,y,1,z",
        "inner | 0 | false | false | ''",
        "full  | 0 | true  | false | 1,x,1,z 1,y,1,z",
        "full  | 0 | false | false | 1,x,, 1,y,,",
        "full  | 0 | false | true  | ''",
        "full  | 2 | true  | true  | 1,x,1,z 1,y,1,z",
        "full  | 2 | false | true  | ''",
        "full  | 2 | false | false | ''",
        "right | 0 | false | false | ''",
      })
  void rowsThatAreHeldAreWrittenAloneOnceAndOnlyIfNoPartHasAMatch(
      String type, int slot, boolean streamed, boolean marked, String rows) throws Exception {
    assertThat(join(type, slot, streamed, marked)).isEqualTo(rows);
  }
}
