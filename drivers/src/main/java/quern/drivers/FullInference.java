package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import quern.mappers.InferMapper;
import quern.records.Schema;
import quern.records.commit.JobOutput;
import quern.records.commit.Part;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvFiles;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.Mode;
import quern.records.csv.RowBatchInputFormat;
import quern.records.csv.SchemaInference;

/** Finds the types of columns from all rows, by a job whose tasks each look at their split. */
final class FullInference implements CsvFiles.FullScan {
  /** With less than this, a job takes longer to start than reading takes. */
  private static final long WORTH_A_JOB = 64 << 20;

  private final Configuration conf;
  private final List<String> inputs;
  private final boolean quiet;
  private final Session session;

  private FullInference(Configuration conf, List<String> inputs, boolean quiet, Session session) {
    this.conf = new JobConf(conf); // with the keys that are in its credentials
    this.conf.setBoolean(FileOutputFormat.COMPRESS, false);
    this.inputs = inputs;
    this.quiet = quiet;
    this.session = session;
  }

  /**
   * How to look at all rows of {@code files}.
   *
   * @param inputs the files as the user named them
   */
  static CsvFiles.FullScan of(
      CsvFiles files, List<String> inputs, Configuration conf, RunOptions run, Session session) {
    return files.bytes() < WORTH_A_JOB
        ? CsvFiles.FullScan.HERE
        : new FullInference(conf, inputs, run.quiet(), session);
  }

  @Override
  public SchemaInference scan(CsvFiles files, Dialect dialect, List<String> names, String reference)
      throws IOException {
    // How many rows are malformed is told, but none stops this.
    Dialect lenient = dialect.with(CsvOption.MODE, Mode.PERMISSIVE.name());
    JobCommand.setInputPaths(conf, inputs);
    RowBatchInputFormat.configure(conf, lenient, Schema.ofStrings(names), reference);
    Path scratch = new Path(conf.get("hadoop.tmp.dir"), "quern-schema-" + UUID.randomUUID());
    FileSystem fs = scratch.getFileSystem(conf);
    fs.deleteOnExit(scratch);
    try {
      List<Path> paths = inputs.stream().map(Path::new).toList();
      JobOutput output = JobOutput.claim(conf, paths, scratch, null, false, "quern schema");
      JobRun.Outcome outcome =
          new JobRun(output, files.bytes(), quiet, session).run(conf, (c, work) -> wire(c));
      SchemaInference inference = new SchemaInference(names.size(), dialect.formats());
      for (Part part : outcome.manifest().parts()) {
        merge(fs, new Path(scratch, part.name()), dialect, inference);
      }
      return inference;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking for types");
    } finally {
      fs.delete(scratch, true);
    }
  }

  private static Job wire(Configuration conf) throws IOException {
    Job job = Job.getInstance(conf, "quern schema");
    job.setInputFormatClass(RowBatchInputFormat.class);
    job.setMapperClass(InferMapper.class);
    job.setNumReduceTasks(0);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(RowBlock.class);
    job.setOutputFormatClass(RowBlockOutputFormat.class);
    return job;
  }

  private static void merge(FileSystem fs, Path part, Dialect dialect, SchemaInference into)
      throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(fs.open(part), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        into.merge(SchemaInference.decode(line, dialect.formats()));
      }
    }
  }
}
