package quern.shuffle;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.Task.TaskReporter;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.jspecify.annotations.Nullable;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RecordSums;
import quern.records.commit.TaskPage;
import quern.records.shuffle.RawOutput;
import quern.records.shuffle.RawShuffle;

/**
 * Collects and sorts map output for any job: {@code mapreduce.job.map.output.collector.class}.
 * Records of equal keys are in the order in which they were collected.
 *
 * <p>Records are gathered in memory ready to be written, sorted by {@link RecordSorter} and written
 * by a thread of its own while the mapper goes on. All buffers together take {@code
 * mapreduce.task.io.sort.mb}, which may be beyond 2047; a single record may be larger than that.
 * Encrypted intermediate data are left to the next collector of the job's list.
 *
 * <p>Where the job's committer proves the shuffle, the task's page is told what was collected, or
 * with a combiner what came of it.
 *
 * <p>{@link #collect} may be called by several threads; {@link #write} by one, and not beside it.
 */
public class SortCollector<K, V> implements MapOutputCollector<K, V>, RawOutput {
  /** Records that pass between two updates of counters. */
  private static final int BATCH = 1 << 10;

  private static final float SPILL_PERCENT = 0.8f;
  private static final int SORT_MB = 100;
  private static final int MIN_SPILLS_FOR_COMBINE = 3;

  private @Nullable State<K, V> state;

  /** What there is between {@link #init} and {@link #close}. */
  private static final class State<K, V> {
    final JobConf job;
    final TaskReporter reporter;
    final TaskPage page;
    final int partitions;
    final Class<?> keyClass;
    final Class<?> valueClass;
    final Serialized<K> keys;
    final Serialized<V> values;
    final KeyOrder order;
    @Nullable Combining<K, V> combining;
    final MapOutput output;
    final int minSpillsForCombine;
    final Counters.Counter outputRecords;
    final Counters.Counter outputBytes;
    final long budget;
    final long soft;
    final RecordBuffer.Pool pool;
    final RecordSorter sorter;
    final Spiller spiller = new Spiller();

    /** What was collected; or, with a combiner, what is in the only spill there is so far. */
    RecordSums sums;

    RecordBuffer buffer;
    long collected;
    long spilled;
    long written;
    int batchRecords;
    long batchBytes;

    @SuppressWarnings("unchecked")
    State(MapOutputCollector.Context context, long memory)
        throws IOException, ClassNotFoundException {
      job = context.getJobConf();
      reporter = context.getReporter();
      if (job.getBoolean(MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA, false)) {
        throw new IOException(
            MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA + " is set: that is for Hadoop's own");
      }
      partitions = job.getNumReduceTasks();
      page = QuernCommitter.page(job, context.getMapTask().getTaskID());
      keyClass = job.getMapOutputKeyClass();
      valueClass = job.getMapOutputValueClass();
      keys = Serialized.of((Class<K>) keyClass, job);
      values = Serialized.of((Class<V>) valueClass, job);
      order = KeyOrder.of(job);
      combining = Combining.of(job, context.getMapTask().getTaskID(), reporter);
      minSpillsForCombine = job.getInt(JobContext.MAP_COMBINE_MIN_SPILLS, MIN_SPILLS_FOR_COMBINE);
      output = new MapOutput(context);
      outputRecords = reporter.getCounter(TaskCounter.MAP_OUTPUT_RECORDS);
      outputBytes = reporter.getCounter(TaskCounter.MAP_OUTPUT_BYTES);
      float percent = job.getFloat(JobContext.MAP_SORT_SPILL_PERCENT, SPILL_PERCENT);
      if (!(percent > 0 && percent <= 1)) {
        throw new IOException(
            "%s: expected above 0 to 1, found %s"
                .formatted(JobContext.MAP_SORT_SPILL_PERCENT, percent));
      }
      budget = memory;
      soft = (long) (budget * percent);
      sorter = new RecordSorter(order);
      sums = new RecordSums(partitions);
      pool = new RecordBuffer.Pool(budget);
      buffer = new RecordBuffer(pool);
    }

    boolean sumsAtCollection() {
      return combining == null && page.isAttached();
    }
  }

  /** Sorts and writes one buffer at a time, beside the mapper. */
  private static final class Spiller {
    private @Nullable Thread thread;
    private volatile @Nullable Throwable failure;
    private volatile long footprint;

    boolean isBusy() {
      Thread running = thread;
      return running != null && running.isAlive();
    }

    /** What the buffer takes that is being spilled. */
    long footprint() {
      return isBusy() ? footprint : 0;
    }

    interface Work {
      void run() throws Exception;
    }

