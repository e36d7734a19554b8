package quern.shuffle;

import java.io.IOException;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.serializer.SerializationFactory;
import org.apache.hadoop.io.serializer.Serializer;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.OutputCollector;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapred.Task.CombinerRunner;
import org.apache.hadoop.mapred.Task.TaskReporter;
import org.apache.hadoop.mapred.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.util.Progress;
import org.jspecify.annotations.Nullable;

/** Runs a job's combiner over sorted records, of the old interface or the new. */
final class Combining<K, V> {
  private static final int BATCH = 1 << 10;

  private final CombinerRunner<K, V> runner;
  private final Serializer<K> keys;
  private final Serializer<V> values;
  private final DataOutputBuffer buffer = new DataOutputBuffer();
  private final TaskReporter reporter;
  private final Counters.Counter combinedOut;

  /** Takes what leaves the combiner. */
  interface Sink {
    /** Takes a record; key and value stand one behind the other. */
    void accept(byte[] bytes, int keyLength, int valueLength) throws IOException;
  }

  /** Sorted records that go into the combiner. */
  interface Source {
    /** Moves on to the next record; false when there is none. */
    boolean next() throws IOException;

    byte[] bytes();

    int keyFrom();

    int keyLength();

    int valueLength();
  }

  private Combining(
      CombinerRunner<K, V> runner, Serializer<K> keys, Serializer<V> values, TaskReporter reporter)
      throws IOException {
    this.runner = runner;
    this.keys = keys;
    this.values = values;
    this.reporter = reporter;
    this.combinedOut = reporter.getCounter(TaskCounter.COMBINE_OUTPUT_RECORDS);
    keys.open(buffer);
    values.open(buffer);
  }

  /** The job's combiner; null when it has none. */
  @SuppressWarnings("unchecked")
  static <K, V> @Nullable Combining<K, V> of(JobConf job, TaskAttemptID task, TaskReporter reporter)
      throws IOException, ClassNotFoundException {
    CombinerRunner<K, V> runner =
        CombinerRunner.create(
            job, task, reporter.getCounter(TaskCounter.COMBINE_INPUT_RECORDS), reporter, null);
    if (runner == null) {
      return null;
    }
    SerializationFactory serializations = new SerializationFactory(job);
    return new Combining<>(
        runner,
        serializations.getSerializer((Class<K>) job.getMapOutputKeyClass()),
        serializations.getSerializer((Class<V>) job.getMapOutputValueClass()),
        reporter);
  }

  /** Combines {@code records}, of one partition, into {@code sink}. */
  void run(Source records, Sink sink)
      throws IOException, InterruptedException, ClassNotFoundException {
    Collector collector = new Collector(sink);
    runner.combine(new Iterator(records), collector);
    collector.count();
  }

  private final class Collector implements OutputCollector<K, V> {
    private final Sink sink;
    private long written;

    Collector(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void collect(K key, V value) throws IOException {
      buffer.reset();
      keys.serialize(key);
      int keyLength = buffer.getLength();
      values.serialize(value);
      sink.accept(buffer.getData(), keyLength, buffer.getLength() - keyLength);
      if (++written == BATCH) {
        count();
      }
    }

    void count() {
      combinedOut.increment(written);
      written = 0;
      reporter.progress();
    }
  }

  private static final class Iterator implements RawKeyValueIterator {
    private final Source records;
    private final DataInputBuffer key = new DataInputBuffer();
    private final DataInputBuffer value = new DataInputBuffer();
    private final Progress progress = new Progress();

    Iterator(Source records) {
      this.records = records;
    }

    @Override
    public boolean next() throws IOException {
      return records.next();
    }

    @Override
    public DataInputBuffer getKey() {
      key.reset(records.bytes(), records.keyFrom(), records.keyLength());
      return key;
    }

    @Override
    public DataInputBuffer getValue() {
      value.reset(records.bytes(), records.keyFrom() + records.keyLength(), records.valueLength());
      return value;
    }

    @Override
    public void close() {}

    @Override
    public Progress getProgress() {
      return progress;
    }
  }
}
