package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import quern.mappers.IndexMapper;
import quern.partitioners.GroupPartitioner;
import quern.records.csv.TextBatchInputFormat;
import quern.reducers.IndexReducer;

/** Makes an inverted index of text. */
@Command(
    description = {
      "Writes a line for each place of each word: the word, a tab, and file:offset in bytes. Each part",
      "is in the order of words, files and offsets. A word is what wordcount takes for one."
    },
    footer = {
      "quern index books/ places --show",
      "quern index --partitions 4 --codec zstd 'logs/*.gz' places",
    })
final class IndexCommand extends WordsCommand {
  IndexCommand() {
    super("word string, place string");
  }

  @Override
  Job wire(Configuration conf) throws IOException {
    Job job = RowsJob.ofKeys(conf, "quern index", TextBatchInputFormat.class, IndexMapper.class);
    job.setPartitionerClass(GroupPartitioner.class);
    job.setReducerClass(IndexReducer.class);
    return job;
  }
}
