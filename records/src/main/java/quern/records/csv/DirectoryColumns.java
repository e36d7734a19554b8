package quern.records.csv;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;

/**
 * Columns that are not in the files of an input but in the names of the directories they are in:
 * the last ones of the schema.
 *
 * @param names the columns, that of the upper directory first; empty when there are none
 */
record DirectoryColumns(List<String> names) {
  DirectoryColumns {
    names = List.copyOf(names);
  }

  /** Those that a job's configuration tells. */
  static DirectoryColumns of(Configuration conf) {
    String columns = Settings.CSV_DIRECTORIES.get(conf);
    return new DirectoryColumns(columns.isEmpty() ? List.of() : Schema.parse(columns).names());
  }

  int size() {
    return names.size();
  }

  /** A file's columns and these; a file may not have one of these itself. */
  List<String> behind(List<String> header, String file) throws QuernException {
    List<String> all = new ArrayList<>(header);
    for (String name : names) {
      if (header.contains(name)) {
        throw new QuernException(
            Exit.USAGE,
            "%s has a column '%s', and so has the name of its directory; give the files themselves as input, with a pattern, to read only theirs"
                .formatted(file, name));
      }
      all.add(name);
    }
    return all;
  }

  /**
   * Has {@code batch} hand out a file's fields in the schema's order, and these columns with them.
   *
   * @param header the file's own columns; null when it has no header
   */
  void apply(
      RowBatch batch, Schema schema, String reference, @Nullable List<String> header, String file)
      throws QuernException {
    if (names.isEmpty()) {
      batch.order = header == null ? null : ColumnOrder.of(schema, reference, header, file);
      return;
    }
    List<String> own =
        header == null ? schema.names().subList(0, schema.size() - names.size()) : header;
    int[] order = ColumnOrder.of(schema, reference, behind(own, file), file);
    if (order == null) {
      order = IntStream.range(0, schema.size()).toArray();
    }
    batch.order = order;
    batch.constants = values(file);
  }

  /** One row that has these columns and no others, as those of {@code file} have them. */
  RowBatch row(Dialect dialect, String file) throws QuernException {
    RowBatch batch = new RowBatch(dialect, 0);
    batch.rows = 1;
    batch.order = IntStream.range(0, names.size()).toArray();
    batch.constants = values(file);
    return batch;
  }

  private byte @Nullable [][] values(String file) throws QuernException {
    byte @Nullable [][] values = new byte @Nullable [names.size()][];
    Path at = requireNonNull(new Path(file).getParent());
    for (int i = names.size() - 1; i >= 0; i--, at = requireNonNull(at.getParent())) {
      if (!names.get(i).equals(DirectoryName.column(at.getName()))) {
        throw new QuernException(
            Exit.USAGE,
            "%s: expected it in a directory whose name tells %s, found %s"
                .formatted(file, names.get(i), at.getName()));
      }
      values[i] = DirectoryName.value(at.getName());
    }
    return values;
  }
}
