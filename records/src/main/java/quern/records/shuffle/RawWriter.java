package quern.records.shuffle;

import java.io.IOException;
import org.apache.hadoop.mapreduce.MapContext;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Hands a mapper's records on: straight to the task's own collector where it has one, else by the
 * framework. The job's partitioner decides either way. Not for several threads.
 */
public final class RawWriter {
  private final MapContext<?, ?, RawKey, RawBytes> context;
  private final int partitions;
  private final @Nullable RawOutput output;
  private final @Nullable Partitioner<RawKey, RawBytes> partitioner;

  /** A writer for the mapper of {@code context}. */
  public RawWriter(MapContext<?, ?, RawKey, RawBytes> context) throws IOException {
    this.context = context;
    this.partitions = context.getNumReduceTasks();
    this.output = RawShuffle.output(context.getConfiguration());
    this.partitioner = output == null || partitions == 1 ? null : partitioner(context);
  }

  @SuppressWarnings("unchecked")
  private static Partitioner<RawKey, RawBytes> partitioner(
      MapContext<?, ?, RawKey, RawBytes> context) throws IOException {
    try {
      return (Partitioner<RawKey, RawBytes>)
          ReflectionUtils.newInstance(context.getPartitionerClass(), context.getConfiguration());
    } catch (ClassNotFoundException e) {
      throw new IOException("the partitioner is not on the class path: " + e.getMessage(), e);
    }
  }

  /** Hands on a record, whose bytes are copied. */
  public void write(RawKey key, RawBytes value) throws IOException, InterruptedException {
    if (output == null) {
      context.write(key, value);
      return;
    }
    output.write(
        partitioner == null ? 0 : partitioner.getPartition(key, value, partitions),
        key.array(),
        key.from(),
        key.getLength(),
        value.array(),
        value.from(),
        value.getLength());
  }
}
