package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hadoop's own examples on YARN, which know nothing of Quern: with its jar and two settings they
 * give the answers that they give without.
 */
class StockExamplesIT {
  private static final List<String> TEXT =
      List.of("-outKey", "org.apache.hadoop.io.Text", "-outValue", "org.apache.hadoop.io.Text");
  private static final List<String> AS_TEXT =
      List.of("-outFormat", "org.apache.hadoop.mapreduce.lib.output.TextOutputFormat");

  private static RealCluster cluster;
  private static String home;

  @TempDir private Path scratch;

  @BeforeAll
  static void start() throws Exception {
    cluster = RealCluster.get();
    home = "/stock/" + System.nanoTime() + "/";
  }

  /** Whose shuffle an example runs with: Hadoop's, within one container, or ours, in many. */
  private enum Shuffle {
    STOCK,
    OURS;

    List<String> settings() {
      return this == STOCK
          ? List.of("-Dmapreduce.job.ubertask.enable=true")
          : List.of(
              "-Dmapreduce.job.ubertask.enable=false",
              "-Dmapreduce.job.map.output.collector.class=quern.shuffle.HashCollector,"
                  + "quern.shuffle.SortCollector,quern.shuffle.StockCollector",
              "-Dmapreduce.job.reduce.shuffle.consumer.plugin.class=quern.shuffle.CheckedShuffle");
    }

    String out(String name) {
      return home + name + "-" + this;
    }
  }

  private static void example(Shuffle shuffle, String name, List<String> args) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("hadoop", "jar", cluster.cluster().examples().toString(), name));
    if (shuffle == Shuffle.OURS) {
      command.addAll(List.of("-libjars", RealCluster.jar().toString()));
    }
    command.addAll(shuffle.settings());
    command.addAll(args);
    cluster.tool(command.toArray(String[]::new)).ok();
  }

  private static List<String> args(Object... words) {
    List<String> args = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof List<?> list) {
        list.forEach(each -> args.add("" + each));
      } else {
        args.add("" + word);
      }
    }
    return args;
  }

  /** The parts of an output, one behind the other; each byte is a character. */
  private String content(String remote) throws Exception {
    Path fetched = scratch.resolve("" + System.nanoTime());
    cluster.tool("hdfs", "dfs", "-get", remote, fetched.toString()).ok();
    TreeMap<String, String> parts = new TreeMap<>();
    try (Stream<Path> files = Files.list(fetched)) {
      for (Path file : files.filter(f -> ("" + f.getFileName()).startsWith("part")).toList()) {
        parts.put("" + file.getFileName(), Files.readString(file, ISO_8859_1));
      }
    }
    String content = String.join("", parts.values());
    assertThat(content).isNotEmpty();
    return content;
  }

  private List<String> sorted(String remote) throws Exception {
    return content(remote).lines().sorted().toList();
  }

  private static void put(String name, String content) throws IOException {
    try (FileSystem hdfs = cluster.hdfs();
        var out = hdfs.create(new org.apache.hadoop.fs.Path(home + name))) {
      out.write(content.getBytes(ISO_8859_1));
    }
  }

  @Test
  void terasort() throws Exception {
    String data = home + "tera";
    example(Shuffle.STOCK, "teragen", args(20_000, data));
    for (Shuffle shuffle : Shuffle.values()) {
      String sorted = shuffle.out("terasort");
      example(shuffle, "terasort", args("-Dmapreduce.job.reduces=2", data, sorted));
    }
    String validated = Shuffle.OURS.out("teravalidate");
    example(Shuffle.STOCK, "teravalidate", args(Shuffle.OURS.out("terasort"), validated));

    assertThat(content(validated)).startsWith("checksum\t").hasLineCount(1);
    assertThat(content(Shuffle.OURS.out("terasort")))
        .isEqualTo(content(Shuffle.STOCK.out("terasort")));
  }

  @Test
  void secondarysort() throws Exception {
    Random random = new Random(5);
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      pairs.append(random.nextInt(50) - 25).append(' ').append(random.nextInt()).append('\n');
    }
    put("numbers/pairs.txt", pairs.toString());
    for (Shuffle shuffle : Shuffle.values()) {
      example(shuffle, "secondarysort", args(home + "numbers", shuffle.out("secondarysort")));
    }

    assertThat(content(Shuffle.OURS.out("secondarysort")))
        .isEqualTo(content(Shuffle.STOCK.out("secondarysort")));
  }

  @Test
  void grepAndMultifilewc() throws Exception {
    Random random = new Random(4);
    for (int file = 0; file < 2; file++) {
      StringBuilder words = new StringBuilder();
      for (int i = 0; i < 5000; i++) {
        words.append("word").append((int) Math.abs(random.nextGaussian() * 300));
        words.append(i % 11 == 0 ? '\n' : ' ');
      }
      put("text/" + file + ".txt", words.toString());
    }
    for (Shuffle shuffle : Shuffle.values()) {
      example(shuffle, "grep", args(home + "text", shuffle.out("grep"), "word1[0-9]*"));
      example(shuffle, "multifilewc", args(home + "text", shuffle.out("multifilewc")));
    }

    // Grep sorts by count only: words of equal count may stand in any order.
    assertThat(sorted(Shuffle.OURS.out("grep"))).isEqualTo(sorted(Shuffle.STOCK.out("grep")));
    assertThat(content(Shuffle.OURS.out("multifilewc")))
        .isEqualTo(content(Shuffle.STOCK.out("multifilewc")));
  }

  @Test
  void sortAndJoinOfSequenceFiles() throws Exception {
    String data = home + "random";
    example(
        Shuffle.STOCK,
        "randomtextwriter",
        args(
            "-Dmapreduce.randomtextwriter.totalbytes=100000",
            "-Dmapreduce.randomtextwriter.mapsperhost=1",
            data));
    String sorted = Shuffle.STOCK.out("sorted");
    example(Shuffle.STOCK, "sort", args("-r", 1, TEXT, data, sorted));
    for (Shuffle shuffle : Shuffle.values()) {
      example(shuffle, "sort", args("-r", 2, AS_TEXT, TEXT, data, shuffle.out("sort")));
      example(
          shuffle,
          "join",
          args(
              "-r",
              1,
              AS_TEXT,
              "-outKey",
              "org.apache.hadoop.io.Text",
              "-outValue",
              "org.apache.hadoop.mapreduce.lib.join.TupleWritable",
              "-joinOp",
              "outer",
              sorted,
              sorted,
              shuffle.out("join")));
    }

    assertThat(sorted(Shuffle.OURS.out("sort"))).isEqualTo(sorted(Shuffle.STOCK.out("sort")));
    assertThat(sorted(Shuffle.OURS.out("join"))).isEqualTo(sorted(Shuffle.STOCK.out("join")));
  }
}
