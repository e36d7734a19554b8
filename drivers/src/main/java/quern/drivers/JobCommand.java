package quern.drivers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.ConfigRedactor;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.util.StringUtils;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.Schema;
import quern.records.commit.JobOutput;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.commit.Storage;
import quern.records.csv.CsvFiles;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.sql.Expressions;

/**
 * What all commands share that run one job from inputs to an output directory: finds the inputs,
 * claims the output, runs the job and tells what came of it.
 */
final class JobCommand {
  /** What makes Hadoop take a path for a pattern of paths. */
  private static final Pattern PATTERN = Pattern.compile("[*?\\[\\]{}\\\\]");

  /** A property set on the command line; the value follows its key. */
  private static final Pattern PROPERTY =
      Pattern.compile("((?:-D)?)([^\\s='\"]+)=(.*)", Pattern.DOTALL);

  /** What a shell takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,@%+-]+");

  private final Session session;
  private final RunOptions run;
  private final OutputOptions out;
  private final KeyOptions keys;
  private final RejectOptions rejects;
  private final List<String> inputs;
  private final String output;
  private @Nullable CsvFiles files;
  private Dialect outputDialect = Dialect.RFC_4180;
  private @Nullable Function<Summary, String> remark;

  /**
   * @param paths the inputs, and last the output
   * @throws UsageException when there are less than two
   */
  JobCommand(
      Session session,
      RunOptions run,
      OutputOptions out,
      KeyOptions keys,
      RejectOptions rejects,
      List<String> paths) {
    if (paths.size() < 2) { // picocli counts only those that stand together
      throw new UsageException("say also where the output goes: INPUT… OUTPUT");
    }
    this.session = session;
    this.run = run;
    this.out = out;
    this.keys = keys;
    this.rejects = rejects;
    this.inputs = paths.subList(0, paths.size() - 1);
    this.output = paths.get(paths.size() - 1);
  }

  /** Has the summary followed by a line of the command's own. */
  JobCommand remark(Function<Summary, String> line) {
    remark = line;
    return this;
  }

  /** Sets what the command's options say. */
  interface Configuring {
    void configure(Configuration conf, JobCommand job) throws IOException;
  }

  /** The inputs, once the job is being configured. */
  CsvFiles files() {
    return requireNonNull(files, "the inputs have not been looked for");
  }

  /** The inputs' columns as {@code csv} says to find them. */
  DiscoveredSchema discover(CsvInOptions csv, Configuration conf) throws IOException {
    return csv.discover(files(), FullInference.of(files(), inputs, conf, run, session));
  }

  /** Finds the inputs' columns and says how rows are read, and which, as {@link #setRows} does. */
  DiscoveredSchema reads(CsvInOptions csv, String where, Configuration conf) throws IOException {
    DiscoveredSchema found = discover(csv, conf);
    setRows(conf, found, csv.dialect(), where);
    return found;
  }

  /**
   * Says how rows are read, and which.
   *
   * @param where the condition that rows must meet; empty for all rows
   * @throws IllegalArgumentException when the condition cannot be, for these columns
   */
  static void setRows(Configuration conf, DiscoveredSchema columns, Dialect dialect, String where) {
    if (!where.isEmpty()) {
      new Expressions(columns.schema(), dialect).where(where);
    }
    RowBatchInputFormat.configure(conf, dialect, columns.schema(), columns.reference());
    Settings.WHERE.set(conf, where);
  }

  /** Says which columns the output has and how they are written. */
  void writes(Schema schema, Dialect dialect, Configuration conf) throws IOException {
    Settings.COMMIT_SCHEMA.set(conf, schema.toString());
    if (dialect.hasHeader()) {
      RowBlockOutputFormat.setHeader(conf, new CsvWriter(dialect).header(schema));
    }
    writes(dialect, conf);
  }

  /** Says how the output is written, for the manifest and for whoever reads it again. */
  void writes(Dialect dialect, Configuration conf) {
    outputDialect = dialect;
    dialect.write(conf, Dialect.OUT);
  }

