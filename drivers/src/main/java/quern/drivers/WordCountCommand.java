package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import quern.mappers.WordMapper;
import quern.partitioners.HashPartitioner;
import quern.records.csv.TextBatchInputFormat;
import quern.records.shuffle.RawKey;
import quern.reducers.CountReducer;
import quern.reducers.SumCombiner;
import quern.shuffle.HashCollector;

/** Counts words: the field's first job, so that anyone can compare. */
@Command(
    footer = {"quern wordcount books/ counts", "quern wordcount --partitions 4 a.txt b.txt counts"})
final class WordCountCommand extends WordsCommand {
  WordCountCommand() {
    super("word string, count long");
  }

  @Override
  Job wire(Configuration conf) throws IOException {
    HashCollector.prefer(conf);
    Job job = RowsJob.of(conf, "quern wordcount", TextBatchInputFormat.class, WordMapper.class);
    job.setMapOutputKeyClass(RawKey.class);
    job.setMapOutputValueClass(LongWritable.class);
    job.setSortComparatorClass(RawKey.Comparator.class);
    job.setCombinerClass(SumCombiner.class);
    job.setPartitionerClass(HashPartitioner.class);
    job.setReducerClass(CountReducer.class);
    return job;
  }
}
