package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.mapred.JobConf;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;

/** A command that reads CSV and prints what it found, with the options all such have. */
abstract class ReadCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT", arity = "1..*")
  final List<String> inputs = new ArrayList<>();

  @Mixin(name = "CSV in")
  final CsvInOptions csv = new CsvInOptions();

  @Mixin(name = "Keys")
  final KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  final RunOptions run = new RunOptions();

  /** The inputs, once they have been looked at. */
  record Found(JobConf conf, CsvFiles files, Dialect dialect, DiscoveredSchema columns) {
    /** Has jobs read these inputs, as {@link JobCommand#setRows} says. */
    void setRows(String where) {
      JobCommand.setRows(conf, columns, dialect, where);
    }
  }

  /** Finds the inputs and their columns. */
  final Found find(Session session) throws IOException {
    csv.check();
    JobConf conf = run.configuration(session);
    CsvFiles files = CsvFiles.find(inputs, conf);
    keys.attach(conf, files, null, session);
    DiscoveredSchema columns =
        csv.discover(files, FullInference.of(files, inputs, conf, run, session));
    return new Found(conf, files, csv.dialect(), columns);
  }
}
