package quern.bench.rivals.spark;

import java.io.IOException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The adults of a people file with Spark SQL on two local threads, as a Spark user would write it.
 *
 * <p>The one departure from Spark's defaults is the escape character, which is the quote: Spark's
 * own is the backslash, and with it a doubled quote (RFC 4180) is neither read nor written.
 */
public final class SparkFilter {
  private SparkFilter() {}

  /**
   * Writes the rows of a CSV file whose {@code age} is above 18 to a directory of part files.
   *
   * @param args the input, the output directory, which must not exist, and then any of {@code
   *     partitions=N} (shuffles into that many parts) and {@code schema=DDL} (the columns' types,
   *     which saves the pass over the data that infers them)
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("SparkFilter")
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      Dataset<Row> adults = read(spark, args[0], option(args, "schema")).filter("age > 18");
      String partitions = option(args, "partitions");
      if (!partitions.isEmpty()) {
        adults = adults.repartition(Integer.parseInt(partitions));
      }
      adults.write().option("header", true).option("escape", "\"").csv(args[1]);
    }
  }

  private static Dataset<Row> read(SparkSession spark, String input, String schema) {
    DataFrameReader reader = spark.read().option("header", true).option("escape", "\"");
    return schema.isEmpty()
        ? reader.option("inferSchema", true).csv(input)
        : reader.schema(schema).csv(input);
  }

  /** The value of {@code key=value} among the arguments after the first two; empty if absent. */
  private static String option(String[] args, String key) {
    for (int i = 2; i < args.length; i++) {
      if (args[i].startsWith(key + "=")) {
        return args[i].substring(key.length() + 1);
      }
    }
    return "";
  }
}
