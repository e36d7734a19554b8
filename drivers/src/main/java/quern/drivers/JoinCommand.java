package quern.drivers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.mappers.JoinMapper;
import quern.mappers.TableJoinMapper;
import quern.partitioners.JoinPartitioner;
import quern.records.Exit;
import quern.records.csv.RowBatchInputFormat;
import quern.reducers.JoinReducer;

/** Joins two inputs of CSV: rows of which columns are equal. */
@Command(
    optionListHeading = "Join",
    description =
        "Rows match where columns are equal: --on 'a.id = b.user_id and a.day = b.day', or --using"
            + " id,day.",
    footer = {
      "quern join users.csv orders.csv out --on 'users.id = orders.user_id'",
      "quern join a.csv b/ out --as a,b --using id,day --type left",
      "quern join a.csv b.csv out --using id --select 'a.name, total * 2 as twice'",
    })
final class JoinCommand extends RowsCommand {
  @Parameters(index = "0", paramLabel = "LEFT")
  private String left = "";

  @Parameters(index = "1", paramLabel = "RIGHT")
  private String right = "";

  @Parameters(index = "2", paramLabel = "OUTPUT")
  private String output = "";

  @Mixin(name = "Join")
  private JoinOptions options = new JoinOptions();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "How many parts, joined by as many reduce tasks. [none when a side is small, else by size]")
  private @Nullable Integer partitions;

  private @Nullable JoinInputs inputs;
  private @Nullable JoinStrategy strategy;
  private int hotKeys;

  JoinCommand() {
    super(new RunOptions(true));
  }

  @Override
  public Exit run(Session session) throws Exception {
    checkPartitions(partitions);
    options.check(run.pairs(), partitions);
    Exit exit = runJob(List.of(left, right, output), session);
    if (!run.quiet() && !run.json()) {
      session.err().println("joined    " + requireNonNull(strategy).told(hotKeys));
    }
    return exit;
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    JoinInputs found =
        JoinInputs.find(
            left,
            right,
            conf,
            csvIn,
            options,
            files -> FullInference.of(files.files(), List.of(files.path()), conf, run, session));
    job.writes(csvOut.dialect(), conf);
    options.configure(conf, found, csvOut.dialect());
    inputs = found;
    strategy = JoinStrategy.choose(conf, found, options.broadcast(), partitions);
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    JoinStrategy how = requireNonNull(strategy);
    hotKeys = how.configure(conf, requireNonNull(inputs));
    if (how.partitions() == 0) {
      Job job =
          RowsJob.ofMaps(conf, "quern join", RowBatchInputFormat.class, TableJoinMapper.class);
      how.obtainTokens(job.getCredentials(), conf, requireNonNull(inputs));
      return job;
    }
    Job job = RowsJob.ofKeys(conf, "quern join", RowBatchInputFormat.class, JoinMapper.class);
    job.setPartitionerClass(JoinPartitioner.class);
    job.setReducerClass(JoinReducer.class);
    job.setNumReduceTasks(how.partitions());
    return job;
  }
}
