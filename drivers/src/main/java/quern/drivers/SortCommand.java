package quern.drivers;

import static java.util.Objects.requireNonNull;

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
import quern.mappers.SortMapper;
import quern.partitioners.Advice;
import quern.partitioners.CutPoints;
import quern.partitioners.KeySample;
import quern.partitioners.PartitionSpec;
import quern.partitioners.RangePartitioner;
import quern.records.Exit;
import quern.records.csv.CsvFiles;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.keys.SortColumn;
import quern.reducers.RowReducer;

/** Sorts CSV: each part is in order, and the parts are. */
@Command(
    optionListHeading = "Rows",
    footer = {
      "quern sort people.csv by-city --by 'city, income desc nulls last'",
      "quern sort 'logs/*.csv' sorted --by time --partitions 4",
      "quern sort visits.csv sessions --by user --secondary time --partitions 4",
    })
final class SortCommand extends RowsCommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "COLUMNS",
      required = true,
      description =
          "The order, by type: 'city, income desc nulls last'. Ascending if nothing is said; nulls"
              + " come first, with desc last.")
  private String by = "";

  @Option(
      names = "--secondary",
      paramLabel = "COLUMNS",
      description =
          "The order of rows that are equal in --by, which alone says what part a row goes to: so"
              + " such rows stay in one part, as they need not with more columns in --by.")
  private String secondary = "";

  @Option(
      names = "--stable",
      description = "Rows that are equal in all that stay in the order of the input.")
  private boolean stable;

  @Option(
      names = "--split-ties",
      description =
          "Rows with equal values may go to neighbouring parts, so that parts are even whatever"
              + " values are frequent. They stay in the order of the input.")
  private boolean splitTies;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "How many parts; rows with equal values in --by are in one part, but for --split-ties."
              + " [one for each 256 MiB of input]")
  private @Nullable Integer partitions;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  private @Nullable CsvFiles files;
  private @Nullable DiscoveredSchema columns;
  private int parts;

  @Override
  public Exit run(Session session) throws Exception {
    checkPartitions(partitions);
    if (splitTies && !secondary.isEmpty()) {
      throw new UsageException(
          "--secondary keeps rows that are equal in --by in one part, and --split-ties would part"
              + " them; give all columns in --by to have even parts");
    }
    return runJob(paths, session);
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    DiscoveredSchema found = rows.configure(conf, job, csvIn, csvOut);
    SortColumn.parse(by, found.schema()); // by itself, as it says where rows go
    String order = secondary.isEmpty() ? by : by + ", " + secondary;
    Settings.SORT_BY.set(
        conf, SortColumn.format(SortColumn.parse(order, found.schema()), found.schema()));
    Settings.SORT_STABLE.set(conf, stable || splitTies);
    files = job.files();
    columns = found;
    parts = partitions == null ? Advice.partitionsFor(job.files().bytes()) : partitions;
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    if (parts > 1) {
      DiscoveredSchema found = requireNonNull(columns);
      PartitionSpec spec = PartitionSpec.range(SortColumn.parse(by, found.schema()));
      spec.put(conf, found.schema());
      KeySample sample =
          spec.sample(
              conf,
              requireNonNull(files),
              csvIn.dialect(),
              found.schema(),
              found.reference(),
              parts);
      CutPoints cuts =
          splitTies ? CutPoints.splittingTies(sample, parts) : CutPoints.of(sample, parts);
      cuts.put(conf, new Path(work, "_temporary/quern/cut-points"));
    }
    Job job = RowsJob.ofKeys(conf, "quern sort", RowBatchInputFormat.class, SortMapper.class);
    job.setPartitionerClass(RangePartitioner.class);
    job.setNumReduceTasks(parts);
    job.setReducerClass(RowReducer.class);
    return job;
  }
}
