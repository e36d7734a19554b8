package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quern.mappers.CountMapper;
import quern.records.Exit;
import quern.records.csv.RowBatchInputFormat;

/** Counts rows of CSV and prints how many there are. */
@Command(
    description = "Prints one number. The splits prove that each row was counted once.",
    footer = {
      "quern count people.csv",
      "quern count 'logs/*.csv.gz' --where 'status >= 500'",
    })
final class CountCommand extends ReadCommand {
  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only rows for which this SQL condition is true: 'age > 18'")
  private String where = "";

  @Override
  public Exit run(Session session) throws Exception {
    Found found = find(session);
    found.setRows(where);
    JobRun.Outcome outcome =
        new ScratchJob(found.conf(), inputs, found.files().bytes(), run.quiet(), session)
            .run("quern count", CountCommand::wire, (fs, directory, done) -> done);
    print(outcome, session);
    return Exit.DONE;
  }

  private static Job wire(Configuration conf, Path work) throws IOException {
    return RowsJob.ofMaps(conf, "quern count", RowBatchInputFormat.class, CountMapper.class);
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
