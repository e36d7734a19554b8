package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;

/** The partitioners as Hadoop makes and configures them. */
class PartitionersTest {
  private static final NullWritable NOTHING = NullWritable.get();
  private static final Path NO_FILE = new Path("/does/not/exist");

  private final JobConf conf = new JobConf(false);

  @Test
  void aTextIsHashedByItsBytesWithoutTheRestOfItsBuffer() {
    Text longer = new Text("a much longer text");
    longer.set("key");

    assertThat(hash(longer)).isEqualTo(hash(new Text("key")));
    assertThat(hash(longer)).isEqualTo(hash(new BytesWritable(bytes("key"))));
    assertThat(hash(longer)).isEqualTo(Partitions.hash(bytes("key"), 0, 3, 1000));
  }

  @Test
  void aNumberIsHashedByItsBytesTheGreatestFirst() {
    assertThat(hash(new LongWritable(77)))
        .isEqualTo(Partitions.hash(ByteBuffer.allocate(8).putLong(77).array(), 0, 8, 1000));
    assertThat(hash(new IntWritable(-77)))
        .isEqualTo(Partitions.hash(ByteBuffer.allocate(4).putInt(-77).array(), 0, 4, 1000));
  }

  @Test
  void keysThatAreNoWritablesGoByTheirHashCodeWhenItIsTheirOwn() {
    int[] sizes = new int[10];
    for (int i = 0; i < 10_000; i++) {
      sizes[hash(i, 10)]++;
    }
    assertThat(Arrays.stream(sizes).min().orElseThrow()).isGreaterThan(850);
    assertThat(hash("key")).isEqualTo(hash(new String(new char[] {'k', 'e', 'y'})));
    assertThat(hash(bytes("key"))).isEqualTo(hash(bytes("key")));
    // An enum's hashCode differs from JVM to JVM: its name's does not.
    assertThat(hash(TimeUnit.DAYS))
        .isEqualTo(Partitions.hash((long) TimeUnit.DAYS.name().hashCode(), 1000));
    assertThatThrownBy(() -> hash(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Object cannot be partitioned by hash");
    assertThatThrownBy(() -> hash(new int[] {1})).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRandomPartitionerStartsWhereSeedAndTaskSay() {
    Settings.JOB_SEED.set(conf, 99L);
    conf.setInt(MRJobConfig.TASK_PARTITION, 5);
    Partitioner<NullWritable, NullWritable> first = make(RandomPartitioner.class);
    Partitioner<NullWritable, NullWritable> retry = make(RandomPartitioner.class);

    for (int ordinal = 0; ordinal < 20; ordinal++) {
      int expected = Partitions.random(99, 5, ordinal, 7);
      assertThat(first.getPartition(NOTHING, NOTHING, 7)).isEqualTo(expected);
      assertThat(retry.getPartition(NOTHING, NOTHING, 7)).isEqualTo(expected);
    }
  }

  @Test
  void theRangePartitionerReadsItsCutPointsFromTheConfiguration() throws IOException {
    CutPoints.of(List.of(bytes("h"), bytes("p")), 3).put(conf, NO_FILE);
    Partitioner<Text, NullWritable> range = make(RangePartitioner.class);

    assertThat(range.getPartition(new Text("a"), NOTHING, 3)).isZero();
    assertThat(range.getPartition(new Text("h"), NOTHING, 3)).isEqualTo(1);
    assertThat(range.getPartition(new Text("ozzz"), NOTHING, 3)).isEqualTo(1);
    assertThat(range.getPartition(new Text("p"), NOTHING, 3)).isEqualTo(2);
  }

  @Test
  void numbersAreCutInTheirOwnOrder() throws IOException {
    longCuts(4).put(conf, NO_FILE);
    Partitioner<LongWritable, NullWritable> range = make(RangePartitioner.class);

    // As bytes, negative numbers would come last.
    assertThat(range.getPartition(new LongWritable(Long.MIN_VALUE), NOTHING, 4)).isZero();
    assertThat(range.getPartition(new LongWritable(-1), NOTHING, 4)).isEqualTo(1);
    assertThat(range.getPartition(new LongWritable(1), NOTHING, 4)).isEqualTo(2);
    assertThat(range.getPartition(new LongWritable(Long.MAX_VALUE), NOTHING, 4)).isEqualTo(3);
  }

  @Test
  void theJobsSortComparatorDecidesWhenThereIsOne() throws IOException {
    conf.setOutputKeyComparatorClass(LongWritable.DecreasingComparator.class);
    KeySample.Builder sample =
        new KeySample.Builder(
            (a, b) ->
                new LongWritable.DecreasingComparator().compare(a, 0, a.length, b, 0, b.length));
    LongStream.range(-200, 200).forEach(n -> sample.add(serialized(new LongWritable(n)), 1));
    CutPoints.of(sample.build(), 4, LongWritable.class).put(conf, NO_FILE);
    Partitioner<LongWritable, NullWritable> range = make(RangePartitioner.class);

    assertThat(range.getPartition(new LongWritable(190), NOTHING, 4)).isZero();
    assertThat(range.getPartition(new LongWritable(-190), NOTHING, 4)).isEqualTo(3);
  }

  @Test
  void theRangePartitionerRefusesWhatItsCutPointsAreNotFor() throws IOException {
    assertThatThrownBy(() -> make(RangePartitioner.class))
        .hasRootCauseInstanceOf(IOException.class)
        .isInstanceOf(UncheckedIOException.class);

    CutPoints.of(List.of(bytes("h")), 2).put(conf, NO_FILE);
    assertThatThrownBy(() -> make(RangePartitioner.class).getPartition(new Text("x"), NOTHING, 3))
        .hasMessageContaining("for 2 partitions, but the job has 3");
    assertThatThrownBy(
            () -> make(RangePartitioner.class).getPartition(new LongWritable(), NOTHING, 2))
        .hasMessageContaining("LongWritable is not");

    longCuts(2).put(conf, NO_FILE);
    assertThatThrownBy(() -> make(RangePartitioner.class).getPartition(new Text("x"), NOTHING, 2))
        .hasMessageContaining("are for keys of org.apache.hadoop.io.LongWritable");
  }

  private static CutPoints longCuts(int partitions) {
    WritableComparator order = WritableComparator.get(LongWritable.class);
    KeySample.Builder sample =
        new KeySample.Builder((a, b) -> order.compare(a, 0, a.length, b, 0, b.length));
    LongStream.range(-200, 200).forEach(n -> sample.add(serialized(new LongWritable(n)), 1));
    return CutPoints.of(sample.build(), partitions, LongWritable.class);
  }

  static byte[] serialized(Writable key) {
    try {
      DataOutputBuffer out = new DataOutputBuffer();
      key.write(out);
      return Arrays.copyOf(out.getData(), out.getLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a map task does. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private <K> Partitioner<K, NullWritable> make(Class<? extends Partitioner> type) {
    conf.setClass(MRJobConfig.PARTITIONER_CLASS_ATTR, type, Partitioner.class);
    return (Partitioner<K, NullWritable>)
        ReflectionUtils.newInstance(
            conf.getClass(MRJobConfig.PARTITIONER_CLASS_ATTR, null), (Configuration) conf);
  }

  private static int hash(Object key) {
    return hash(key, 1000);
  }

  private static int hash(Object key, int partitions) {
    return new HashPartitioner<Object, Object>().getPartition(key, NOTHING, partitions);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
