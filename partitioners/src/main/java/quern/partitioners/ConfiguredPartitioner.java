package quern.partitioners;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.csv.Dialect;
import quern.records.keys.MisfitCounter;
import quern.records.keys.RowPartitioner;

/** The partitioning that {@link PartitionSpec#put} left in the configuration, for a task's rows. */
public final class ConfiguredPartitioner implements RowPartitioner.Factory {
  @Override
  public RowPartitioner create(Configuration conf, int partitions, MisfitCounter misfits)
      throws IOException {
    Schema schema = Schema.parse(Settings.CSV_SCHEMA.get(conf));
    return PartitionSpec.get(conf, schema)
        .partitioner(schema, Dialect.read(conf, Dialect.IN).formats(), partitions, conf, misfits);
  }
}
