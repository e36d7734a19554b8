package quern.bench;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of TPC-H as CSV with headers, from a generator that gives those of the standard's own. */
final class TpchCsv {
  private TpchCsv() {}

  /**
   * Writes the tables that the queries of the bench read, where they are not there yet.
   *
   * @param scale 1 for 6 million rows of {@code lineitem}
   */
  static void write(Path directory, double scale) throws IOException {
    Files.createDirectories(directory);
    for (TpchTable<?> table :
        List.of(TpchTable.CUSTOMER, TpchTable.ORDERS, TpchTable.LINE_ITEM, TpchTable.PART)) {
      Path file = directory.resolve(table.getTableName() + ".csv");
      if (!Files.exists(file)) {
        Path scratch = directory.resolve("tmp");
        write(table, scale, scratch);
        Files.move(scratch, file);
      }
    }
  }

  private static <E extends TpchEntity> void write(TpchTable<E> table, double scale, Path file)
      throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(
          table.getColumns().stream()
              .map(TpchColumn::getColumnName)
              .collect(Collectors.joining(",")));
      out.write('\n');
      for (E row : table.createGenerator(scale, 1, 1)) {
        String line = row.toLine(); // each field with a bar behind it
        out.write(
            Stream.of(line.substring(0, line.length() - 1).split("\\|", -1))
                .map(field -> field.indexOf(',') < 0 ? field : '"' + field + '"')
                .collect(Collectors.joining(",")));
        out.write('\n');
      }
    }
  }
}
