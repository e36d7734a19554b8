package quern.drivers;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Column;
import quern.records.Schema;
import quern.records.keys.SortColumn;

/** Columns of the output that are written as names of directories, and not into the files. */
final class PartitionDirectories {
  private PartitionDirectories() {}

  /**
   * Tells a job that its rows go to directories.
   *
   * @param names the columns, as users write them: {@code country, city}
   * @param output the columns of the output
   * @return those that are left in the files
   * @throws UsageException when none is left, a direction is given, or a directory would be hidden
   */
  static Schema takeOut(String names, Schema output, Configuration conf) {
    List<Column> taken = new ArrayList<>();
    for (SortColumn column : SortColumn.parse(names, output)) {
      Column found = output.column(column.column());
      if (!column.equals(SortColumn.ascending(column.column()))) {
        throw new UsageException(
            "--partition-dirs '%s': directories have no order; leave out desc and nulls last"
                .formatted(names));
      }
      if (found.name().startsWith("_") || found.name().startsWith(".")) {
        throw new UsageException(
            "--partition-dirs '%s': readers pass over directories whose names begin with _ or .; name the column otherwise: --select 'id, \"%s\" as x'"
                .formatted(names, found.name()));
      }
      taken.add(found);
    }
    List<Column> left = new ArrayList<>(output.columns());
    left.removeAll(taken);
    if (left.isEmpty()) {
      throw new UsageException(
          "--partition-dirs '%s': no column is left for the files".formatted(names));
    }
    Settings.OUTPUT_DIRECTORIES.set(conf, new Schema(taken).toString());
    return new Schema(left);
  }

  /** The columns of the output as it is read again: those of the files, then of the directories. */
  static Schema all(Configuration conf) {
    List<Column> columns =
        new ArrayList<>(Schema.parse(Settings.COMMIT_SCHEMA.get(conf)).columns());
    String directories = Settings.OUTPUT_DIRECTORIES.get(conf);
    if (!directories.isEmpty()) {
      columns.addAll(Schema.parse(directories).columns());
    }
    return new Schema(columns);
  }
}