  Exit run(Configuring command, JobRun.Wiring wiring) throws IOException, InterruptedException {
    JobConf conf = run.configuration(session);
    out.configureCodecs(conf);
    files = CsvFiles.find(inputs, conf);
    setInputPaths(conf, inputs);
    keys.attach(conf, files, out.key(), session);
    rejects.configure(conf);
    Storage storage = out.storage(conf, new Path(output), rejects.path());
    command.configure(conf, this);
    JobOutput claimed =
        JobOutput.claim(
            conf,
            inputs.stream().map(Path::new).toList(),
            new Path(output),
            rejects.path(),
            storage,
            out.overwrite(),
            command(conf));
    JobRun.Outcome outcome =
        new JobRun(claimed, files.bytes(), run.quiet(), session).run(conf, wiring);
    if (out.show() > 0 && !outcome.manifest().parts().isEmpty()) {
      show(conf);
    }
    Summary summary = Summary.of(outcome, output, rejects.directory());
    if (run.json()) {
      summary.printJson(session.out());
    } else if (!run.quiet()) {
      session.out().flush();
      session.err().println(summary.text());
      if (remark != null) {
        session.err().println(remark.apply(summary));
      }
    }
    return Exit.DONE;
  }

  /** Prints the first rows of what has been written. */
  private void show(Configuration conf) throws IOException {
    CsvFiles written = CsvFiles.find(List.of(output), conf);
    Schema schema = PartitionDirectories.all(conf);
    DiscoveredSchema columns = new DiscoveredSchema(schema, "", null, true, -1);
    FirstRows rows = new FirstRows(written, outputDialect, columns, out.show());
    if (run.json()) {
      rows.printJson(session.out());
    } else {
      rows.print(TablePrinter.ofData(session, schema));
    }
  }

  /** The command as it could be given again in a shell, secrets left out, for the manifest. */
  private String command(Configuration conf) {
    ConfigRedactor redactor = new ConfigRedactor(conf);
    StringBuilder command = new StringBuilder("quern");
    for (String arg : session.args()) {
      Matcher property = PROPERTY.matcher(arg);
      String shown =
          property.matches()
              ? property.group(1)
                  + property.group(2)
                  + "="
                  + redactor.redact(property.group(2), property.group(3))
              : arg;
      command
          .append(' ')
          .append(PLAIN.matcher(shown).matches() ? shown : "'" + shown.replace("'", "'\\''") + "'");
    }
    return command.toString();
  }

  /** Has a job read {@code inputs}, which may hold globs. */
  static void setInputPaths(Configuration conf, List<String> inputs) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String input : inputs) {
      Path path = new Path(input);
      FileSystem fs = path.getFileSystem(conf);
      if (!addPartitions(path, fs, conf, paths)) {
        String qualified = fs.makeQualified(path).toString();
        boolean exists = PATTERN.matcher(qualified).find() && fs.exists(path);
        paths.add(exists ? literal(qualified) : qualified);
      }
    }
    conf.set(
        FileInputFormat.INPUT_DIR,
        paths.stream().map(StringUtils::escapeString).collect(Collectors.joining(",")));
    conf.setBoolean(FileInputFormat.INPUT_DIR_NONRECURSIVE_IGNORE_SUBDIRS, true);
  }

  /** A name that is no pattern, whatever is in it. */
  private static String literal(String name) {
    return PATTERN.matcher(name).replaceAll("\\\\$0");
  }

  /**
   * Adds the directories that tell columns by their names below {@code input}, and the columns to
   * {@code conf}; false when there are none.
   */
  private static boolean addPartitions(
      Path input, FileSystem fs, Configuration conf, List<String> paths) throws IOException {
    if (!CsvFiles.hasPartitions(fs, input)) {
      return false;
    }
    CsvFiles files = CsvFiles.find(List.of(input.toString()), conf);
    files.partitionDirectories().forEach(directory -> paths.add(literal(directory.toString())));
    Settings.CSV_DIRECTORIES.set(conf, files.directories().toString());
    return true;
  }
}
