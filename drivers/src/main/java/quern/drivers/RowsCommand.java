package quern.drivers;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import quern.records.Exit;

/** A command that makes rows of CSV from rows of CSV by one job, with the options all such have. */
abstract class RowsCommand implements Subcommand {
  @Mixin(name = "Output")
  final OutputOptions out = new OutputOptions();

  @Mixin(name = "Malformed rows")
  final RejectOptions rejects = new RejectOptions();

  @Mixin(name = "CSV in")
  final CsvInOptions csvIn = new CsvInOptions();

  @Mixin(name = "CSV out")
  final CsvOutOptions csvOut = new CsvOutOptions();

  @Mixin(name = "Keys")
  final KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  final RunOptions run;

  RowsCommand() {
    this(new RunOptions());
  }

  /**
   * For a command that takes more, or less, of where it runs.
   *
   * @param run what it takes
   */
  RowsCommand(RunOptions run) {
    this.run = run;
  }

  /** Sets in {@code conf} what the options say. */
  abstract void configure(Configuration conf, JobCommand job, Session session) throws IOException;

  /**
   * The job's mappers, reducers and the like.
   *
   * @param work the directory that the job's files go to before they are published
   */
  abstract Job wire(Configuration conf, Path work) throws IOException;

  /**
   * Runs the job.
   *
   * @param paths the inputs, and last the output
   */
  final Exit runJob(List<String> paths, Session session) throws Exception {
    return new JobCommand(session, run, out, keys, rejects, paths)
        .run((conf, job) -> configure(conf, job, session), this::wire);
  }

  /**
   * Checks what {@code --partitions} says.
   *
   * @throws UsageException when that is none
   */
  static void checkPartitions(@Nullable Integer partitions) {
    if (partitions != null && partitions < 1) {
      throw new UsageException("--partitions: say how many parts, at least 1");
    }
  }
}
