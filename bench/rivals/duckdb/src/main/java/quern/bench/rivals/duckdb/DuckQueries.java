package quern.bench.rivals.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Queries over CSV files, each into a CSV file, with DuckDB on two threads. */
public final class DuckQueries {
  private DuckQueries() {}

  /**
   * Runs all queries of a directory.
   *
   * @param args the directory of the tables, {@code NAME.csv} each; the output directory; that of
   *     the queries, {@code NAME.sql} each
   */
  public static void main(String[] args) throws IOException, SQLException {
    Path output = Files.createDirectories(Path.of(args[1]));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET threads=2");
      for (Path table : files(args[0], ".csv")) {
        statement.execute(
            "CREATE VIEW %s AS SELECT * FROM read_csv('%s')".formatted(name(table), table));
      }
      for (Path query : files(args[2], ".sql")) {
        statement.execute(
            "COPY (%s) TO '%s' (FORMAT csv, HEADER)"
                .formatted(Files.readString(query), output.resolve(name(query) + ".csv")));
      }
    }
  }

  private static List<Path> files(String directory, String ending) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceFirst("\\..*", "");
  }
}
