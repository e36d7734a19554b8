package quern.bench.rivals.spark;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.split;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/** Jobs with Spark SQL on two local threads, as a Spark user would write them. */
public final class SparkJobs {
  private SparkJobs() {}

  /**
   * Runs one job.
   *
   * @param args the job's name, the input, and the output directory, which must not exist
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .appName("SparkJobs")
            .master("local[2]")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 4)
            .getOrCreate()) {
      switch (args[0]) {
        case "wordcount" ->
            spark
                .read()
                .text(args[1])
                .select(explode(split(col("value"), " ")).as("word"))
                .filter("word <> ''")
                .groupBy("word")
                .count()
                .write()
                .option("sep", "\t")
                .csv(args[2]);
        case "sort" -> write(csv(spark, args[1]).orderBy("name"), args[2]);
        case "repartition" ->
            write(csv(spark, args[1]).filter("age > 18").repartition(3, col("city")), args[2]);
        case "aggregate" ->
            write(
                csv(spark, args[1])
                    .groupBy("city", "age")
                    .agg(count("*").as("n"), avg("age").as("mean"), max("income").as("most")),
                args[2]);
        case "distinct" -> write(csv(spark, args[1]).select("city", "signup").distinct(), args[2]);
        case "join" ->
            write(
                csv(spark, args[1])
                    .as("a")
                    .join(csv(spark, args[3]).as("b"), "id")
                    .selectExpr("id", "a.name", "b.city", "b.income"),
                args[2]);
        case "top" ->
            write(
                csv(spark, args[1])
                    .withColumn(
                        "rank",
                        row_number()
                            .over(
                                Window.partitionBy("city")
                                    .orderBy(col("income").desc(), col("id").desc())))
                    .filter("rank <= 3")
                    .drop("rank"),
                args[2]);
        case "queries" -> queries(spark, args[1], args[2], args[3]);
        default -> throw new IllegalArgumentException("no such job: " + args[0]);
      }
    }
  }

  /** Runs all queries of a directory, {@code NAME.sql} each, over the tables, {@code NAME.csv}. */
  private static void queries(SparkSession spark, String tables, String output, String directory)
      throws IOException {
    for (Path table : files(tables, ".csv")) {
      csv(spark, table.toString()).createOrReplaceTempView(name(table));
    }
    for (Path query : files(directory, ".sql")) {
      write(spark.sql(Files.readString(query)), output + "/" + name(query));
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

  private static Dataset<Row> csv(SparkSession spark, String input) {
    return spark
        .read()
        .option("header", true)
        .option("escape", "\"")
        .option("inferSchema", true)
        .csv(input);
  }

  private static void write(Dataset<Row> rows, String output) {
    rows.write().option("header", true).option("escape", "\"").csv(output);
  }
}
