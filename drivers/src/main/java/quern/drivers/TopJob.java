package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import quern.conf.Settings;
import quern.mappers.TopMapper;
import quern.partitioners.GroupPartitioner;
import quern.records.aggregate.TopOutput;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.sql.Expressions;
import quern.reducers.FirstRowsReducer;

/** The job that keeps the first rows of each group, of {@code top} and {@code distinct}. */
final class TopJob {
  private TopJob() {}

  /**
   * Which rows stay.
   *
   * @param per what the rows of a group have in common
   * @param by what they are ranked by; empty for the order of the input
   * @param most how many of a group stay
   * @param smallest whether the smallest come first
   */
  record Rank(String per, String by, long most, boolean smallest) {}

  /**
   * Sets which rows stay.
   *
   * @throws quern.records.sql.SqlException when that cannot be, for these columns
   */
  static void configure(Configuration conf, DiscoveredSchema columns, Dialect dialect, Rank rank) {
    TopOutput.check(new Expressions(columns.schema(), dialect), rank.per, rank.by);
    Settings.GROUP_BY.set(conf, rank.per);
    Settings.TOP_BY.set(conf, rank.by);
    Settings.GROUP_ROWS.set(conf, rank.most);
    Settings.TOP_SMALLEST.set(conf, rank.smallest);
  }

  static Job wire(Configuration conf, String name, int partitions) throws IOException {
    Job job = RowsJob.ofKeys(conf, name, RowBatchInputFormat.class, TopMapper.class);
    job.setPartitionerClass(GroupPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(FirstRowsReducer.class);
    return job;
  }
}
