package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.csv.DiscoveredSchema;
import quern.records.sql.Expressions;

/** Which rows of CSV are written, and what of each: for commands from rows to rows. */
final class RowOptions {
  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description =
          "Only rows for which this SQL condition is true: 'age > 18'. docs/expressions.md has the"
              + " functions")
  private String where = "";

  @Option(
      names = "--select",
      paramLabel = "LIST",
      description =
          "What to write of each row: 'id, income / 12 as monthly'. All columns if not given")
  private String select = "";

  /** What is written of each row; empty for all columns. */
  String select() {
    return select;
  }

  /**
   * Finds the input's columns and sets how rows are read, chosen and written.
   *
   * @throws IllegalArgumentException when condition or list cannot be, for these columns
   */
  DiscoveredSchema configure(
      Configuration conf, JobCommand job, CsvInOptions csvIn, CsvOutOptions csvOut)
      throws IOException {
    return configure(conf, job, csvIn, csvOut, "");
  }

  /**
   * Likewise, for rows that go to directories.
   *
   * @param directories the columns of the output that the directories tell; empty for none
   */
  DiscoveredSchema configure(
      Configuration conf,
      JobCommand job,
      CsvInOptions csvIn,
      CsvOutOptions csvOut,
      String directories)
      throws IOException {
    DiscoveredSchema found = job.reads(csvIn, where, conf);
    Schema output =
        select.isEmpty()
            ? found.schema()
            : new Expressions(found.schema(), csvIn.dialect()).select(select).schema();
    if (!directories.isEmpty()) {
      output = PartitionDirectories.takeOut(directories, output, conf);
    }
    Settings.SELECT.set(conf, select);
    job.writes(output, csvOut.dialect(), conf);
    return found;
  }
}
