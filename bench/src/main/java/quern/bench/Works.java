package quern.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** The works by name, with their data, which is generated when it is first asked for. */
final class Works {
  /** All works but that of a cluster, which starts one. */
  static final List<String> NAMES =
      List.of(
          "filter",
          "wordcount",
          "sort",
          "repartition",
          "aggregate",
          "distinct",
          "top",
          "join",
          "join-skewed",
          "tpch",
          "small",
          "chain");

  private static final long SEED = 42;
  private static final String PEOPLE_TYPES =
      "id BIGINT, name STRING, age INT, city STRING, income DOUBLE, signup DATE, comment STRING";

  private final Home home;
  private final long rows;

  /**
   * Works on the data of a checkout.
   *
   * @param rows size of the people file of all works but {@code small}
   */
  Works(Home home, long rows) {
    this.home = home;
    this.rows = rows;
  }

  /**
   * The work of this name, its data generated.
   *
   * @throws IllegalArgumentException if there is none
   */
  Work named(String name) throws IOException {
    return switch (name) {
      case "filter" -> filter();
      case "wordcount" -> wordCount();
      case "sort" -> sort();
      case "repartition" -> repartition();
      case "aggregate" -> aggregate();
      case "distinct" -> distinct();
      case "top" -> top();
      case "join" ->
          join("join", "Join %,d rows, %.2f GB, with a tenth as many, by id", people(rows));
      case "join-skewed" ->
          join(
              "join-skewed",
              "The same where one id has three of ten rows: %,d rows, %.2f GB",
              skewed(people(rows)));
      case "tpch" -> tpch();
      case "small" -> small();
      case "chain" -> chain();
      case "cluster" -> cluster();
      default ->
          throw new IllegalArgumentException(
              "expected one of the works "
                  + String.join(", ", NAMES)
                  + " and cluster, or all, found \""
                  + name
                  + "\"");
    };
  }

