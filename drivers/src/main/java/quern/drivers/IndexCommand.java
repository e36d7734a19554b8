package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.IndexMapper;
import quern.partitioners.GroupPartitioner;
import quern.records.Exit;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
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
final class IndexCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts; a word is in one part. [1]")
  private int partitions = 1;

  @Mixin(name = "Output")
  private OutputOptions out = new OutputOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    RowsCommand.checkPartitions(partitions);
    return new JobCommand(session, run, out, keys, RejectOptions.NONE, paths)
        .run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) {
    job.writes(
        Dialect.RFC_4180.with(
            Map.of(CsvOption.SEP, "\t", CsvOption.QUOTE, "", CsvOption.HEADER, "false")),
        conf);
    TextBatchInputFormat.configure(conf);
    Settings.OUTPUT_EXTENSION.set(conf, ".txt");
    Settings.COMMIT_SCHEMA.set(conf, "word string, place string");
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    Job job = RowsJob.ofKeys(conf, "quern index", TextBatchInputFormat.class, IndexMapper.class);
    job.setPartitionerClass(GroupPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(IndexReducer.class);
    return job;
  }
}
