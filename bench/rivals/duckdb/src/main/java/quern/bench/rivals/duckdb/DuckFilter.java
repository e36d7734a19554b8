package quern.bench.rivals.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The adults of a people file with DuckDB on two threads, in one {@code COPY}. */
public final class DuckFilter {
  private DuckFilter() {}

  /**
   * Writes the rows of a CSV file whose {@code age} is above 18.
   *
   * @param args the input, the output, which must not exist, and optionally further options of
   *     {@code COPY}, such as {@code PER_THREAD_OUTPUT}, with which the output is a directory
   */
  public static void main(String[] args) throws SQLException {
    String options = args.length > 2 ? "HEADER, " + args[2] : "HEADER";
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET threads=2");
      statement.execute(
          "COPY (SELECT * FROM read_csv(%s) WHERE age > 18) TO %s (FORMAT csv, %s)"
              .formatted(literal(args[0]), literal(args[1]), options));
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