  /** A scan that keeps four rows in five: reading, parsing and writing CSV, with no shuffle. */
  private Work filter() throws IOException {
    Path input = people(rows);
    String spark = "Spark " + home.version("spark", "spark-sql_2.13") + " local[2]";
    String duck = "DuckDB " + home.version("duckdb", "duckdb_jdbc") + ", 2 threads";
    return new Work(
        "filter",
        String.format(
            Locale.ROOT,
            "Rows with age > 18 of a people file of %,d rows, %.2f GB, from CSV to CSV",
            rows,
            Files.size(input) / 1e9),
        List.of(
            quern(input, "filter"),
            sparkFilter("spark", spark, input),
            sparkFilter("spark-3", spark + ", repartition(3)", input, "partitions=3"),
            sparkFilter("spark-schema", spark + ", types given", input, "schema=" + PEOPLE_TYPES),
            duckFilter("duckdb", duck, input),
            duckFilter("duckdb-parts", duck + ", a file a thread", input, "PER_THREAD_OUTPUT")),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** Next to no data: what remains is the cost of starting a job and of ending it. */
  private Work small() throws IOException {
    Path text = words();
    Path output = home.outputs().resolve("small-stock");
    List<String> wordCount = home.java("stock", "org.apache.hadoop.examples.ExampleDriver");
    wordCount.addAll(
        List.of(
            "wordcount",
            "-Dhadoop.tmp.dir=" + home.scratch().resolve("hadoop").toAbsolutePath(),
            text.toString(),
            output.toString()));
    String stock =
        "MapReduce %s word count of 1 KB, examples %s"
            .formatted(
                home.version("stock", "hadoop-mapreduce-client-core"),
                home.version("stock", "hadoop-mapreduce-examples"));
    return new Work(
        "small",
        "A job on hardly any data in the local runner",
        List.of(
            quern(people(200), "small"),
            new Contender("stock", stock, List.of(), wordCount, output)),
        Work.Output.ANY);
  }

  /** Ten small jobs, each of which reads what the one before it wrote. */
  private Work chain() throws IOException {
    Path output = home.outputs().resolve("chain-quern");
    Path flow = home.scratch().resolve("chain.yaml");
    StringBuilder text = new StringBuilder("steps:\n");
    Path input = people(200);
    for (int i = 0; i < 10; i++) {
      Path next = output.resolve("s" + i);
      text.append("  s%d:\n    command: csv %s %s\n".formatted(i, input, next));
      input = next;
    }
    Files.writeString(flow, text.toString());
    Path stock = home.outputs().resolve("chain-stock");
    List<String> control = home.java("stock", "quern.bench.rivals.stock.StockChain");
    control.addAll(
        List.of(
            words().toString(),
            stock.toString(),
            home.scratch().resolve("hadoop").toAbsolutePath().toString()));
    return new Work(
        "chain",
        "Ten small jobs in a chain in the local runner",
        List.of(
            new Contender(
                "quern",
                "Quern flow run, ten times csv of 200 rows",
                List.of(home.quern().toString(), "--version"),
                List.of(
                    home.quern().toString(),
                    "flow",
                    "run",
                    flow.toString(),
                    "--state",
                    output.resolve("state").toString()),
                output),
            new Contender(
                "stock", "JobControl, ten times a copy of 1 KB", List.of(), control, stock)),
        Work.Output.ANY);
  }

  /**
   * Next to no data on a warm cluster of this machine, which the first contender's preparation
   * starts and {@code bench/run} stops. The scripts leave a file, as outputs are in HDFS.
   */
  private Work cluster() throws IOException {
    Path directory = home.cluster().toAbsolutePath();
    String quern = home.quern() + " ";
    String fs = quern + "fs --dir " + directory + " ";
    String prepare =
        quern
            + ("cluster start --quiet --ports free --dir " + directory)
            + (" && " + fs + "-mkdir -p /bench")
            + (" && " + fs + "-put -f " + people(200) + " /bench/people.csv")
            + (" && " + fs + "-put -f " + words() + " /bench/words.txt");
    String on = " --on cluster --dir " + directory;
    String filter = "csv /bench/people.csv /bench/adults --overwrite --where 'age > 18'" + on;
    String count = "wordcount /bench/words.txt /bench/counts --overwrite" + on;
    Path environment = home.scratch().resolve("cluster-env").toAbsolutePath();
    String stock =
        ". "
            + environment
            + " && hadoop jar $HADOOP_EXAMPLES wordcount /bench/words.txt /bench/stock-$$";
    return new Work(
        "cluster",
        "A job on hardly any data on a warm pseudo-distributed cluster",
        List.of(
            onCluster("quern", "Quern csv --where 'age > 18', 200 rows", prepare, quern + filter),
            onCluster("quern-wordcount", "Quern wordcount, 1 KB", ":", quern + count),
            onCluster(
                "quern-containers",
                "Quern csv, tasks in containers of their own",
                ":",
                quern + filter + " -D mapreduce.job.ubertask.enable=false"),
            onCluster(
                "stock",
                "Hadoop's examples: wordcount, 1 KB",
                quern + "cluster env --dir " + directory + " >" + environment,
                stock)),
        Work.Output.ANY);
  }

  private Contender onCluster(String name, String title, String prepare, String command) {
    Path output = home.outputs().resolve("cluster-" + name);
    return new Contender(
        name,
        title,
        List.of("sh", "-c", prepare),
        List.of("sh", "-c", command + " && : >" + output),
        output);
  }

  private Path people(long count) throws IOException {
    Path file = home.data().resolve("people-" + count + ".csv");
    if (!Files.exists(file)) {
      PeopleCsv.write(file, count, SEED, Runtime.getRuntime().availableProcessors());
    }
    return file;
  }

  /** Counts words: much combining, little to move. */
  private Work wordCount() throws IOException {
    Path input = words(18 * rows);
    String of = input.toString();
    Path stock = home.outputs().resolve("wordcount-stock");
    Path tuned = home.outputs().resolve("wordcount-stock-tuned");
    String mapReduce = "MapReduce " + home.version("stock", "hadoop-mapreduce-client-core");
    return new Work(
        "wordcount",
        String.format(Locale.ROOT, "Word count of %.0f MB of text", Files.size(input) / 1e6),
        List.of(
            quern("wordcount", "Quern wordcount", "wordcount", of),
            new Contender("stock", mapReduce, List.of(), stockWordCount(of, stock), stock),
            new Contender(
                "stock-tuned",
                mapReduce + ", tuned",
                List.of(),
                stockWordCount(of, tuned, TUNED),
                tuned),
            spark("wordcount", "wordcount", input),
            duck(
                "wordcount",
                "COPY (SELECT word, count(*) FROM (SELECT unnest(string_split(line, ' ')) AS word"
                    + " FROM read_csv($in, columns={'line': 'VARCHAR'}, header=false,"
                    + " delim='\t', quote='', escape='')) WHERE word <> '' GROUP BY word)"
                    + " TO $out (FORMAT csv, DELIMITER '\t', HEADER false)",
                input)),
        Work.Output.ROWS);
  }

  /** What makes the stock examples as fast as they get on two cores. */
  private static final String[] TUNED = {
    "-Dmapreduce.local.map.tasks.maximum=2",
    "-Dmapreduce.local.reduce.tasks.maximum=2",
    "-Dmapreduce.task.io.sort.mb=256",
    "-Dmapreduce.input.fileinputformat.split.minsize=134217728"
  };

  private List<String> stockWordCount(String input, Path output, String... options) {
    List<String> command = home.java("stock", "org.apache.hadoop.examples.ExampleDriver");
    command.add("wordcount");
    command.add("-Dhadoop.tmp.dir=" + home.scratch().resolve("hadoop").toAbsolutePath());
    command.addAll(List.of(options));
    command.addAll(List.of(input, output.toString()));
    return command;
  }

  /** Sorts by text: every row is compared and moved. */
  private Work sort() throws IOException {
    Path input = people(rows);
    return new Work(
        "sort",
        String.format(
            Locale.ROOT, "Sort %,d rows of CSV by name, %.2f GB", rows, Files.size(input) / 1e9),
        List.of(
            quern(
                "sort",
                "Quern sort --by name --partitions 4",
                "sort",
                input.toString(),
                "--by",
                "name",
                "--partitions",
                "4"),
            spark("sort", "sort", input),
            duck(
                "sort",
                "COPY (SELECT * FROM read_csv($in) ORDER BY name) TO $out (FORMAT csv, HEADER)",
                input)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** Filters, and moves the rest into three parts by a hash. */
  private Work repartition() throws IOException {
    Path input = people(rows);
    return new Work(
        "repartition",
        String.format(
            Locale.ROOT,
            "Rows with age > 18 of %,d, %.2f GB, into 3 parts by hash",
            rows,
            Files.size(input) / 1e9),
        List.of(
            quern(
                "repartition",
                "Quern csv --where --partitions 3 --partition-by hash:city",
                "csv",
                input.toString(),
                "--where",
                "age > 18",
                "--partitions",
                "3",
                "--partition-by",
                "hash:city"),
            spark("repartition", "repartition", input)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** Groups by two columns into 100,000 groups of very different sizes. */
  private Work aggregate() throws IOException {
    Path input = people(rows);
    return new Work(
        "aggregate",
        of("Count, mean and maximum by city and age of %,d rows, %.2f GB", input),
        List.of(
            quern(
                "aggregate",
                "Quern aggregate --by 'city, age'",
                "aggregate",
                input.toString(),
                "--by",
                "city, age",
                "--agg",
                "count(*) as n, avg(age) as mean, max(income) as most"),
            spark("aggregate", "aggregate", input),
            duck(
                "aggregate",
                "COPY (SELECT city, age, count(*) AS n, avg(age) AS mean, max(income) AS most"
                    + " FROM read_csv($in) GROUP BY city, age) TO $out (FORMAT csv, HEADER)",
                input)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** Rows of two columns, each once. */
  private Work distinct() throws IOException {
    Path input = people(rows);
    return new Work(
        "distinct",
        of("City and signup of %,d rows, %.2f GB, each once", input),
        List.of(
            quern(
                "distinct",
                "Quern distinct --select 'city, signup'",
                "distinct",
                input.toString(),
                "--select",
                "city, signup"),
            spark("distinct", "distinct", input),
            duck(
                "distinct",
                "COPY (SELECT DISTINCT city, signup FROM read_csv($in)) TO $out (FORMAT csv, HEADER)",
                input)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** The three richest of each city. */
  private Work top() throws IOException {
    Path input = people(rows);
    return new Work(
        "top",
        of("The three with the largest income of each city, of %,d rows, %.2f GB", input),
        List.of(
            quern(
                "top",
                "Quern top 3 --by 'income, id' --per city",
                "top",
                "3",
                input.toString(),
                "--by",
                "income, id",
                "--per",
                "city"),
            spark("top", "top", input),
            duck(
                "top",
                "COPY (SELECT * FROM read_csv($in) QUALIFY row_number() OVER (PARTITION BY city"
                    + " ORDER BY income DESC, id DESC) <= 3) TO $out (FORMAT csv, HEADER)",
                input)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** By map tasks that hold the smaller side, as Quern chooses here, and by reduce tasks. */
  private Work join(String name, String title, Path left) throws IOException {
    Path right = people(rows / 10);
    String columns = "a.id as id, a.name as name, b.city as city, b.income as income";
    String on = "a.id = b.id";
    Path output = home.outputs().resolve(name + "-spark");
    List<String> spark = home.java("spark", "quern.bench.rivals.spark.SparkJobs");
    spark.addAll(List.of("join", left.toString(), output.toString(), right.toString()));
    List<String> joining =
        List.of(
            "join",
            left.toString(),
            right.toString(),
            "--as",
            "a,b",
            "--on",
            on,
            "--select",
            columns);
    List<String> reducing = new ArrayList<>(joining);
    reducing.addAll(List.of("--partitions", "4"));
    String called = "Quern join --on '" + on + "'";
    return new Work(
        name,
        of(title, left),
        List.of(
            quern(name, called, joining.toArray(String[]::new)),
            named(
                "quern-reduces", name, called + " --partitions 4", reducing.toArray(String[]::new)),
            new Contender(
                "spark",
                "Spark " + home.version("spark", "spark-sql_2.13") + " local[2]",
                List.of(),
                spark,
                output),
            duck(
                name,
                "COPY (SELECT %s FROM read_csv($in) a JOIN read_csv('%s') b ON %s) TO $out (FORMAT csv, HEADER)"
                    .formatted(columns, right, on),
                left)),
        Work.Output.ROWS_BELOW_HEADERS);
  }

  /** Eight queries of TPC-H over four tables, one after the other. */
  private Work tpch() throws IOException {
    double scale = rows / 17e6;
    Path tables = home.data().resolve("tpch-" + rows);
    TpchCsv.write(tables, scale);
    Path output = home.outputs().resolve("tpch-");
    Path queries = home.root().resolve("bench/src/main/tpch");
    Path quern = Path.of(output + "quern");
    Path spark = Path.of(output + "spark");
    Path duck = Path.of(output + "duckdb");
    List<String> sparkCommand = home.java("spark", "quern.bench.rivals.spark.SparkJobs");
    sparkCommand.addAll(
        List.of("queries", tables.toString(), spark.toString(), queries.toString()));
    List<String> duckCommand = home.java("duckdb", "quern.bench.rivals.duckdb.DuckQueries");
    duckCommand.addAll(List.of(tables.toString(), duck.toString(), queries.toString()));
    return new Work(
        "tpch",
        String.format(Locale.ROOT, "Eight queries of TPC-H at scale %.2g, from CSV to CSV", scale),
        List.of(
            new Contender(
                "quern",
                "Quern flow run examples/tpch.yaml",
                List.of(home.quern().toString(), "--version"),
                List.of(
                    home.quern().toString(),
                    "flow",
                    "run",
                    home.root().resolve("examples/tpch.yaml").toString(),
                    "--set",
                    "data=" + tables,
                    "--set",
                    "out=" + quern,
                    "--state",
                    quern.resolve(".state").toString(),
                    "--quiet"),
                quern),
            new Contender(
                "spark",
                "Spark " + home.version("spark", "spark-sql_2.13") + " local[2]",
                List.of(),
                sparkCommand,
                spark),
            new Contender(
                "duckdb",
                "DuckDB " + home.version("duckdb", "duckdb_jdbc") + ", 2 threads",
                List.of(),
                duckCommand,
                duck)),
        Work.Output.ANSWERS);
  }

  /** A people file of which three rows in ten have the id 1. */
  private Path skewed(Path people) throws IOException {
    Path file = home.data().resolve("skewed-" + people.getFileName());
    if (!Files.exists(file)) {
      SplittableRandom random = new SplittableRandom(SEED);
      Path scratch = home.data().resolve("skewed.tmp");
      try (BufferedReader in = Files.newBufferedReader(people);
          BufferedWriter out = Files.newBufferedWriter(scratch)) {
        String line = in.readLine();
        for (boolean header = true; line != null; line = in.readLine()) {
          boolean hot = !header && random.nextInt(10) < 3;
          out.write(hot ? "1" + line.substring(line.indexOf(',')) : line);
          out.write('\n');
          header = false;
        }
      }
      Files.move(scratch, file);
    }
    return file;
  }

  private String of(String what, Path input) throws IOException {
    return String.format(Locale.ROOT, what, rows, Files.size(input) / 1e9);
  }

  private Contender quern(String work, String title, String... arguments) {
    return named("quern", work, title, arguments);
  }

  private Contender named(String name, String work, String title, String... arguments) {
    Path output = home.outputs().resolve(work + "-" + name);
    List<String> command = new ArrayList<>(List.of(home.quern().toString()));
    command.addAll(List.of(arguments));
    command.add(output.toString());
    return new Contender(
        name, title, List.of(home.quern().toString(), "--version"), command, output);
  }

  private Contender spark(String work, String job, Path input) throws IOException {
    Path output = home.outputs().resolve(work + "-spark");
    List<String> command = home.java("spark", "quern.bench.rivals.spark.SparkJobs");
    command.addAll(List.of(job, input.toString(), output.toString()));
    String title = "Spark " + home.version("spark", "spark-sql_2.13") + " local[2]";
    return new Contender("spark", title, List.of(), command, output);
  }

  private Contender duck(String work, String sql, Path input) throws IOException {
    Path output = home.outputs().resolve(work + "-duckdb");
    List<String> command = home.java("duckdb", "quern.bench.rivals.duckdb.DuckSql");
    command.addAll(List.of(sql, input.toString(), output.toString()));
    String title = "DuckDB " + home.version("duckdb", "duckdb_jdbc") + ", 2 threads";
    return new Contender("duckdb", title, List.of(), command, output);
  }

  private Path words() throws IOException {
    return words(1_000);
  }

  private Path words(long bytes) throws IOException {
    Path file = home.data().resolve("words-" + bytes + ".txt");
    if (!Files.exists(file)) {
      WordsText.write(file, bytes, SEED, Runtime.getRuntime().availableProcessors());
    }
    return file;
  }

  private Contender quern(Path input, String work) {
    Path output = home.outputs().resolve(work + "-quern");
    List<String> command =
        List.of(
            home.quern().toString(),
            "csv",
            input.toString(),
            output.toString(),
            "--where",
            "age > 18");
    // The launcher builds what has changed, and on a first start the archive of class data.
    List<String> build = List.of(home.quern().toString(), "--version");
    return new Contender("quern", "Quern csv --where 'age > 18'", build, command, output);
  }

  private Contender sparkFilter(String name, String title, Path input, String... options) {
    return filter("spark", "quern.bench.rivals.spark.SparkFilter", name, title, input, options);
  }

  private Contender duckFilter(String name, String title, Path input, String... options) {
    return filter("duckdb", "quern.bench.rivals.duckdb.DuckFilter", name, title, input, options);
  }

  private Contender filter(
      String rival, String mainClass, String name, String title, Path input, String... options) {
    Path output = home.outputs().resolve("filter-" + name);
    List<String> command = new ArrayList<>(home.java(rival, mainClass));
    command.add(input.toString());
    command.add(output.toString());
    command.addAll(List.of(options));
    return new Contender(name, title, List.of(), command, output);
  }
}
