package quern.drivers;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quern.records.Exit;
import quern.records.csv.CsvFiles;
import quern.records.csv.DiscoveredSchema;

/** Prints names and types of columns, and how sure they are. */
@Command(footer = {"quern schema people.csv", "quern schema --infer full --json logs/"})
final class SchemaCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT", arity = "1..*")
  private List<String> inputs = new ArrayList<>();

  @Mixin(name = "CSV in")
  private CsvInOptions csv = new CsvInOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    Configuration conf = run.configuration(session);
    CsvFiles files = CsvFiles.find(inputs, conf);
    DiscoveredSchema found = csv.discover(files);
    session.out().println(found.schema());
    return Exit.DONE;
  }
}
