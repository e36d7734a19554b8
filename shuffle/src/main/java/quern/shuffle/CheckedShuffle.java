package quern.shuffle;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.hadoop.fs.LocalDirAllocator;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapred.ShuffleConsumerPlugin;
import org.apache.hadoop.mapred.TaskAttemptID;
import org.apache.hadoop.mapred.TaskStatus;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.task.reduce.MergeManager;
import org.apache.hadoop.mapreduce.task.reduce.MergeManagerImpl;
import org.apache.hadoop.mapreduce.task.reduce.Shuffle;
import org.jspecify.annotations.Nullable;
import quern.records.commit.QuernCommitter;
import quern.records.commit.Sum;
import quern.records.commit.TaskPage;
import quern.records.shuffle.RawShuffle;

/**
 * The way of map output to a reduce task, for any job: {@code
 * mapreduce.job.reduce.shuffle.consumer.plugin.class}. In the local runner map outputs are merged
 * where they lie; on a cluster fetching is Hadoop's own.
 *
 * <p>Where the job's committer proves the shuffle, what the reduce task reads is added up and told
 * to its page, and nothing is combined on the way, so that it must be what the maps have sent.
 */
public class CheckedShuffle<K, V> extends Shuffle<K, V> {
  private ShuffleConsumerPlugin.@Nullable Context<K, V> context;
  private TaskPage page = TaskPage.detached();
  private @Nullable ReduceInput input;

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  public void init(ShuffleConsumerPlugin.Context context) {
    this.context = context;
    this.page = QuernCommitter.page(context.getJobConf(), context.getReduceId());
    if (!mergesInPlace(context)) {
      super.init(context);
    }
  }

  private static boolean mergesInPlace(ShuffleConsumerPlugin.Context<?, ?> context) {
    return context.getLocalMapFiles() != null
        && !context.getJobConf().getBoolean(MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA, false);
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"})
  protected MergeManager<K, V> createMergeManager(ShuffleConsumerPlugin.Context context) {
    if (!page.isAttached()) {
      return super.createMergeManager(context);
    }
    return new MergeManagerImpl<K, V>(
        context.getReduceId(),
        context.getJobConf(),
        context.getLocalFS(),
        context.getLocalDirAllocator(),
        context.getReporter(),
        context.getCodec(),
        null,
        null,
        context.getSpilledRecordsCounter(),
        context.getReduceCombineInputCounter(),
        context.getMergedMapOutputsCounter(),
        this,
        context.getMergePhase(),
        context.getMapOutputFile());
  }

  @Override
  public RawKeyValueIterator run() throws IOException, InterruptedException {
    ShuffleConsumerPlugin.Context<K, V> task = requireNonNull(context, "init has not been called");
    ReduceInput.SortedRecords records =
        mergesInPlace(task) ? inPlace(task) : new FetchedRecords(super.run());
    ReduceInput made =
        new ReduceInput(records, page.isAttached(), task.getReporter(), task.getMergePhase());
    input = made;
    RawShuffle.offer(task.getJobConf(), made.raw());
    return made;
  }

  private static <K, V> ReduceInput.SortedRecords inPlace(ShuffleConsumerPlugin.Context<K, V> task)
      throws IOException {
    JobConf job = task.getJobConf();
    Map<TaskAttemptID, MapOutputFile> outputs = task.getLocalMapFiles();
    LocalDirAllocator directories = task.getLocalDirAllocator();
    String name = task.getReduceId().toString();
    LocalRecords records =
        new LocalRecords(
            job,
            outputs,
            task.getReduceId().getTaskID().getId(),
            task.getCodec(),
            (number, bytes) ->
                directories.getLocalPathForWrite(name + "/merged-" + number, bytes, job));
    task.getShuffledMapsCounter().increment(outputs.size());
    task.getMergedMapOutputsCounter().increment(outputs.size());
    task.getReduceShuffleBytes().increment(records.bytesStored());
    task.getCopyPhase().complete();
    task.getStatus().setPhase(TaskStatus.Phase.SORT);
    task.getReduceTask().statusUpdate(task.getUmbilical());
    return records;
  }

  /** The task has succeeded: whatever it has not read is read now, so that all is added up. */
  @Override
  public void close() {
    super.close();
    ReduceInput read = input;
    ShuffleConsumerPlugin.Context<K, V> task = context;
    if (read == null || task == null) {
      return;
    }
    try {
      Sum sum = read.finish();
      if (sum != null) {
        page.received(task.getReduceId().getTaskID().getId(), sum);
      }
      read.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    input = null;
  }
}
