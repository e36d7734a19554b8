package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.CountMapper;
import quern.records.Exit;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvFiles;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;
import quern.records.sql.Expressions;

/** Counts rows of CSV and prints how many there are. */
@Command(
    description = "Prints one number. The splits prove that each row was counted once.",
    footer = {
      "quern count people.csv",
      "quern count 'logs/*.csv.gz' --where 'status >= 500'",
    })
final class CountCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT", arity = "1..*")
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only rows for which this SQL condition is true: 'age > 18'")
  private String where = "";

  @Mixin(name = "CSV in")
  private CsvInOptions csv = new CsvInOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    csv.check();
    JobConf conf = run.configuration(session);
    CsvFiles files = CsvFiles.find(inputs, conf);
    keys.attach(conf, files, null, session);
    DiscoveredSchema columns =
        csv.discover(files, FullInference.of(files, inputs, conf, run, session));
    if (!where.isEmpty()) {
      new Expressions(columns.schema(), csv.dialect()).where(where);
    }
    Settings.WHERE.set(conf, where);
    RowBatchInputFormat.configure(conf, csv.dialect(), columns.schema(), columns.reference());
    JobRun.Outcome outcome =
        new ScratchJob(conf, inputs, files.bytes(), run.quiet(), session)
            .run("quern count", CountCommand::wire, (fs, directory, done) -> done);
    print(outcome, session);
    return Exit.DONE;
  }

  private static Job wire(Configuration conf, Path work) throws IOException {
    Job job = Job.getInstance(conf, "quern count");
    job.setInputFormatClass(RowBatchInputFormat.class);
    job.setMapperClass(CountMapper.class);
    job.setNumReduceTasks(0);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(RowBlock.class);
    job.setOutputFormatClass(RowBlockOutputFormat.class);
    return job;
  }

  private void print(JobRun.Outcome outcome, Session session) throws IOException {
    long rows = outcome.manifest().counts().getOrDefault(CountMapper.ROWS, 0L);
    Summary summary = Summary.of(outcome, "", "");
    if (run.json()) {
      printJson(rows, summary, session);
      return;
    }
    session.out().println(rows);
    if (!run.quiet()) {
      session.out().flush();
      session.err().println(summary.text());
    }
  }

  private static void printJson(long rows, Summary summary, Session session) throws IOException {
    try (JsonGenerator json = JsonOutput.indented(session.out())) {
      json.writeStartObject();
      json.writeNumberField("rows", rows);
      summary.writeInput(json);
      json.writeNumberField("seconds", summary.millis() / 1000.0);
      json.writeNumberField("reruns", summary.reruns());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
