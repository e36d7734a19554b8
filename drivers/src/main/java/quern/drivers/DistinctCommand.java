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
import quern.partitioners.Advice;
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
final class DistinctCommand extends RowsCommand {
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

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts. [one for each 256 MiB of input]")
  private @Nullable Integer partitions;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  private int parts;

  @Override
  public Exit run(Session session) throws Exception {
    checkPartitions(partitions);
    return runJob(paths, session);
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    DiscoveredSchema found = rows.configure(conf, job, csvIn, csvOut);
    parts = partitions == null ? Advice.partitionsFor(job.files().bytes()) : partitions;
    if (by.isEmpty()) {
      String same = rows.select().isEmpty() ? Aggregation.WHOLE_ROW : rows.select();
      GroupJob.configure(conf, new GroupJob.Groups(same, "", ""), job.files().bytes());
    } else {
      TopJob.configure(conf, found, csvIn.dialect(), new TopJob.Rank(by, "", 1, false));
    }
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    return by.isEmpty()
        ? GroupJob.wire(conf, "quern distinct", parts)
        : TopJob.wire(conf, "quern distinct", parts);
  }
}