    void start(long bytes, Work work) {
      footprint = bytes;
      Thread running =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (Throwable e) {
                  failure = e;
                }
              },
              "quern-spill");
      running.setDaemon(true);
      running.setContextClassLoader(Thread.currentThread().getContextClassLoader());
      thread = running;
      running.start();
    }

    /** Waits for its end; throws what went wrong. */
    void await(TaskReporter reporter) throws IOException, InterruptedException {
      Thread running = thread;
      while (running != null && running.isAlive()) {
        running.join(1000);
        reporter.progress();
      }
      thread = null;
      check();
    }

    void check() throws IOException {
      Throwable thrown = failure;
      if (thrown != null) {
        throw new IOException("spilling map output failed: " + thrown, thrown);
      }
    }
  }

  @Override
  public void init(Context context) throws IOException, ClassNotFoundException {
    State<K, V> made = new State<>(context, memory(context.getJobConf()));
    state = made;
    RawShuffle.offer(made.job, this);
  }

  /** How many bytes all buffers may take together. */
  long memory(JobConf job) throws IOException {
    long megabytes = job.getLong(MRJobConfig.IO_SORT_MB, SORT_MB);
    if (megabytes < 1) {
      throw new IOException(
          "%s: expected 1 or more, found %d".formatted(MRJobConfig.IO_SORT_MB, megabytes));
    }
    return megabytes << 20;
  }

  private State<K, V> state() {
    return requireNonNull(state, "init has not been called, or flush or close has");
  }

  @Override
  public synchronized void collect(K key, V value, int partition)
      throws IOException, InterruptedException {
    State<K, V> s = state();
    requireClass("key", key, s.keyClass);
    requireClass("value", value, s.valueClass);
    if (partition < 0 || partition >= s.partitions) {
      throw new IOException("Illegal partition for " + key + " (" + partition + ")");
    }
    int keyLength = s.keys.measure(key);
    int valueLength = s.values.measure(value);
    int at = begin(s, partition, keyLength, valueLength);
    s.keys.put(key, s.buffer.chunk(), at);
    s.values.put(value, s.buffer.chunk(), at + keyLength);
    end(s, partition, at, keyLength, valueLength);
    countOne(s, keyLength + valueLength);
  }

  static void requireClass(String what, Object object, Class<?> expected) throws IOException {
    if (object.getClass() != expected) {
      throw new IOException(
          "Type mismatch in %s from map: expected %s, received %s"
              .formatted(what, expected.getName(), object.getClass().getName()));
    }
  }

  @Override
  public void write(
      int partition,
      byte[] key,
      int keyFrom,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException, InterruptedException {
    State<K, V> s = state();
    put(s, partition, key, keyFrom, keyLength, value, valueFrom, valueLength);
    countOne(s, keyLength + valueLength);
  }

  private static void countOne(State<?, ?> s, int bytes) {
    s.batchBytes += bytes;
    if (++s.batchRecords == BATCH) {
      count(s);
    }
  }

  /** Takes a record that has been counted. */
  final void put(
      int partition,
      byte[] key,
      int keyFrom,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException, InterruptedException {
    put(state(), partition, key, keyFrom, keyLength, value, valueFrom, valueLength);
  }

  private void put(
      State<K, V> s,
      int partition,
      byte[] key,
      int keyFrom,
      int keyLength,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException, InterruptedException {
    int at = begin(s, partition, keyLength, valueLength);
    byte[] chunk = s.buffer.chunk();
    System.arraycopy(key, keyFrom, chunk, at, keyLength);
    System.arraycopy(value, valueFrom, chunk, at + keyLength, valueLength);
    end(s, partition, at, keyLength, valueLength);
  }

  /** Makes room for a record; returns where in the buffer's chunk its key and value go. */
  private int begin(State<K, V> s, int partition, int keyLength, int valueLength)
      throws IOException, InterruptedException {
    if (partition < 0 || partition >= s.partitions) {
      throw new IOException(
          "Illegal partition for a key: expected 0 to %d, found %d"
              .formatted(s.partitions - 1, partition));
    }
    long length = 2L * VInts.MOST + keyLength + valueLength;
    if (length > Integer.MAX_VALUE - 16) {
      throw new IOException("a record of %d bytes is too large".formatted(length));
    }
    RecordBuffer buffer = s.buffer;
    if (buffer.footprint() + length > s.soft - s.spiller.footprint()) {
      makeRoom(s, length);
      buffer = s.buffer;
    }
    buffer.reserve((int) length);
    byte[] chunk = buffer.chunk();
    return VInts.put(valueLength, chunk, VInts.put(keyLength, chunk, buffer.room()));
  }

  /** Takes the record whose key and value have been put where {@link #begin} said. */
  private static void end(State<?, ?> s, int partition, int at, int keyLength, int valueLength) {
    byte[] chunk = s.buffer.chunk();
    if (s.sumsAtCollection()) {
      s.sums.add(partition, chunk, at, keyLength, valueLength);
    }
    s.buffer.add(
        partition,
        s.order.prefix(chunk, at, keyLength),
        at - s.buffer.room() + keyLength + valueLength);
    s.collected++;
  }

  /** Says, before the first record, that no two records to come have the same key. */
  final void combinedAlready() {
    state().combining = null;
  }

  private static void count(State<?, ?> s) {
    s.outputRecords.increment(s.batchRecords);
    s.outputBytes.increment(s.batchBytes);
    s.batchRecords = 0;
    s.batchBytes = 0;
    s.reporter.progress();
  }

  /** Hands the buffer over to the spiller when it is full; waits when both are. */
  private void makeRoom(State<K, V> s, long length) throws IOException, InterruptedException {
    s.spiller.check();
    if (s.spiller.isBusy()) {
      if (s.buffer.footprint() + length <= s.budget - s.spiller.footprint()) {
        return;
      }
      s.spiller.await(s.reporter);
      if (s.buffer.footprint() + length <= s.soft) {
        return;
      }
    }
    if (s.buffer.records() > 0) {
      s.spiller.await(s.reporter);
      RecordBuffer full = s.buffer;
      s.buffer = new RecordBuffer(s.pool);
      s.spiller.start(full.footprint(), () -> spill(s, full));
    }
  }

  private void spill(State<K, V> s, RecordBuffer full)
      throws IOException, InterruptedException, ClassNotFoundException {
    s.sorter.sort(full, s.partitions);
    s.output.spill(
        full.footprint() - (long) full.records() * RecordBuffer.ENTRY_BYTES,
        (partition, to) -> {
          SortedRecords records = new SortedRecords(s.sorter, full, partition);
          if (s.combining == null) {
            copy(s, records, to);
          } else {
            combine(s, s.combining, records, partition, to);
          }
        });
    full.release();
  }

  private static void copy(State<?, ?> s, SortedRecords records, SegmentWriter to)
      throws IOException {
    while (records.next()) {
      to.record(records.bytes(), records.recordFrom(), records.recordLength());
    }
    s.spilled += records.taken();
  }

  private void combine(
      State<K, V> s,
      Combining<K, V> combining,
      SortedRecords records,
      int partition,
      SegmentWriter to)
      throws IOException, InterruptedException, ClassNotFoundException {
    if (records.isEmpty()) {
      return; // as Hadoop has it: no combiner is made for nothing
    }
    combining.run(records, sink(s, partition, to));
    s.spilled += records.taken();
  }

  /** Writes what leaves the combiner, and sums it up in case that it is the output. */
  private Combining.Sink sink(State<K, V> s, int partition, SegmentWriter to) {
    return (bytes, keyLength, valueLength) -> {
      to.record(bytes, 0, keyLength, bytes, keyLength, valueLength);
      s.written++;
      if (s.page.isAttached()) {
        s.sums.add(partition, bytes, 0, keyLength, valueLength);
      }
    };
  }

  /** The records that a merge gives, for the combiner. */
  private static final class Merged implements Combining.Source {
    private final Merge merge;
    private long taken;

    Merged(Merge merge) {
      this.merge = merge;
    }

    @Override
    public boolean next() throws IOException {
      if (!merge.next()) {
        return false;
      }
      taken++;
      return true;
    }

    @Override
    public byte[] bytes() {
      return merge.current().bytes();
    }

    @Override
    public int keyFrom() {
      return merge.current().keyFrom();
    }

    @Override
    public int keyLength() {
      return merge.current().keyLength();
    }

    @Override
    public int valueLength() {
      return merge.current().valueLength();
    }
  }

  @Override
  public synchronized void flush()
      throws IOException, InterruptedException, ClassNotFoundException {
    State<K, V> s = state;
    if (s == null) {
      return; // The framework flushes once more when it cleans up after a flush that has failed.
    }
    state = null;
    count(s);
    s.spiller.await(s.reporter);
    if (s.buffer.records() > 0) {
      spill(s, s.buffer);
    }
    s.sorter.release();
    if (s.spilled != s.collected) {
      throw new IOException(
          "%d records were collected, but %d were sorted".formatted(s.collected, s.spilled));
    }
    merge(s);
    if (s.page.isAttached()) {
      s.sums.reportSent(s.page);
    }
  }

  private void merge(State<K, V> s)
      throws IOException, InterruptedException, ClassNotFoundException {
    Combining<K, V> combining = s.combining;
    int spills = s.output.spills();
    if (combining == null || spills == 1) {
      s.output.finish(s.order, (partition, merge, to) -> MapOutput.copy(merge, to));
      return;
    }
    long before = s.written;
    long[] merged = new long[1];
    s.sums = new RecordSums(s.partitions);
    s.output.finish(
        s.order,
        (partition, merge, to) -> {
          Merged records = new Merged(merge);
          Combining.Sink sink = sink(s, partition, to);
          if (spills >= s.minSpillsForCombine) {
            combining.run(records, sink);
          } else {
            while (records.next()) {
              SegmentReader record = merge.current();
              to.record(record.bytes(), record.recordFrom(), record.recordLength());
              if (s.page.isAttached()) {
                s.sums.add(
                    partition,
                    record.bytes(),
                    record.keyFrom(),
                    record.keyLength(),
                    record.valueLength());
              }
            }
          }
          merged[0] += records.taken;
        });
    if (merged[0] != before) {
      throw new IOException(
          "%d records were in the spills, but %d were merged".formatted(before, merged[0]));
    }
  }

  @Override
  public synchronized void close() {
    state = null;
  }
}
