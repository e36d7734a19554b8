package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.WordMapper;
import quern.partitioners.HashPartitioner;
import quern.records.Exit;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.TextBatchInputFormat;
import quern.records.shuffle.RawKey;
import quern.reducers.CountReducer;
import quern.reducers.SumCombiner;
import quern.shuffle.HashCollector;

/** Counts words: the field's first job, so that anyone can compare. */
@Command(
    footer = {"quern wordcount books/ counts", "quern wordcount --partitions 4 a.txt b.txt counts"})
final class WordCountCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(names = "--partitions", paramLabel = "N", description = "How many parts. [1]")
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
    HashCollector.prefer(conf);
    Settings.OUTPUT_EXTENSION.set(conf, ".txt");
    Settings.COMMIT_SCHEMA.set(conf, "word string, count long");
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    Job job = RowsJob.writing(conf, "quern wordcount");
    job.setInputFormatClass(TextBatchInputFormat.class);
    job.setMapperClass(WordMapper.class);
    job.setMapOutputKeyClass(RawKey.class);
    job.setMapOutputValueClass(LongWritable.class);
    job.setSortComparatorClass(RawKey.Comparator.class);
    job.setCombinerClass(SumCombiner.class);
    job.setPartitionerClass(HashPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(CountReducer.class);
    return job;
  }
}
