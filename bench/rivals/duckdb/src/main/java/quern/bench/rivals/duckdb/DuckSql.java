package quern.bench.rivals.duckdb;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A statement of SQL with DuckDB on two threads. */
public final class DuckSql {
  private DuckSql() {}

  /**
   * Runs a statement.
   *
   * @param args the statement, and what {@code $in} and {@code $out} in it stand for
   */
  public static void main(String[] args) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("SET threads=2");
      statement.execute(args[0].replace("$in", literal(args[1])).replace("$out", literal(args[2])));
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
