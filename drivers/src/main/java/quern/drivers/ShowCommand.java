package quern.drivers;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quern.records.Exit;
import quern.records.Schema;

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
final class ShowCommand extends ReadCommand {
  @Option(names = "-n", paramLabel = "ROWS", description = "How many rows. [20]")
  private long rows = 20;

  @Override
  public Exit run(Session session) throws Exception {
    if (rows < 0) {
      throw new UsageException("-n " + rows + ": expected 0 or more");
    }
    Found found = find(session);
    Schema schema = found.columns().schema();
    FirstRows first = new FirstRows(found.files(), found.dialect(), found.columns(), rows);
    if (run.json()) {
      first.printJson(session.out());
      return Exit.DONE;
    }
    TablePrinter table = TablePrinter.ofData(session, schema);
    boolean more = first.print(table);
    if (!run.quiet()) {
      note(session, more, table.hiddenColumns(), schema.size());
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
