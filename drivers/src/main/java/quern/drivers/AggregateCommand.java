package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.GroupMapper;
import quern.partitioners.GroupPartitioner;
import quern.partitioners.HashPartitioner;
import quern.records.Exit;
import quern.records.aggregate.Aggregation;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.reducers.GroupReducer;

/** Groups CSV and takes counts, sums, means and the like of each group. */
@Command(
    optionListHeading = "Groups",
    footer = {
      "quern aggregate people.csv by-city --by city --agg 'count(*), avg(income) as mean'",
      "quern aggregate 'logs/*.csv' users --by user --agg 'count(distinct page)' --having 'count(*) > 9'",
    })
final class AggregateCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--agg",
      paramLabel = "LIST",
      required = true,
      description =
          "What to take of each group: 'count(*), sum(income) as total'. docs/aggregates.md has all"
              + " there are")
  private String aggregates = "";

  @Option(
      names = "--by",
      paramLabel = "LIST",
      description =
          "What the rows of a group have in common: 'city, year(born) as year'. All rows are one"
              + " group if not given")
  private String by = "";

  @Option(
      names = "--having",
      paramLabel = "EXPR",
      description = "Only groups for which this is true: 'count(*) > 9'")
  private String having = "";

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only rows for which this SQL condition is true: 'age > 18'")
  private String where = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts; each is in the order of its groups. [1]")
  private int partitions = 1;

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

  private boolean hasDetails;

  @Override
  public Exit run(Session session) throws Exception {
    if (partitions < 1) {
      throw new UsageException("--partitions: say how many parts, at least 1");
    }
    if (by.isEmpty() && partitions > 1) {
      throw new UsageException(
          "--partitions: without --by there is one row for all, and so one part; leave it out");
    }
    return new JobCommand(session, run, out, keys, rejects, paths).run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) throws IOException {
    Dialect in = csvIn.dialect();
    Dialect written = csvOut.dialect();
    DiscoveredSchema found = job.discover(csvIn, conf);
    Aggregation aggregation = new Aggregation(found.schema(), in, by, aggregates, having);
    if (!where.isEmpty()) {
      aggregation.expressions().where(where);
    }
    hasDetails = aggregation.hasDetails();
    RowBatchInputFormat.configure(conf, in, found.schema(), found.reference());
    Settings.WHERE.set(conf, where);
    Settings.GROUP_BY.set(conf, by);
    Settings.AGGREGATES.set(conf, aggregates);
    Settings.HAVING.set(conf, having);
    Settings.COMMIT_SCHEMA.set(conf, aggregation.output().toString());
    if (written.hasHeader()) {
      RowBlockOutputFormat.setHeader(conf, new CsvWriter(written).header(aggregation.output()));
    }
    job.writes(written, conf);
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    Job job = Job.getInstance(conf, "quern aggregate");
    job.setInputFormatClass(RowBatchInputFormat.class);
    job.setMapperClass(GroupMapper.class);
    job.setMapOutputKeyClass(RawKey.class);
    job.setMapOutputValueClass(RawBytes.class);
    job.setSortComparatorClass(RawKey.Comparator.class);
    job.setPartitionerClass(hasDetails ? GroupPartitioner.class : HashPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(GroupReducer.class);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(RowBlock.class);
    job.setOutputFormatClass(RowBlockOutputFormat.class);
    return job;
  }
}
