package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** Jobs that write blocks of rows, as all of Quern's do, wired as far as they are alike. */
final class RowsJob {
  private RowsJob() {}

  /** A job of map tasks alone, each of which writes a part. */
  static <I> Job ofMaps(
      Configuration conf,
      String name,
      Class<? extends InputFormat<NullWritable, I>> input,
      Class<? extends Mapper<NullWritable, I, NullWritable, RowBlock>> mapper)
      throws IOException {
    Job job = of(conf, name, input, mapper);
    job.setNumReduceTasks(0);
    return job;
  }

  /** A job whose maps hand texts on under keys of bytes, in the order of which they are reduced. */
  static <I> Job ofKeys(
      Configuration conf,
      String name,
      Class<? extends InputFormat<NullWritable, I>> input,
      Class<? extends Mapper<NullWritable, I, RawKey, RawBytes>> mapper)
      throws IOException {
    Job job = of(conf, name, input, mapper);
    job.setMapOutputKeyClass(RawKey.class);
    job.setMapOutputValueClass(RawBytes.class);
    job.setSortComparatorClass(RawKey.Comparator.class);
    return job;
  }

  /** A job of which is settled how it reads and what it writes, and nothing between. */
  static <I> Job of(
      Configuration conf,
      String name,
      Class<? extends InputFormat<NullWritable, I>> input,
      Class<? extends Mapper<NullWritable, I, ?, ?>> mapper)
      throws IOException {
    Job job = Job.getInstance(conf, name);
    job.setInputFormatClass(input);
    job.setMapperClass(mapper);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(RowBlock.class);
    job.setOutputFormatClass(RowBlockOutputFormat.class);
    return job;
  }
}
