package quern.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.JobContext;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.MapTask;
import org.apache.hadoop.mapred.lib.LongSumReducer;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import quern.codecs.ShuffleCodec;
import quern.records.shuffle.RawShuffle;

class SortCollectorTest {
  private static final JobConf DEFAULTS = new JobConf();

  /** A collector with as little memory as a test wants. */
  static final class Small<K, V> extends SortCollector<K, V> {
    @Override
    long memory(JobConf job) throws IOException {
      return job.getLong("test.memory", super.memory(job));
    }
  }

  /** What a mapper emits. */
  record Emission(WritableComparable<?> key, Writable value, int partition) {}

  private static JobConf job(Class<?> key, Class<?> value, int partitions) {
    JobConf job = new JobConf(DEFAULTS);
    job.setMapOutputKeyClass(key);
    job.setMapOutputValueClass(value);
    job.setNumReduceTasks(partitions);
    return job;
  }

  private static TestTask task(JobConf job) throws IOException {
    Path directory = Files.createTempDirectory("collector");
    return new TestTask(job, directory);
  }

  private static <K, V> TestTask collect(
      MapOutputCollector<K, V> collector, JobConf job, List<Emission> emissions) throws Exception {
    TestTask task = task(job);
    collector.init(task.context());
    emit(collector, emissions);
    collector.flush();
    collector.close();
    return task;
  }

  @SuppressWarnings("unchecked")
  private static <K, V> void emit(MapOutputCollector<K, V> collector, List<Emission> emissions)
      throws Exception {
    for (Emission emission : emissions) {
      collector.collect((K) emission.key, (V) emission.value, emission.partition);
    }
  }

