package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import quern.mappers.InferMapper;
import quern.records.Schema;
import quern.records.commit.Part;
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

  private final ScratchJob job;

  private FullInference(ScratchJob job) {
    this.job = job;
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
        : new FullInference(new ScratchJob(conf, inputs, files.bytes(), run.quiet(), session));
  }

  @Override
  public SchemaInference scan(CsvFiles files, Dialect dialect, List<String> names, String reference)
      throws IOException {
    // How many rows are malformed is told, but none stops this.
    Dialect lenient = dialect.with(CsvOption.MODE, Mode.PERMISSIVE.name());
    RowBatchInputFormat.configure(job.configuration(), lenient, Schema.ofStrings(names), reference);
    try {
      return job.run(
          "quern schema",
          (conf, work) -> wire(conf),
          (fs, directory, outcome) -> {
            SchemaInference inference = new SchemaInference(names.size(), dialect.formats());
            for (Part part : outcome.manifest().parts()) {
              merge(fs, new Path(directory, part.name()), dialect, inference);
            }
            return inference;
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking for types");
    }
  }

  private static Job wire(Configuration conf) throws IOException {
    return RowsJob.ofMaps(conf, "quern schema", RowBatchInputFormat.class, InferMapper.class);
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
