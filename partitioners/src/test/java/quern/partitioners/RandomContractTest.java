package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;

class RandomContractTest extends PartitionerContract {
  @Override
  Chooser chooser(List<byte[]> keys, int partitions) {
    RandomPartitioner<NullWritable, NullWritable> partitioner = partitioner(7, 3);
    return key -> partitioner.getPartition(NullWritable.get(), NullWritable.get(), partitions);
  }

  @Override
  boolean keepsKeysTogether() {
    return false;
  }

  @Override
  void assertEven(Distribution distribution, List<byte[]> keys, int[] sizes) {
    int least = Arrays.stream(sizes).min().orElseThrow();
    int most = Arrays.stream(sizes).max().orElseThrow();
    assertThat(most - least).isLessThanOrEqualTo(1);
  }

  @Property(tries = 200)
  void theTurnsAreThePureFunction(
      @ForAll long seed,
      @ForAll @IntRange(max = 100_000) int task,
      @ForAll @IntRange(min = 1, max = 50) int partitions) {
    RandomPartitioner<NullWritable, NullWritable> partitioner = partitioner(seed, task);
    for (int ordinal = 0; ordinal < 120; ordinal++) {
      assertThat(partitioner.getPartition(NullWritable.get(), NullWritable.get(), partitions))
          .isEqualTo(Partitions.random(seed, task, ordinal, partitions));
    }
  }

  @Test
  void tasksStartOnDifferentPartitions() {
    int[] starts = new int[10];
    for (int task = 0; task < 10_000; task++) {
      starts[Partitions.random(1, task, 0, 10)]++;
    }

    assertThat(Arrays.stream(starts).boxed().toList())
        .allSatisfy(n -> assertThat(n).isBetween(850, 1150));
  }

  @Test
  void ordinalsBeyondAnIntAreFine() {
    assertThat(Partitions.random(1, 2, Integer.MAX_VALUE * 3L, 7)).isBetween(0, 6);
  }

  private static RandomPartitioner<NullWritable, NullWritable> partitioner(long seed, int task) {
    Configuration conf = new Configuration(false);
    Settings.JOB_SEED.set(conf, seed);
    conf.setInt(MRJobConfig.TASK_PARTITION, task);
    RandomPartitioner<NullWritable, NullWritable> partitioner = new RandomPartitioner<>();
    partitioner.setConf(conf);
    return partitioner;
  }
}
