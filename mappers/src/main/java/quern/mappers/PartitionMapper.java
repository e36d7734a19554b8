package quern.mappers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.commit.BlockKey;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.csv.RowBatch;
import quern.records.keys.RowPartitioner;

/**
 * Filters and projects rows and sends each to its partition. Rows travel in blocks, one open block
 * a partition, since rows that are only to be moved need no sorting: what is sorted are the blocks'
 * short keys. The partitioner is the class that {@code quern.partition.rows} names.
 */
public final class PartitionMapper extends Mapper<NullWritable, RowBatch, BlockKey, RowBlock> {
  /** What all open blocks together may hold, in bytes. */
  private static final int BUDGET = 32 << 20;

  private static final int LEAST = 4 << 10;

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    RowWriter writer = new RowWriter(conf);
    RowPartitioner partitioner =
        partitioner(conf).create(conf, context.getNumReduceTasks(), writer.misfits());
    Blocks blocks = new Blocks(context);
    DirectoryBlocks directories = new DirectoryBlocks(writer, blocks::handOn);
    boolean toDirectories = writer.hasDirectories();
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      int rows = batch.rows();
      for (int row = 0; row < rows; row++) {
        if (writer.keeps(batch, row)) {
          int partition = partitioner.partition(batch, row);
          if (toDirectories) {
            directories.append(batch, row, partition);
          } else {
            writer.append(batch, row, blocks.of(partition));
            blocks.handOnIfFull(partition);
          }
        }
      }
    }
    directories.handOnAll();
    blocks.handOnAll();
    writer.report(QuernCommitter.page(context));
  }

  private static RowPartitioner.Factory partitioner(Configuration conf) throws IOException {
    String name = Settings.ROW_PARTITIONER.get(conf);
    try {
      return ReflectionUtils.newInstance(
          conf.getClassByName(name).asSubclass(RowPartitioner.Factory.class), conf);
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new QuernException(
          Exit.USAGE,
          "%s is '%s', which is not a row partitioner on the class path"
              .formatted(Settings.ROW_PARTITIONER.key(), name),
          e);
    }
  }

  /** The open blocks. */
  private static final class Blocks {
    private final Context context;
    private final Counter records;
    private final @Nullable RowBlock[] open;
    private final int full;
    private final int task;
    private final BlockKey key = new BlockKey();
    private long sequence;

    Blocks(Context context) {
      this.context = context;
      this.records = context.getCounter(TaskCounter.MAP_OUTPUT_RECORDS);
      this.open = new RowBlock[context.getNumReduceTasks()];
      this.full = Math.max(LEAST, Math.min(RowBlock.FULL, BUDGET / open.length));
      this.task = context.getTaskAttemptID().getTaskID().getId();
    }

    RowBlock of(int partition) {
      RowBlock block = open[partition];
      if (block == null) {
        block = new RowBlock();
        open[partition] = block;
      }
      return block;
    }

    void handOnIfFull(int partition) throws IOException, InterruptedException {
      RowBlock block = requireNonNull(open[partition]);
      if (block.bytes().length() >= full) {
        handOn(partition, block);
      }
    }

    void handOnAll() throws IOException, InterruptedException {
      for (int partition = 0; partition < open.length; partition++) {
        RowBlock block = open[partition];
        if (block != null && block.rows() > 0) {
          handOn(partition, block);
        }
      }
    }

    void handOn(int partition, RowBlock block) throws IOException, InterruptedException {
      key.set(partition, task, sequence++);
      // The framework counts one record a block.
      records.increment(block.rows() - 1);
      context.write(key, block);
      block.clear();
    }
  }
}
