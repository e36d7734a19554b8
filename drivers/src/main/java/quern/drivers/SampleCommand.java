package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.FractionMapper;
import quern.mappers.SampleMapper;
import quern.partitioners.GroupPartitioner;
import quern.records.Exit;
import quern.records.Schema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.keys.SortColumn;
import quern.reducers.FirstRowsReducer;

/** Draws rows of CSV. */
@Command(
    optionListHeading = "Rows",
    description = {
      "The same seed draws the same rows of the same files, whatever the splits. Those of a fraction",
      "stay in the order of the input; a number of rows comes in an order that is drawn too."
    },
    footer = {
      "quern sample people.csv some --fraction 0.01",
      "quern sample people.csv few --rows 10 --per city --seed 7 --show",
    })
final class SampleCommand extends RowsCommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--fraction",
      paramLabel = "F",
      description = "Draws each row with this probability: 0.01 for about one in a hundred.")
  private @Nullable Double fraction;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Draws N rows, or all if there are not so many.")
  private @Nullable Long count;

  @Option(
      names = "--per",
      paramLabel = "COLUMNS",
      description = "Of each group of rows with equal values draws N: 'city, age'")
  private String per = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "With --per: how many parts; a group is in one part. [1]")
  private int partitions = 1;

  @Option(names = "--seed", paramLabel = "N", description = "Another seed draws other rows. [0]")
  private long seed;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  @Override
  public Exit run(Session session) throws Exception {
    check();
    return runJob(paths, session);
  }

  private void check() {
    if ((fraction == null) == (count == null)) {
      throw new UsageException("say how much to draw: either --fraction F or --rows N");
    }
    if (fraction != null && !(fraction >= 0 && fraction <= 1)) {
      throw new UsageException("--fraction " + fraction + ": expected 0 to 1");
    }
    if (count != null && count < 1) {
      throw new UsageException("--rows " + count + ": expected at least 1");
    }
    if (!per.isEmpty() && count == null) {
      throw new UsageException(
          "--per goes with --rows; a fraction of all rows is one of each group as it is");
    }
    checkPartitions(partitions);
    if (partitions > 1 && per.isEmpty()) {
      throw new UsageException("--partitions goes with --per: what is drawn of all is one part");
    }
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    Schema schema = rows.configure(conf, job, csvIn, csvOut).schema();
    Settings.JOB_SEED.set(conf, seed);
    if (fraction != null) {
      Settings.SAMPLE_FRACTION.set(conf, fraction.toString());
    }
    if (count != null) {
      Settings.GROUP_ROWS.set(conf, count);
    }
    if (!per.isEmpty()) {
      Settings.SAMPLE_PER.set(conf, SortColumn.format(SortColumn.parse(per, schema), schema));
    }
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    if (fraction != null) {
      return RowsJob.ofMaps(conf, "quern sample", RowBatchInputFormat.class, FractionMapper.class);
    }
    Job job = RowsJob.ofKeys(conf, "quern sample", RowBatchInputFormat.class, SampleMapper.class);
    job.setPartitionerClass(GroupPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(FirstRowsReducer.class);
    return job;
  }
}
