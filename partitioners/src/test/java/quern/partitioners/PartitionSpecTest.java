package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.keys.KeyEncoder;
import quern.records.keys.RowPartitioner;
import quern.records.keys.SortColumn;

class PartitionSpecTest {
  private static final Schema SCHEMA =
      Schema.parse("city, age long, income decimal, \"first name\"");
  private static final Dialect DIALECT = Dialect.RFC_4180.with(CsvOption.HEADER, "false");
  private static final Path NO_FILE = new Path("/does/not/exist");

  private final Configuration conf = new Configuration(false);
  private final List<Integer> misfits = new ArrayList<>();

  @Test
  void aSpecificationNamesItsKindAndColumns() {
    assertThat(PartitionSpec.parse("random", SCHEMA)).isEqualTo(PartitionSpec.RANDOM);
    assertThat(PartitionSpec.parse(" Random ", SCHEMA)).isEqualTo(PartitionSpec.RANDOM);
    assertThat(PartitionSpec.parse("hash:city, AGE", SCHEMA))
        .isEqualTo(
            new PartitionSpec(
                PartitionSpec.Kind.HASH,
                List.of(SortColumn.ascending(0), SortColumn.ascending(1))));
    assertThat(PartitionSpec.parse("range:income desc,\"first name\"", SCHEMA))
        .isEqualTo(
            new PartitionSpec(
                PartitionSpec.Kind.RANGE,
                List.of(SortColumn.descending(2), SortColumn.ascending(3))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hsh:city|did you mean 'hash'?",
        "sorted|There are: random, hash:COLUMNS, range:COLUMNS",
        "hash:cty|did you mean 'city'?",
        "range:cty desc|did you mean 'city'?",
        "hash|lacks its columns; write it like hash:city",
        "range: |lacks its columns; write it like range:city",
        "random:city|random takes no columns; hash:city does",
        "hash:city desc|a hash has no order",
      })
  void whatIsNoSpecificationIsRefusedWithWhatToWrite(String text, String reason) {
    assertThatThrownBy(() -> PartitionSpec.parse(text, SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random",
        "hash:city,\"first name\"",
        "range:age desc nulls first, city nulls last"
      })
  void aSpecificationTravelsInTheConfiguration(String text) {
    PartitionSpec spec = PartitionSpec.parse(text, SCHEMA);

    spec.put(conf, SCHEMA);

    assertThat(PartitionSpec.get(conf, SCHEMA)).isEqualTo(spec);
  }

  @Test
  void rowsAreRandomUnlessSomethingIsSaid() {
    assertThat(PartitionSpec.get(conf, SCHEMA)).isEqualTo(PartitionSpec.RANDOM);
  }

  @Test
  void atRandomRowsGoByTurns() throws IOException {
    Settings.JOB_SEED.set(conf, 5L);
    conf.setInt(MRJobConfig.TASK_PARTITION, 2);

    List<Integer> parts = parts("random", 3, "a,1,1,x\nb,1,1,x\na,1,1,x\nb,1,1,x\n");

    for (int row = 0; row < 4; row++) {
      assertThat(parts.get(row)).isEqualTo(Partitions.random(5, 2, row, 3));
    }
  }

  @Test
  void equalValuesMeetHoweverTheyAreWritten() throws IOException {
    String rows =
        """
        Rome,1,1.0,x
        Rome,01,1.00,y
        "Rome",1,1,z
        """;

    assertThat(parts("hash:city,age,income", 1000, rows))
        .hasSize(3)
        .containsOnly(parts("hash:city,age,income", 1000, rows).get(0));
  }

  @Test
  void nullsAndMisfitsMeetAndMisfitsAreCounted() throws IOException {
    List<Integer> parts = parts("hash:age", 1000, "a,,1,x\nb,old,2,y\nc\n");

    assertThat(parts).hasSize(3).containsOnly(parts.get(0));
    assertThat(misfits).containsExactly(1);
  }

  @Test
  void differentValuesSpread() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      rows.append("c").append(i).append(",1,1,x\n");
    }

    List<Integer> parts = parts("hash:city", 10, rows.toString());

    for (int p = 0; p < 10; p++) {
      int part = p;
      assertThat(parts.stream().filter(q -> q == part).count()).isBetween(140L, 260L);
    }
  }

  @Test
  void rangesFollowTheOrderOfTheColumns() throws IOException {
    PartitionSpec spec = PartitionSpec.parse("range:age desc,city", SCHEMA);
    String rows = "a,9,1,x\nb,10,1,x\na,10,1,x\nc,-1,1,x\nd,,1,x\n";
    List<byte[]> sample = new ArrayList<>();
    KeyEncoder keys = spec.keys(SCHEMA, Formats.ISO, this::misfit);
    RowBatch batch = read(rows);
    for (int row = 0; row < batch.rows(); row++) {
      ByteBuilder key = new ByteBuilder(16);
      keys.encode(batch, row, key);
      sample.add(key.toByteArray());
    }
    CutPoints.of(KeySample.of(sample), 5).put(conf, NO_FILE);

    assertThat(parts("range:age desc,city", 5, rows)).containsExactly(2, 1, 0, 3, 4);
    assertThatThrownBy(() -> parts("range:age desc,city", 4, rows))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("for 5 partitions, not 4");
  }

  private List<Integer> parts(String spec, int partitions, String rows) throws IOException {
    RowPartitioner partitioner =
        PartitionSpec.parse(spec, SCHEMA)
            .partitioner(SCHEMA, Formats.ISO, partitions, conf, this::misfit);
    RowBatch batch = read(rows);
    List<Integer> parts = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      parts.add(partitioner.partition(batch, row));
    }
    return parts;
  }

  private void misfit(int column, RowBatch batch, int row) {
    misfits.add(column);
  }

  private static RowBatch read(String rows) throws IOException {
    try (RowReader reader = new RowReader(DIALECT, 1 << 20)) {
      reader.openStart(
          new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)), "test", Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(SCHEMA.size());
      assertThat(reader.read(batch)).isTrue();
      return batch;
    }
  }
}
