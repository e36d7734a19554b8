package quern.drivers;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.mapred.JobConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.records.Exit;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;

/** Prints the first rows as a table; reads no more than it must. */
@Command(
    description = {
      "Takes files, directories, globs and output of other commands, compressed or not.",
      "On a terminal, cells are cut to its width; elsewhere nothing is cut."
    },
    footer = {
      "quern show people.csv",
      "quern show -n 5 --sep '\\t' 'logs/*.tsv.gz'",
      "quern show --json people.csv | jq .name"
    })
final class ShowCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT", arity = "1..*")
  private List<String> inputs = new ArrayList<>();

  @Option(names = "-n", paramLabel = "ROWS", description = "How many rows. [20]")
  private long rows = 20;

  @Mixin(name = "CSV in")
  private CsvInOptions csv = new CsvInOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    if (rows < 0) {
      throw new UsageException("-n " + rows + ": expected 0 or more");
    }
    csv.check();
    Dialect dialect = csv.dialect();
    JobConf conf = run.configuration(session);
    CsvFiles files = CsvFiles.find(inputs, conf);
    keys.attach(conf, files, null, session);
    DiscoveredSchema columns =
        csv.discover(files, FullInference.of(files, inputs, conf, run, session));
    FirstRows first = new FirstRows(files, dialect, columns, rows);
    if (run.json()) {
      first.printJson(session.out());
      return Exit.DONE;
    }
    TablePrinter table = TablePrinter.ofData(session, columns.schema());
    boolean more = first.print(table);
    if (!run.quiet()) {
      note(session, more, table.hiddenColumns(), columns.schema().size());
    }
    return Exit.DONE;
  }

  private void note(Session session, boolean more, int hidden, int columns) {
    List<String> notes = new ArrayList<>();
    if (more) {
      notes.add("there are more rows (-n)");
    }
    if (hidden > 0) {
      notes.add(hidden + " of " + columns + " columns are not shown");
    }
    if (!notes.isEmpty()) {
      session.out().flush();
      session.err().println(String.join("; ", notes));
    }
  }
}
