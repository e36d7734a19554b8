package quern.drivers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Job;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.SortMapper;
import quern.partitioners.PartitionSpec;
import quern.partitioners.RangePartitioner;
import quern.records.Exit;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvFiles;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.keys.SortColumn;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.reducers.RowReducer;

/** Sorts CSV: each part is in order, and the parts are. */
@Command(
    optionListHeading = "Rows",
    footer = {
      "quern sort people.csv by-city --by 'city, income desc nulls last'",
      "quern sort 'logs/*.csv' sorted --by time --partitions 4",
    })
final class SortCommand implements Subcommand {
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
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts; rows with equal values are in one part. [1]")
  private int partitions = 1;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  @Mixin(name = "Output")
  private OutputOptions out = new OutputOptions();

  @Mixin(name = "Malformed rows")
  private RejectOptions rejects = new RejectOptions();

  @Mixin(name = "CSV in")
  private CsvInOptions csvIn = new CsvInOptions();

  @Mixin(name = "CSV out")
  private CsvOutOptions csvOut = new CsvOutOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  private @Nullable CsvFiles files;
  private @Nullable DiscoveredSchema columns;

  @Override
  public Exit run(Session session) throws Exception {
    if (partitions < 1) {
      throw new UsageException("--partitions: say how many parts, at least 1");
    }
    return new JobCommand(session, run, out, keys, rejects, paths).run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) throws IOException {
    DiscoveredSchema found = rows.configure(conf, job, csvIn, csvOut);
    Settings.SORT_BY.set(
        conf, SortColumn.format(SortColumn.parse(by, found.schema()), found.schema()));
    files = job.files();
    columns = found;
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    if (partitions > 1) {
      DiscoveredSchema found = requireNonNull(columns);
      PartitionSpec.range(SortColumn.parse(by, found.schema()))
          .prepare(
              conf,
              requireNonNull(files),
              csvIn.dialect(),
              found.schema(),
              found.reference(),
              partitions,
              new Path(work, "_temporary/quern/cut-points"));
    }
    Job job = Job.getInstance(conf, "quern sort");
    job.setInputFormatClass(RowBatchInputFormat.class);
    job.setMapperClass(SortMapper.class);
    job.setMapOutputKeyClass(RawKey.class);
    job.setMapOutputValueClass(RawBytes.class);
    job.setSortComparatorClass(RawKey.Comparator.class);
    job.setPartitionerClass(RangePartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(RowReducer.class);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(RowBlock.class);
    job.setOutputFormatClass(RowBlockOutputFormat.class);
    return job;
  }
}
