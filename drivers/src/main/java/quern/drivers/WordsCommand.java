package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.TextBatchInputFormat;

/**
 * A command that writes lines of text, a word and a tab at the start of each, of the words of text.
 */
abstract class WordsCommand implements Subcommand {
  private static final Dialect TABS =
      Dialect.RFC_4180.with(
          Map.of(CsvOption.SEP, "\t", CsvOption.QUOTE, "", CsvOption.HEADER, "false"));

  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts; a word is in one part. [1]")
  private int partitions = 1;

  @Mixin(name = "Output")
  private final OutputOptions out = new OutputOptions();

  @Mixin(name = "Keys")
  private final KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private final RunOptions run = new RunOptions();

  private final String columns;

  /**
   * @param columns of the output, as {@link quern.records.Schema#parse} reads them
   */
  WordsCommand(String columns) {
    this.columns = columns;
  }

  /** The job, but for how many reduce tasks it has. */
  abstract Job wire(Configuration conf) throws IOException;

  @Override
  public final Exit run(Session session) throws Exception {
    RowsCommand.checkPartitions(partitions);
    return new JobCommand(session, run, out, keys, RejectOptions.NONE, paths)
        .run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) {
    job.writes(TABS, conf);
    TextBatchInputFormat.configure(conf);
    Settings.OUTPUT_EXTENSION.set(conf, ".txt");
    Settings.COMMIT_SCHEMA.set(conf, columns);
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    Job job = wire(conf);
    job.setNumReduceTasks(partitions);
    return job;
  }
}
