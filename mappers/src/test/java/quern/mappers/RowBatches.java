package quern.mappers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.io.serializer.Deserializer;
import org.apache.hadoop.io.serializer.Serialization;
import org.apache.hadoop.io.serializer.Serializer;
import org.apache.hadoop.io.serializer.WritableSerialization;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowBatchInputFormat;
import quern.records.csv.RowReader;

/**
 * Makes batches of rows for MRUnit, which copies what it feeds to a mapper: as CSV, since a batch
 * is a view of a reader's buffer and no {@code Writable}.
 */
public final class RowBatches extends Configured implements Serialization<RowBatch> {

  /** A configuration for a mapper of rows with this schema, that MRUnit can feed. */
  static Configuration configuration(String schema) {
    Configuration conf = new Configuration(false);
    conf.setStrings(
        "io.serializations", RowBatches.class.getName(), WritableSerialization.class.getName());
    RowBatchInputFormat.configure(conf, Dialect.RFC_4180, Schema.parse(schema), "");
    return conf;
  }

  /** The rows of {@code csv}, which has no header. */
  static RowBatch of(String csv, Configuration conf) throws IOException {
    return read(csv.getBytes(StandardCharsets.UTF_8), conf);
  }

  private static RowBatch read(byte[] csv, Configuration conf) throws IOException {
    Dialect dialect = Dialect.read(conf, Dialect.IN).with(CsvOption.HEADER, "false");
    int width = Schema.parse(Settings.CSV_SCHEMA.get(conf)).size();
    try (RowReader reader = new RowReader(dialect, 1 << 20)) {
      reader.openStart(new ByteArrayInputStream(csv), "test.csv", Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(width);
      reader.read(batch);
      return batch;
    }
  }

  @Override
  public boolean accept(Class<?> type) {
    return type == RowBatch.class;
  }

  @Override
  public Serializer<RowBatch> getSerializer(Class<RowBatch> type) {
    return new Serializer<>() {
      private OutputStream out = OutputStream.nullOutputStream();

      @Override
      public void open(OutputStream stream) {
        out = stream;
      }

      @Override
      public void serialize(RowBatch batch) throws IOException {
        for (int row = 0; row < batch.rows(); row++) {
          out.write(batch.bytes(), batch.start(row), batch.end(row) - batch.start(row));
          out.write('\n');
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Deserializer<RowBatch> getDeserializer(Class<RowBatch> type) {
    return new Deserializer<>() {
      private InputStream in = InputStream.nullInputStream();

      @Override
      public void open(InputStream stream) {
        in = stream;
      }

      @Override
      public RowBatch deserialize(@Nullable RowBatch reused) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        in.transferTo(csv);
        return read(csv.toByteArray(), getConf());
      }

      @Override
      public void close() {}
    };
  }
}
