package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.apache.hadoop.mrunit.types.Pair;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.QuernException;
import quern.records.commit.RowBlock;
import quern.records.commit.RowHash;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;

class RowMapperTest {
  private static final String ROWS = "1,\"Ann, B\",17\n2,,18\n3,\"\",19\n4,Eve,old\n5,Bob,81\n";

  private final Configuration conf = RowBatches.configuration("id long, name string, age long");

  private MapDriver<NullWritable, RowBatch, NullWritable, RowBlock> driver(String... batches)
      throws IOException {
    MapDriver<NullWritable, RowBatch, NullWritable, RowBlock> driver =
        MapDriver.newMapDriver(new RowMapper());
    conf.forEach(entry -> driver.getConfiguration().set(entry.getKey(), entry.getValue()));
    for (String batch : batches) {
      driver.addInput(NullWritable.get(), RowBatches.of(batch, conf));
    }
    return driver;
  }

  private static String text(List<Pair<NullWritable, RowBlock>> blocks) {
    StringBuilder text = new StringBuilder();
    blocks.forEach(b -> text.append(new String(b.getSecond().bytes().toByteArray(), UTF_8)));
    return text.toString();
  }

  @Test
  void rowsOfWhichTheConditionIsTrueAreCopiedAsTheyStand() throws IOException {
    Settings.WHERE.set(conf, "age > 18");

    assertThat(text(driver(ROWS).run())).isEqualTo("3,\"\",19\n5,Bob,81\n");
  }

  @Test
  void withoutAConditionAllRowsStay() throws IOException {
    assertThat(text(driver(ROWS, ROWS).run())).isEqualTo(ROWS + ROWS);
  }

  @Test
  void expressionsAreComputedAndAValueThatDoesNotFitIsNull() throws IOException {
    Settings.SELECT.set(conf, "age + 1 as next, name, id");

    assertThat(text(driver(ROWS).run()))
        .isEqualTo("18,\"Ann, B\",1\n19,,2\n20,\"\",3\n,Eve,4\n82,Bob,5\n");
  }

  @Test
  void anotherDialectIsWrittenFieldByField() throws IOException {
    Dialect.RFC_4180
        .with(CsvOption.SEP, ";")
        .with(CsvOption.NULL_VALUE, "NULL")
        .write(conf, Dialect.OUT);

    assertThat(text(driver(ROWS).run()))
        .isEqualTo("1;Ann, B;17\n2;NULL;18\n3;\"\";19\n4;Eve;old\n5;Bob;81\n");
  }

  @Test
  void aMalformedRowIsWrittenAsAWellFormedOne() throws IOException {
    assertThat(text(driver("1,x\n2,y,3,4\n3,\"a\"b,5\n").run()))
        .isEqualTo("1,x,\n2,y,3\n3,\"\"\"a\"\"b\",5\n");
  }

  @Test
  void manyRowsGoInFewBlocksAndCountersCountRows() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append(i % 1000).append(",name,").append(30).append('\n');
    }
    String[] batches = new String[8];
    int from = 0;
    for (int i = 0; i < 8; i++) {
      int to = i == 7 ? rows.length() : rows.indexOf("\n", rows.length() / 8 * (i + 1)) + 1;
      batches[i] = rows.substring(from, to);
      from = to;
    }
    MapDriver<NullWritable, RowBatch, NullWritable, RowBlock> driver = driver(batches);

    List<Pair<NullWritable, RowBlock>> blocks = driver.run();

    assertThat(text(blocks)).isEqualTo(rows.toString());
    assertThat(blocks.size()).isBetween(2, 8);
    // MRUnit does not count the blocks themselves, as the framework does.
    assertThat(driver.getCounters().findCounter(TaskCounter.MAP_OUTPUT_RECORDS).getValue())
        .isEqualTo(20_000 - blocks.size());
  }

  @Test
  void aBlockCarriesTheHashOfItsRows() throws IOException {
    RowHash hash = new RowHash();
    for (String row : List.of("1,a,2", "3,b,4")) {
      hash.add(row.getBytes(UTF_8), 0, row.length());
    }
    RowBlock block = driver("1,a,2\n3,b,4\n").run().get(0).getSecond();

    assertThat(block.rows()).isEqualTo(2);
    assertThat(block.hash().toString()).isEqualTo(hash.toString());
  }

  @Test
  void nothingIsWrittenWhereNoRowStays() throws IOException {
    Settings.WHERE.set(conf, "age > 1000");

    assertThat(driver(ROWS).run()).isEmpty();
  }

  @Test
  void aValueThatTheOutputCannotHoldFailsTheTask() throws IOException {
    Dialect.RFC_4180.with(CsvOption.QUOTE, "").write(conf, Dialect.OUT);

    MapDriver<NullWritable, RowBatch, NullWritable, RowBlock> driver = driver(ROWS);
    assertThatThrownBy(driver::run)
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("cannot write 'Ann, B' without quotes");
  }
}
