package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.records.Exit;
import quern.records.aggregate.Aggregation;

/** Groups CSV and takes counts, sums, means and the like of each group. */
@Command(
    optionListHeading = "Groups",
    footer = {
      "quern aggregate people.csv by-city --by city --agg 'count(*), avg(income)'",
      "quern aggregate logs/ users --by user --agg 'count(distinct page) as pages'",
    })
final class AggregateCommand extends RowsCommand {
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

  @Override
  public Exit run(Session session) throws Exception {
    checkPartitions(partitions);
    if (by.isEmpty() && partitions > 1) {
      throw new UsageException(
          "--partitions: without --by there is one row for all, and so one part; leave it out");
    }
    return runJob(paths, session);
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    job.reads(csvIn, where, conf);
    Aggregation groups =
        GroupJob.configure(conf, new GroupJob.Groups(by, aggregates, having), job.files().bytes());
    job.writes(groups.output(), csvOut.dialect(), conf);
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    return GroupJob.wire(conf, "quern aggregate", partitions);
  }
}
