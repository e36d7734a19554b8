package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.SchemaInference;

/**
 * Looks at every row for the types of columns and writes one line: what {@link
 * SchemaInference#encode} makes of it. Whoever runs the job merges the lines.
 */
public final class InferMapper extends Mapper<NullWritable, RowBatch, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    Schema schema = Schema.parse(Settings.CSV_SCHEMA.get(conf));
    SchemaInference inference =
        new SchemaInference(schema.size(), Dialect.read(conf, Dialect.IN).formats());
    while (context.nextKeyValue()) {
      inference.add(context.getCurrentValue());
    }
    RowBlock block = new RowBlock();
    block.bytes().append(inference.encode()).append('\n');
    block.endRow(0, 1);
    RowBlockOutputFormat.write(context, block);
  }
}
