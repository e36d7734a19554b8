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
import quern.mappers.PartitionMapper;
import quern.mappers.RowMapper;
import quern.partitioners.BlockPartitioner;
import quern.partitioners.PartitionSpec;
import quern.records.Exit;
import quern.records.commit.BlockKey;
import quern.records.commit.RowBlock;
import quern.records.csv.CsvFiles;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.reducers.BlockReducer;

/** Filters, projects and repartitions CSV. */
@Command(
    optionListHeading = "Rows",
    footer = {
      "quern csv people.csv adults --where 'age > 18' --show",
      "quern csv people.csv cities --partitions 3 --partition-by hash:city",
      "quern csv people.csv by-city --partition-dirs city",
      "quern csv 'logs/*.csv.gz' out --select 'id, size / 1024 as kb' --codec zstd",
    })
final class CsvCommand extends RowsCommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Moves the rows into N parts; without it they stay in the order of the input.")
  private @Nullable Integer partitions;

  @Option(
      names = "--partition-by",
      paramLabel = "HOW",
      description =
          "random: parts as large as can be; hash:COLUMNS: equal values in one part;"
              + " range:COLUMNS [desc]: parts in order, rows within as they come; auto:COLUMNS: hash"
              + " if that is even enough, else random. [random]")
  private @Nullable String partitionBy;

  @Option(
      names = "--partition-dirs",
      paramLabel = "COLUMNS",
      description =
          "Writes rows into directories that tell these columns' values, which are left out of the"
              + " files: city=Oslo/, as Hive has them.")
  private String partitionDirs = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of what is random: the same seed, the same output. [0]")
  private long seed;

  @Mixin(name = "Rows")
  private RowOptions rows = new RowOptions();

  private @Nullable CsvFiles files;
  private @Nullable DiscoveredSchema columns;
  private @Nullable PartitionSpec partitioning;

  @Override
  public Exit run(Session session) throws Exception {
    boolean auto = AutoPartitioning.isMeant(partitionBy);
    if (partitions == null ? partitionBy != null && !auto : partitions < 1) {
      throw new UsageException("--partitions: say how many parts, at least 1");
    }
    return runJob(paths, session);
  }

  @Override
  void configure(Configuration conf, JobCommand job, Session session) throws IOException {
    DiscoveredSchema found = rows.configure(conf, job, csvIn, csvOut, partitionDirs);
    Settings.JOB_SEED.set(conf, seed);
    files = job.files();
    columns = found;
    String by = partitionBy;
    if (by != null && AutoPartitioning.isMeant(by)) {
      AutoPartitioning chosen =
          AutoPartitioning.choose(by, partitions, conf, files, csvIn.dialect(), found);
      partitioning = chosen.spec();
      partitions = chosen.partitions();
      if (!run.quiet()) {
        session.err().println("partition by " + chosen.why());
      }
    } else if (partitions != null) {
      partitioning =
          partitionBy == null
              ? PartitionSpec.RANDOM
              : PartitionSpec.parse(partitionBy, found.schema());
    }
  }

  @Override
  Job wire(Configuration conf, Path work) throws IOException {
    PartitionSpec spec = partitioning;
    if (spec != null) {
      DiscoveredSchema found = requireNonNull(columns);
      spec.prepare(
          conf,
          requireNonNull(files),
          csvIn.dialect(),
          found.schema(),
          found.reference(),
          requireNonNull(partitions),
          new Path(work, "_temporary/quern/cut-points"));
    }
    if (partitions == null) {
      return RowsJob.ofMaps(conf, "quern csv", RowBatchInputFormat.class, RowMapper.class);
    }
    Job job = RowsJob.of(conf, "quern csv", RowBatchInputFormat.class, PartitionMapper.class);
    job.setMapOutputKeyClass(BlockKey.class);
    job.setMapOutputValueClass(RowBlock.class);
    job.setSortComparatorClass(BlockKey.Comparator.class);
    job.setPartitionerClass(BlockPartitioner.class);
    job.setNumReduceTasks(partitions);
    job.setReducerClass(BlockReducer.class);
    return job;
  }
}
