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

/** Keeps the rows with the largest values, of all rows or of each group. */
@Command(
    optionListHeading = "Rows",
    footer = {
      "quern top 10 people.csv richest --by income",
      "quern top 3 people.csv youngest --by age --smallest --per city",
    })
final class TopCommand extends RowsCommand {
  @Parameters(index = "0", paramLabel = "N", description = "How many rows")
  private long most = 1;

  @Parameters(index = "1..*", paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--by",
      paramLabel = "LIST",
      required = true,
      description =
          "What rows are ranked by, the largest first: 'income' or 'price * count, id asc'. Nulls"
              + " come last; of equal rows, the first by file and offset comes first")
  private String by = "";

  @Option(
      names = "--smallest",
      description = "The smallest first, where --by does not say asc or desc")
  private boolean smallest;

  @Option(
      names = "--per",
      paramLabel = "LIST",
      description = "N rows for each value of these: 'city'. N of all if not given")
  private String per = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts, with --per; a group is in one part. [1]")
  private int partitions = 1;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  @Override
  public Exit run(Session session) throws Exception {
    if (most < 1) {
      throw new UsageException("top N: say how many rows, at least 1; found " + most);
    }
    checkPartitions(partitions);
    if (per.isEmpty() && partitions > 1) {
      throw new UsageException(
          "--partitions: the rows are ranked together, and so are in one part; for more, say --per");
    }
    return runJob(paths, session);
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    TopJob.configure(
        conf,
        rows.configure(conf, job, csvIn, csvOut),
        csvIn.dialect(),
        new TopJob.Rank(per, by, most, smallest));
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    return TopJob.wire(conf, "quern top", partitions);
  }
}
