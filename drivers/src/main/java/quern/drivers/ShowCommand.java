package quern.drivers;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.records.Exit;

/** Prints the first rows as a table; reads no more than it must. */
@Command(
    footer = {
      "quern show people.csv",
      "quern show -n 5 --sep '\\t' 'logs/*.tsv.gz'",
    })
final class ShowCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT", arity = "1..*")
  private List<String> inputs = new ArrayList<>();

  @Option(names = "-n", paramLabel = "ROWS", description = "How many rows. [20]")
  private int rows = 20;

  @Mixin(name = "CSV in")
  private CsvInOptions csv = new CsvInOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    session.out().println(inputs + " " + rows + " " + csv.dialect() + run.configuration(session));
    return Exit.DONE;
  }
}
