package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.commons.csv.CSVParser;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver in examples that somebody could have written, compiled and run as it stands. */
class OwnJobTest {
  private static final Path SOURCE = Path.of("..", "examples", "MeanIncome.java");
  private static final Path PEOPLE = Path.of("..", "examples", "people.csv");

  @TempDir private Path scratch;

  @Test
  void itIsShort() throws IOException {
    assertThat(Files.readAllLines(SOURCE)).hasSizeLessThan(60);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itGivesTheMeansWithHadoopsShuffleAndWithOurs(boolean ours) throws Exception {
    compile(scratch);
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    conf.set("hadoop.tmp.dir", scratch.resolve("tmp").toString());
    conf.setInt("mapreduce.input.fileinputformat.split.maxsize", 4000);
    if (ours) {
      conf.set(
          "mapreduce.job.map.output.collector.class",
          "quern.shuffle.HashCollector,quern.shuffle.SortCollector");
      conf.set(
          "mapreduce.job.reduce.shuffle.consumer.plugin.class", "quern.shuffle.CheckedShuffle");
    }
    Path output = scratch.resolve("out");

    URL[] classes = {scratch.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, OwnJobTest.class.getClassLoader())) {
      conf.setClassLoader(loader);
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      Thread.currentThread().setContextClassLoader(loader);
      try {
        Tool tool = (Tool) loader.loadClass("MeanIncome").getDeclaredConstructor().newInstance();
        assertThat(ToolRunner.run(conf, tool, new String[] {PEOPLE.toString(), output.toString()}))
            .isZero();
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }

    Map<String, Double> means = means();
    List<String> lines = Files.readAllLines(output.resolve("part-r-00000"));
    assertThat(lines).hasSize(means.size());
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      double mean = Objects.requireNonNull(means.get(fields[0]), fields[0]);
      assertThat(String.format(Locale.ROOT, "%.6f", Double.parseDouble(fields[2])))
          .isEqualTo(String.format(Locale.ROOT, "%.6f", mean));
    }
  }

  /** Compiles the example into classes below {@code directory}. */
  static void compile(Path directory) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options = List.of("-d", directory.toString(), "-proc:none");
      assertThat(
              compiler
                  .getTask(null, files, null, options, null, files.getJavaFileObjects(SOURCE))
                  .call())
          .isTrue();
    }
  }

  private static Map<String, Double> means() throws IOException {
    Map<String, double[]> sums = new TreeMap<>();
    try (CSVParser people =
        CSVParser.parse(
            PEOPLE, UTF_8, Jobs.RFC_4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      people.forEach(
          row -> {
            if (row.get("city") != null && row.get("income") != null) {
              double[] sum = sums.computeIfAbsent(row.get("city"), city -> new double[2]);
              sum[0] += Double.parseDouble(row.get("income"));
              sum[1]++;
            }
          });
    }
    Map<String, Double> means = new TreeMap<>();
    sums.forEach((city, sum) -> means.put(city, sum[0] / sum[1]));
    return means;
  }
}
