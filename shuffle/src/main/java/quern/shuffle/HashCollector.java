package quern.shuffle;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.serializer.SerializationFactory;
import org.apache.hadoop.io.serializer.Serializer;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.Task.TaskReporter;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import quern.records.shuffle.Aggregate;
import quern.records.shuffle.AggregateOutput;
import quern.records.shuffle.ByKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/**
 * Combines map output in a hash table as it is collected, for jobs whose combiner is an {@link
 * Aggregate}; of other jobs {@link #init} throws, so that the next collector of the list has a try.
 *
 * <p>When the table would take more than half of {@code mapreduce.task.io.sort.mb} its keys go to a
 * {@link SortCollector}, and it is filled again. Where that does not pay, because more than half of
 * all records so far were new keys, all further records go there at once.
 *
 * <p>Thread safety as of {@link SortCollector}.
 */
public class HashCollector<K, V extends Writable>
    implements MapOutputCollector<K, V>, AggregateOutput {
  private static final int BATCH = 1 << 10;

  /** Keys before which it is not judged whether the table pays. */
  private static final int FEW_KEYS = 1 << 16;

  private static final int LARGEST_TABLE = 1 << 30;

  private final SortCollector<K, V> sorted = new SortCollector<>();
  private final DataOutputBuffer record = new DataOutputBuffer();
  private @Nullable State<K, V> state;

  /** What there is between {@link #init} and {@link #close}. */
  private static final class State<K, V extends Writable> {
    final TaskReporter reporter;
    final Aggregate<V> aggregate;
    final AggregateTable table;
    final Serializer<K> keys;
    final Serializer<V> values;
    final Class<?> keyClass;
    final Class<?> valueClass;
    final V value;
    final DataOutputBuffer valueBytes = new DataOutputBuffer();
    final long[] one = new long[Aggregate.MOST_WORDS];
    final int partitions;
    final long budget;
    final Counters.Counter outputRecords;
    final Counters.Counter outputBytes;
    final Counters.Counter combinedIn;
    final Counters.Counter combinedOut;
    final @Nullable Partitioner<RawKey, RawBytes> byKey;
    final RawKey key = new RawKey();
    final RawBytes noValue = new RawBytes();

    /** Whether the table has been found not to pay. */
    boolean sorts;

    boolean drained;
    long records;
    long drainedKeys;
    int batchRecords;
    long batchBytes;

    @SuppressWarnings("unchecked")
    State(MapOutputCollector.Context context, Aggregate<?> aggregate) {
      JobConf job = context.getJobConf();
      reporter = context.getReporter();
      this.aggregate = (Aggregate<V>) aggregate;
      table = new AggregateTable(aggregate);
      keyClass = job.getMapOutputKeyClass();
      valueClass = job.getMapOutputValueClass();
      SerializationFactory serializations = new SerializationFactory(job);
      keys = serializations.getSerializer((Class<K>) keyClass);
      values = serializations.getSerializer((Class<V>) valueClass);
      value = (V) ReflectionUtils.newInstance(valueClass, job);
      partitions = job.getNumReduceTasks();
      budget = Math.min(job.getLong(MRJobConfig.IO_SORT_MB, 100) << 19, LARGEST_TABLE);
      outputRecords = reporter.getCounter(TaskCounter.MAP_OUTPUT_RECORDS);
      outputBytes = reporter.getCounter(TaskCounter.MAP_OUTPUT_BYTES);
      combinedIn = reporter.getCounter(TaskCounter.COMBINE_INPUT_RECORDS);
      combinedOut = reporter.getCounter(TaskCounter.COMBINE_OUTPUT_RECORDS);
      byKey = keyClass == RawKey.class ? byKey(job, partitions) : null;
    }

    /** The partitioner, if it looks at keys alone; any does when there is one partition. */
    @SuppressWarnings("unchecked")
    private static @Nullable Partitioner<RawKey, RawBytes> byKey(JobConf job, int partitions) {
      if (partitions == 1) {
        return new Single();
      }
      Class<?> type = job.getClass(MRJobConfig.PARTITIONER_CLASS_ATTR, null);
      return type != null && ByKey.class.isAssignableFrom(type)
          ? (Partitioner<RawKey, RawBytes>) ReflectionUtils.newInstance(type, job)
          : null;
    }
  }

  private static final class Single extends Partitioner<RawKey, RawBytes> {
    @Override
    public int getPartition(RawKey key, RawBytes value, int partitions) {
      return 0;
    }
  }

  /** Puts this collector before the others of a job's list, where that begins with Quern's own. */
  public static void prefer(Configuration conf) {
    String list = conf.get(JobContext.MAP_OUTPUT_COLLECTOR_CLASS_ATTR, "");
    if (list.startsWith(SortCollector.class.getName())) {
      conf.set(
          JobContext.MAP_OUTPUT_COLLECTOR_CLASS_ATTR, HashCollector.class.getName() + "," + list);
    }
  }

  @Override
  public void init(Context context) throws IOException, ClassNotFoundException {
    JobConf job = context.getJobConf();
    Aggregate<?> aggregate = Aggregates.of(job);
    sorted.init(context);
    State<K, V> made = new State<>(context, aggregate);
    made.keys.open(record);
    made.values.open(made.valueBytes);
    state = made;
    if (made.byKey != null) {
      RawShuffle.offer(job, (AggregateOutput) this);
    }
  }

  private State<K, V> state() {
    return requireNonNull(state, "init has not been called, or close has");
  }

  @Override
  public synchronized void collect(K key, V value, int partition)
      throws IOException, InterruptedException {
    State<K, V> s = state();
    if (s.sorts) {
      sorted.collect(key, value, partition);
      return;
    }
    SortCollector.requireClass("key", key, s.keyClass);
    SortCollector.requireClass("value", value, s.valueClass);
    if (partition < 0 || partition >= s.partitions) {
      throw new IOException(
          "Illegal partition for %s: expected 0 to %d, found %d"
              .formatted(key, s.partitions - 1, partition));
    }
    record.reset();
    s.keys.serialize(key);
    int length = record.getLength();
    record.write(new byte[SLACK], 0, SLACK);
    byte[] bytes = record.getData();
    s.aggregate.load(value, s.one, 0);
    if (!s.table.merge(partition, bytes, 0, length, s.one)) {
      insert(s, partition, bytes, 0, length, s.one);
    }
    count(s, length);
  }

  @Override
  public void add(byte[] bytes, int from, int length, long[] one)
      throws IOException, InterruptedException {
    State<K, V> s = state();
    if (s.sorts || !s.table.merge(bytes, from, length, one)) {
      s.key.set(bytes, from, length);
      int partition = requireNonNull(s.byKey).getPartition(s.key, s.noValue, s.partitions);
      if (s.sorts) {
        put(s, partition, bytes, from, length, one, 0);
      } else {
        insert(s, partition, bytes, from, length, one);
      }
    }
    count(s, length);
  }

  private void count(State<K, V> s, int keyLength) {
    s.batchBytes += keyLength + (long) s.aggregate.words() * Long.BYTES;
    if (++s.batchRecords == BATCH) {
      count(s);
    }
  }

  private static void count(State<?, ?> s) {
    s.records += s.batchRecords;
    s.outputRecords.increment(s.batchRecords);
    s.outputBytes.increment(s.batchBytes);
    if (!s.sorts) {
      s.combinedIn.increment(s.batchRecords);
    }
    s.batchRecords = 0;
    s.batchBytes = 0;
    s.reporter.progress();
  }

  private void insert(State<K, V> s, int partition, byte[] bytes, int from, int length, long[] one)
      throws IOException, InterruptedException {
    AggregateTable table = s.table;
    if (table.isFull()) {
      long records = s.records + s.batchRecords;
      long keys = s.drainedKeys + table.keys();
      boolean pays = keys < FEW_KEYS || 2 * keys < records;
      if (!pays || table.grownFootprint() > s.budget) {
        drain(s);
        s.sorts = !pays;
        if (s.sorts) {
          put(s, partition, bytes, from, length, one, 0);
          return;
        }
      }
    }
    table.insert(partition, bytes, from, length, one);
  }

  private void drain(State<K, V> s) throws IOException, InterruptedException {
    s.drained = true;
    s.drainedKeys += s.table.keys();
    s.combinedOut.increment(s.table.keys());
    s.table.drain(
        (partition, bytes, from, length, states, at) ->
            put(s, partition, bytes, from, length, states, at));
  }

  private void put(
      State<K, V> s, int partition, byte[] bytes, int from, int length, long[] states, int at)
      throws IOException, InterruptedException {
    s.aggregate.store(states, at, s.value);
    s.valueBytes.reset();
    s.values.serialize(s.value);
    sorted.put(partition, bytes, from, length, s.valueBytes.getData(), 0, s.valueBytes.getLength());
  }

  @Override
  public synchronized void flush()
      throws IOException, InterruptedException, ClassNotFoundException {
    State<K, V> s = state();
    count(s);
    if (!s.drained) {
      sorted.combinedAlready();
    }
    drain(s);
    sorted.flush();
  }

  @Override
  public synchronized void close() {
    sorted.close();
    state = null;
  }
}