  private static byte[] bytes(Writable writable) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    writable.write(out);
    return Arrays.copyOf(out.getData(), out.getLength());
  }

  /** What the reduce tasks must get: a stable sort of each partition. */
  private static List<List<Entry>> model(JobConf job, List<Emission> emissions) throws IOException {
    List<List<Entry>> all = new ArrayList<>();
    for (int i = 0; i < job.getNumReduceTasks(); i++) {
      all.add(new ArrayList<>());
    }
    for (Emission emission : emissions) {
      all.get(emission.partition).add(new Entry(bytes(emission.key), bytes(emission.value)));
    }
    all.forEach(entries -> entries.sort(byKey(job)));
    return all;
  }

  private static Comparator<Entry> byKey(JobConf job) {
    RawComparator<?> order = job.getOutputKeyComparator();
    return (a, b) -> order.compare(a.key(), 0, a.key().length, b.key(), 0, b.key().length);
  }

  private static List<Emission> emissions(
      Keys keys, Random random, int count, int partitions, int most) {
    List<Emission> emissions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] value = new byte[random.nextInt(10) == 0 ? random.nextInt(most + 1) : 4];
      random.nextBytes(value);
      emissions.add(
          new Emission(
              keys.any(random, random.nextInt(10) == 0 ? most : Math.min(most, 24)),
              new BytesWritable(value),
              random.nextInt(partitions)));
    }
    return emissions;
  }

  @Property(tries = 80, shrinking = ShrinkingMode.OFF)
  void givesEachPartitionItsRecordsSortedAndEqualKeysAsTheyWereEmitted(
      @ForAll Keys keys,
      @ForAll @IntRange(min = 0, max = 6000) int count,
      @ForAll @IntRange(min = 1, max = 300) int partitions,
      @ForAll @IntRange(min = 100, max = 400_000) int memory,
      @ForAll @IntRange(min = 1, max = 100) int percent,
      @ForAll @IntRange(min = 0, max = 3000) int most,
      @ForAll @IntRange(min = 2, max = 12) int factor,
      @ForAll boolean compress,
      @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    JobConf job = job(keys.type, BytesWritable.class, partitions);
    job.setOutputKeyComparatorClass(keys.order);
    job.setLong("test.memory", Math.max(memory, count * 8L));
    job.setFloat(JobContext.MAP_SORT_SPILL_PERCENT, percent / 100f);
    job.setInt(JobContext.IO_SORT_FACTOR, factor);
    if (compress) {
      job.setCompressMapOutput(true);
      job.setMapOutputCompressorClass(
          random.nextBoolean() ? ShuffleCodec.class : DefaultCodec.class);
    }
    List<Emission> emissions = emissions(keys, random, count, partitions, most);

    TestTask task = collect(new Small<>(), job, emissions);

    assertThat(task.records()).isEqualTo(model(job, emissions));
    assertThat(task.files()).containsExactly("file.out", "file.out.index");
    assertThat(task.count(TaskCounter.MAP_OUTPUT_RECORDS)).isEqualTo(count);
    long bytes = 0;
    for (Emission emission : emissions) {
      bytes += bytes(emission.key).length + bytes(emission.value).length;
    }
    assertThat(task.count(TaskCounter.MAP_OUTPUT_BYTES)).isEqualTo(bytes);
    assertThat(task.count(TaskCounter.MAP_OUTPUT_MATERIALIZED_BYTES))
        .isEqualTo(task.bytes().length);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void leavesWhatHadoopLeavesToTheByteWhereKeysDiffer(
      @ForAll Keys keys,
      @ForAll @IntRange(min = 0, max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 20) int partitions,
      @ForAll boolean spill,
      @ForAll long seed)
      throws Exception {
    JobConf job = job(keys.type, BytesWritable.class, partitions);
    job.setOutputKeyComparatorClass(keys.order);
    job.setInt(JobContext.IO_SORT_MB, 1);
    Map<Entry, Emission> different = new HashMap<>();
    for (Emission emission : emissions(keys, new Random(seed), count, partitions, 500)) {
      different.put(new Entry(bytes(emission.key), new byte[0]), emission);
    }
    List<Emission> emissions = List.copyOf(different.values());
    TestTask stock = collect(new MapTask.MapOutputBuffer<>(), job, emissions);
    byte[] expected = stock.bytes();
    byte[] index = Files.readAllBytes(stock.index());
    job.setLong("test.memory", spill ? 20_000 : 1 << 20);

    TestTask task = collect(new Small<>(), job, emissions);

    assertThat(task.bytes()).isEqualTo(expected);
    assertThat(Files.readAllBytes(task.index())).isEqualTo(index);
    for (TaskCounter counter :
        List.of(
            TaskCounter.MAP_OUTPUT_RECORDS,
            TaskCounter.MAP_OUTPUT_BYTES,
            TaskCounter.MAP_OUTPUT_MATERIALIZED_BYTES)) {
      assertThat(task.count(counter)).as("%s", counter).isEqualTo(stock.count(counter));
    }
    if (!spill) {
      assertThat(task.count(TaskCounter.SPILLED_RECORDS))
          .isEqualTo(stock.count(TaskCounter.SPILLED_RECORDS));
    }
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void combinesWhatIsSpilledAndWhatIsMerged(
      @ForAll @IntRange(min = 0, max = 5000) int count,
      @ForAll @IntRange(min = 1, max = 5) int partitions,
      @ForAll @IntRange(min = 5_000, max = 300_000) int memory,
      @ForAll @IntRange(min = 1, max = 5) int leastForCombine,
      @ForAll @IntRange(min = 2, max = 6) int factor,
      @ForAll boolean old,
      @ForAll long seed)
      throws Exception {
    JobConf job = job(Text.class, old ? LongWritable.class : IntWritable.class, partitions);
    if (old) {
      job.setCombinerClass(LongSumReducer.class);
    } else {
      job.setClass(
          MRJobConfig.COMBINE_CLASS_ATTR,
          IntSumReducer.class,
          org.apache.hadoop.mapreduce.Reducer.class);
    }
    job.setInt(JobContext.MAP_COMBINE_MIN_SPILLS, leastForCombine);
    job.setInt(JobContext.IO_SORT_FACTOR, factor);
    job.setLong("test.memory", memory);
    Random random = new Random(seed);
    List<Emission> emissions = new ArrayList<>();
    List<Map<String, Long>> sums = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      sums.add(new TreeMap<>());
    }
    for (int i = 0; i < count; i++) {
      String word = "word" + random.nextInt(200);
      int partition = Math.floorMod(word.hashCode(), partitions);
      int number = random.nextInt(1000);
      emissions.add(
          new Emission(
              new Text(word), old ? new LongWritable(number) : new IntWritable(number), partition));
      sums.get(partition).merge(word, (long) number, Long::sum);
    }

    TestTask task = collect(new Small<>(), job, emissions);

    for (int i = 0; i < partitions; i++) {
      Map<String, Long> found = new TreeMap<>();
      for (Entry entry : task.records(i)) {
        byte[] key = entry.key();
        long number = 0;
        for (byte b : entry.value()) {
          number = number << 8 | (b & 0xff);
        }
        found.merge(
            new String(key, 1, key.length - 1, StandardCharsets.US_ASCII), number, Long::sum);
      }
      assertThat(found).isEqualTo(sums.get(i));
      assertThat(task.records(i)).isSortedAccordingTo(byKey(job));
    }
    assertThat(task.count(TaskCounter.COMBINE_INPUT_RECORDS)).isGreaterThanOrEqualTo(count);
    if (count > 0) {
      assertThat(task.count(TaskCounter.COMBINE_OUTPUT_RECORDS)).isPositive();
    }
  }

  @Test
  void countsCombinedRecordsAsHadoopDoes() throws Exception {
    JobConf job = job(Text.class, LongWritable.class, 2);
    job.setCombinerClass(LongSumReducer.class);
    List<Emission> emissions = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      emissions.add(new Emission(new Text("w" + i % 100), new LongWritable(i), i % 2));
    }
    TestTask stock = collect(new MapTask.MapOutputBuffer<>(), job, emissions);
    byte[] expected = stock.bytes();

    TestTask task = collect(new SortCollector<>(), job, emissions);

    assertThat(task.bytes()).isEqualTo(expected);
    for (TaskCounter counter :
        List.of(
            TaskCounter.COMBINE_INPUT_RECORDS,
            TaskCounter.COMBINE_OUTPUT_RECORDS,
            TaskCounter.SPILLED_RECORDS,
            TaskCounter.MAP_OUTPUT_RECORDS)) {
      assertThat(task.count(counter)).as("%s", counter).isEqualTo(stock.count(counter));
    }
  }

  @Test
  void aRecordThatIsLargerThanTheMemoryIsSpilledByItself() throws Exception {
    JobConf job = job(Text.class, BytesWritable.class, 2);
    job.setLong("test.memory", 10_000);
    List<Emission> emissions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      emissions.add(
          new Emission(
              new Text("key" + i % 7),
              new BytesWritable(new byte[i % 50 == 49 ? 30_000 + i : i]),
              i % 2));
    }

    TestTask task = collect(new Small<>(), job, emissions);

    assertThat(task.records()).isEqualTo(model(job, emissions));
  }

  @Test
  void whatIsFlushedAgainAfterAFailureIsNotPublished() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 1);
    job.setInt(JobContext.SPILL_FILES_COUNT_LIMIT, 0);
    MapOutputCollector<Object, Object> collector = new Small<>();
    TestTask task = task(job);
    collector.init(task.context());
    collector.collect(new Text("a"), new IntWritable(1), 0);
    assertThatThrownBy(collector::flush).isInstanceOf(IOException.class);
    // The framework does, when it cleans up after a task that has failed.
    collector.flush();
    collector.close();

    assertThat(task.files()).doesNotContain("file.out");
  }

  @Test
  void takesSerializedRecordsPastTheFramework() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 2);
    TestTask task = task(job);
    SortCollector<Text, IntWritable> collector = new SortCollector<>();
    collector.init(task.context());

    assertThat(RawShuffle.output(job)).isSameAs(collector);
    byte[] key = "..\3abc..".getBytes(StandardCharsets.US_ASCII);
    collector.write(1, key, 2, 4, new byte[] {9, 0, 0, 0, 7}, 1, 4);
    collector.collect(new Text("abb"), new IntWritable(1), 1);
    assertThatThrownBy(() -> collector.write(2, key, 0, 0, key, 0, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected 0 to 1, found 2");
    collector.flush();

    assertThat(task.records(0)).isEmpty();
    assertThat(task.records(1))
        .containsExactly(
            new Entry(bytes(new Text("abb")), bytes(new IntWritable(1))),
            new Entry(bytes(new Text("abc")), bytes(new IntWritable(7))));
    collector.close();
    assertThatThrownBy(() -> collector.write(1, key, 0, 0, key, 0, 0))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("close has");
  }

  @Test
  void refusesWhatHadoopRefuses() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 2);
    MapOutputCollector<Object, Object> collector = new SortCollector<>();
    collector.init(task(job).context());

    assertThatThrownBy(() -> collector.collect(new IntWritable(1), new IntWritable(1), 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Type mismatch in key from map: expected org.apache.hadoop.io.Text,"
                + " received org.apache.hadoop.io.IntWritable");
    assertThatThrownBy(() -> collector.collect(new Text("a"), new Text("b"), 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Type mismatch in value from map: expected org.apache.hadoop.io.IntWritable,"
                + " received org.apache.hadoop.io.Text");
    for (int partition : new int[] {-1, 2}) {
      assertThatThrownBy(() -> collector.collect(new Text("a"), new IntWritable(1), partition))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Illegal partition for ")
          .hasMessageContaining(Integer.toString(partition));
    }
  }

  /** Fails while a spill is sorted. */
  static final class Failing extends Text.Comparator {
    @Override
    public int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
      throw new IllegalStateException("this disk is full");
    }
  }

  @Test
  void aSpillThatFailsFailsTheMapper() throws Exception {
    JobConf job = job(Text.class, BytesWritable.class, 1);
    job.setOutputKeyComparatorClass(Failing.class);
    job.setLong("test.memory", 10_000);
    MapOutputCollector<Object, Object> collector = new Small<>();
    TestTask task = task(job);
    collector.init(task.context());

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                collector.collect(new Text("k" + i), new BytesWritable(new byte[100]), 0);
              }
              collector.flush();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this disk is full");
    assertThat(task.files()).doesNotContain("file.out");
  }

  /** A value that cannot be written. */
  static final class Bad implements Writable {
    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(1);
      throw new IOException("cannot be written");
    }

    @Override
    public void readFields(java.io.DataInput in) {
      // It has nothing.
    }
  }

  @Test
  void aValueThatCannotBeSerializedLeavesNoTrace() throws Exception {
    JobConf job = job(Text.class, Bad.class, 1);
    TestTask task = task(job);
    MapOutputCollector<Object, Object> collector = new SortCollector<>();
    collector.init(task.context());

    assertThatThrownBy(() -> collector.collect(new Text("a"), new Bad(), 0))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot be written");
    collector.flush();
    assertThat(task.records(0)).isEmpty();
  }

  /** A codec as those are that lack their native library. */
  static final class NoCompressor extends DefaultCodec {
    @Override
    public @Nullable Compressor createCompressor() {
      return null;
    }

    @Override
    public Class<? extends Compressor> getCompressorType() {
      return Compressor.class;
    }
  }

  @Test
  void refusesACodecThatWouldSilentlyNotCompress() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 1);
    job.setCompressMapOutput(true);
    job.setMapOutputCompressorClass(NoCompressor.class.asSubclass(CompressionCodec.class));
    TestTask task = task(job);

    MapOutputCollector<Object, Object> collector = new SortCollector<>();
    collector.init(task.context());
    collector.collect(new Text("a"), new IntWritable(1), 0);
    assertThatThrownBy(collector::flush)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("NoCompressor has no compressor");
  }

  @Test
  void refusesMemoryThatMakesNoSense() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 1);
    job.setInt(JobContext.IO_SORT_MB, 0);
    assertThatThrownBy(() -> new SortCollector<>().init(task(job).context()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(JobContext.IO_SORT_MB);
    job.setInt(JobContext.IO_SORT_MB, 4000);
    job.setFloat(JobContext.MAP_SORT_SPILL_PERCENT, 1.5f);
    assertThatThrownBy(() -> new SortCollector<>().init(task(job).context()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(JobContext.MAP_SORT_SPILL_PERCENT);
  }

  @Test
  void takesMoreMemoryThanHadoopsOwnCould() throws Exception {
    JobConf job = job(Text.class, IntWritable.class, 1);
    job.setInt(JobContext.IO_SORT_MB, 4000);
    MapOutputCollector<Object, Object> collector = new SortCollector<>();
    TestTask task = task(job);
    collector.init(task.context());
    collector.collect(new Text("a"), new IntWritable(1), 0);
    collector.flush();

    assertThat(task.records(0)).hasSize(1);
  }
}
