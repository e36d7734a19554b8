package quern.mappers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.ByteTable;
import quern.records.Schema;
import quern.records.commit.QuernCommitter;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.keys.KeyEncoder;
import quern.records.keys.SortColumn;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;

/**
 * Hands on rows under their group ({@code quern.sample.per}) and their {@link RowDraw}, so that the
 * first {@code quern.group.rows} of each group are a sample of it. A row is left out when as many
 * with smaller draws have gone by in its group: of <i>n</i> rows about N (1 + ln(<i>n</i>/N)) move.
 */
public final class SampleMapper extends Mapper<NullWritable, RowBatch, RawKey, RawBytes> {
  /** Draws kept for all groups together; rows of groups beyond that are all handed on. */
  private static final int MOST_KEPT = 4 << 20;

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    RowWriter writer = new RowWriter(conf);
    @Nullable KeyEncoder groups = groups(conf, writer);
    Kept kept = new Kept(Settings.GROUP_ROWS.get(conf));
    RowDraw draw = new RowDraw(Settings.JOB_SEED.get(conf));
    RawWriter out = new RawWriter(context);
    ByteBuilder keyBytes = new ByteBuilder(64);
    ByteBuilder rowBytes = new ByteBuilder(256);
    RawKey key = new RawKey();
    RawBytes row = new RawBytes();
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int i = 0; i < rows; i++) {
        if (!writer.keeps(batch, i)) {
          continue;
        }
        keyBytes.clear();
        if (groups != null) {
          groups.encode(batch, i, keyBytes);
        }
        int group = keyBytes.length();
        if (!kept.offer(keyBytes, draw.of(batch, i))) {
          continue;
        }
        draw.append(batch, i, keyBytes);
        GroupKey.end(keyBytes, group);
        key.set(keyBytes.array(), 0, keyBytes.length());
        rowBytes.clear();
        writer.append(batch, i, rowBytes);
        row.set(rowBytes.array(), 0, rowBytes.length());
        out.write(key, row);
      }
    }
    writer.report(QuernCommitter.page(context));
  }

  private static @Nullable KeyEncoder groups(Configuration conf, RowWriter writer) {
    String per = Settings.SAMPLE_PER.get(conf);
    if (per.isEmpty()) {
      return null;
    }
    Schema schema = Schema.parse(Settings.CSV_SCHEMA.get(conf));
    return new KeyEncoder(
        schema,
        SortColumn.parse(per, schema),
        Dialect.read(conf, Dialect.IN).formats(),
        writer.misfits());
  }

  /** The smallest draws of each group so far. */
  private static final class Kept {
    private final int most;
    private final int mostGroups;
    private final ByteTable groups = new ByteTable();
    private final List<Smallest> draws = new ArrayList<>();

    Kept(long rows) {
      most = (int) Math.min(rows, MOST_KEPT);
      mostGroups = rows > MOST_KEPT ? 0 : MOST_KEPT / most;
    }

    boolean offer(ByteBuilder group, long draw) {
      int number = groups.find(group.array(), 0, group.length());
      if (number < 0) {
        if (groups.size() == mostGroups) {
          return true;
        }
        number = groups.add(group.array(), 0, group.length());
        draws.add(new Smallest(most));
      }
      return draws.get(number).offer(draw);
    }
  }
}
