package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import quern.conf.Settings;
import quern.mappers.GroupMapper;
import quern.partitioners.GroupPartitioner;
import quern.partitioners.HashPartitioner;
import quern.records.aggregate.Aggregation;
import quern.records.csv.RowBatchInputFormat;
import quern.reducers.GroupReducer;

/** The job that makes one row of each group, of {@code aggregate} and {@code distinct}. */
final class GroupJob {
  private static final long LARGEST_SPLIT = 512L << 20;

  /** Of the heap, the tables of all maps that run at once may take one part in this many. */
  private static final int SHARE_OF_HEAP = 4;

  private static final long LARGEST_TABLE_MB = 256;

  private GroupJob() {}

  /**
   * What is made of the rows.
   *
   * @param by what the rows of a group have in common
   * @param list what is taken of each group
   * @param having which groups are written
   */
  record Groups(String by, String list, String having) {}

  /**
   * Sets what groups are made, of rows that {@code conf} already says how to read.
   *
   * @throws quern.records.sql.SqlException when that cannot be, for these columns
   */
  static Aggregation configure(Configuration conf, Groups groups, long inputBytes) {
    Settings.GROUP_BY.set(conf, groups.by);
    Settings.AGGREGATES.set(conf, groups.list);
    Settings.HAVING.set(conf, groups.having);
    tuneLocalRun(conf, inputBytes);
    return Aggregation.of(conf);
  }

  /** Each task hands on all its groups: the fewer tasks there are, the less is to be merged. */
  private static void tuneLocalRun(Configuration conf, long inputBytes) {
    if (!RunOptions.isLocal(conf)) {
      return;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    if (conf.get(FileInputFormat.SPLIT_MAXSIZE) == null) {
      long wide = Math.min(inputBytes / cores + 1, LARGEST_SPLIT);
      long least = conf.getLong(FileInputFormat.SPLIT_MINSIZE, 1);
      conf.setLong(FileInputFormat.SPLIT_MINSIZE, Math.max(least, wide));
    }
    if (conf.get(Settings.GROUP_TABLE_MB.key()) == null) {
      long share = (Runtime.getRuntime().maxMemory() >> 20) / SHARE_OF_HEAP / cores;
      Settings.GROUP_TABLE_MB.set(conf, (int) Math.max(8, Math.min(share, LARGEST_TABLE_MB)));
    }
  }

  static Job wire(Configuration conf, String name, int partitions) throws IOException {
    boolean hasDetails = Aggregation.of(conf).hasDetails();
    Job job = RowsJob.ofKeys(conf, name, RowBatchInputFormat.class, GroupMapper.class);
    job.setPartitionerClass(hasDetails ? GroupPartitioner.class : HashPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(GroupReducer.class);
    return job;
  }
}
