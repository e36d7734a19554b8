package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.records.Exit;
import quern.records.aggregate.Aggregation;
import quern.records.csv.DiscoveredSchema;

/** Leaves out rows that are there already. */
@Command(
    optionListHeading = "Rows",
    footer = {
      "quern distinct people.csv people-once",
      "quern distinct people.csv one-each --by city",
    })
final class DistinctCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "LIST",
      description =
          "One row for each value of these: 'city, year(born)', the first by file and offset."
              + " If not given, rows are the same when what --select writes of them is; without that,"
              + " when all their fields are, as written")
  private String by = "";

  @Option(names = "--partitions", paramLabel = "N", description = "How many parts. [1]")
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

  @Override
  public Exit run(Session session) throws Exception {
    if (partitions < 1) {
      throw new UsageException("--partitions: say how many parts, at least 1");
    }
    return new JobCommand(session, run, out, keys, rejects, paths).run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) throws IOException {
    DiscoveredSchema found = rows.configure(conf, job, csvIn, csvOut);
    if (by.isEmpty()) {
      String same = rows.select().isEmpty() ? Aggregation.WHOLE_ROW : rows.select();
      GroupJob.configure(conf, new GroupJob.Groups(same, "", ""), job.files().bytes());
    } else {
      TopJob.configure(conf, found, csvIn.dialect(), new TopJob.Rank(by, "", 1, false));
    }
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    return by.isEmpty()
        ? GroupJob.wire(conf, "quern distinct", partitions)
        : TopJob.wire(conf, "quern distinct", partitions);
  }
}
