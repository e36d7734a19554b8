package quern.partitioners;

import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.Partitioner;
import quern.conf.Settings;

/**
 * Deals a task's records to the partitions by turns, from a first one drawn from the job's seed
 * ({@code quern.job.seed}) and the task's number: even to one record a task, and the same on every
 * retry, as the commit's ledger demands. For any job, by {@code mapreduce.job.partitioner.class},
 * or for the older interface {@code mapred.partitioner.class}.
 *
 * <p>Not for several threads. Without {@code mapreduce.task.partition}, which every task has, it
 * deals as task 0.
 */
public final class RandomPartitioner<K, V> extends Partitioner<K, V>
    implements org.apache.hadoop.mapred.Partitioner<K, V>, Configurable {
  private Configuration conf = new Configuration(false);
  private Turns turns = new Turns(0, 0);

  @Override
  public void setConf(Configuration conf) {
    this.conf = conf;
    this.turns = Turns.of(conf);
  }

  @Override
  public Configuration getConf() {
    return conf;
  }

  @Override
  public void configure(JobConf job) {
    setConf(job);
  }

  @Override
  public int getPartition(K key, V value, int partitions) {
    return turns.next(partitions);
  }

  /** A task's turns: what {@link Partitions#random} gives for ordinals 0, 1, 2, …. */
  static final class Turns {
    private final long seed;
    private final int task;
    private int partitions;
    private int next;

    Turns(long seed, int task) {
      this.seed = seed;
      this.task = task;
    }

    static Turns of(Configuration conf) {
      return new Turns(Settings.JOB_SEED.get(conf), conf.getInt(MRJobConfig.TASK_PARTITION, 0));
    }

    int next(int partitions) {
      if (partitions != this.partitions) {
        this.partitions = partitions;
        this.next = Partitions.firstOf(seed, task, partitions);
      }
      int partition = next++;
      if (next == partitions) {
        next = 0;
      }
      return partition;
    }
  }
}
