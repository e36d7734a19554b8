package quern.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.examples.Grep;
import org.apache.hadoop.examples.Join;
import org.apache.hadoop.examples.MultiFileWordCount;
import org.apache.hadoop.examples.RandomTextWriter;
import org.apache.hadoop.examples.SecondarySort;
import org.apache.hadoop.examples.Sort;
import org.apache.hadoop.examples.WordCount;
import org.apache.hadoop.examples.WordMean;
import org.apache.hadoop.examples.terasort.TeraGen;
import org.apache.hadoop.examples.terasort.TeraSort;
import org.apache.hadoop.examples.terasort.TeraValidate;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.commit.Manifest;
import quern.records.commit.QuernCommitterFactory;
import quern.records.commit.TaskPage;

/**
 * Hadoop's own examples, which know nothing of Quern, give the same answers with its plug-ins as
 * without.
 */
class StockExamplesTest {
  @TempDir private Path scratch;
  private Path text;

  @BeforeEach
  void writeText() throws IOException {
    text = Files.createDirectories(scratch.resolve("text"));
    Random random = new Random(4);
    for (int file = 0; file < 3; file++) {
      StringBuilder words = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        words.append("word").append((int) Math.abs(random.nextGaussian() * 300));
        words.append(i % 11 == 0 ? '\n' : ' ');
      }
      Files.writeString(text.resolve("part" + file + ".txt"), words);
    }
  }

  private Configuration conf(boolean ours) {
    Configuration conf = new Configuration();
    conf.set("hadoop.tmp.dir", scratch.resolve("tmp-" + ours).toString());
    conf.set("mapreduce.task.io.sort.mb", "1");
    if (ours) {
      conf.set(
          JobContext.MAP_OUTPUT_COLLECTOR_CLASS_ATTR,
          HashCollector.class.getName()
              + ","
              + SortCollector.class.getName()
              + ","
              + StockCollector.class.getName());
      conf.set(MRConfig.SHUFFLE_CONSUMER_PLUGIN, CheckedShuffle.class.getName());
      conf.set(
          PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS,
          QuernCommitterFactory.class.getName());
    }
    return conf;
  }

  private Path out(String name, boolean ours) {
    return scratch.resolve(name + (ours ? "-quern" : "-stock"));
  }

  private static void run(Tool tool, Configuration conf, Object... args) throws Exception {
    String[] texts = Stream.of(args).map(Object::toString).toArray(String[]::new);
    assertThat(ToolRunner.run(conf, tool, texts)).isZero();
  }

  /** The data files of an output by name, as text in which each byte is a character. */
  private static Map<String, String> files(Path output) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(output)) {
      for (Path path : paths.toList()) {
        String name = path.getFileName().toString();
        if (!name.startsWith("_") && !name.startsWith(".")) {
          files.put(name, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
    assertThat(files).isNotEmpty();
    return files;
  }

  private static List<String> sortedLines(Path output) throws IOException {
    List<String> lines = new ArrayList<>();
    files(output).values().forEach(file -> lines.addAll(file.lines().toList()));
    lines.sort(null);
    return lines;
  }

  private void sameBytes(String name) throws IOException {
    proved(name);
    assertThat(files(out(name, true))).isEqualTo(files(out(name, false)));
  }

  /** That the job's committer has held what the reduces read against what the maps sent. */
  private void proved(String name) throws IOException {
    assertThat(Files.readString(out(name, true).resolve(Manifest.NAME)))
        .contains("\"" + TaskPage.RECORDS_SHUFFLED + "\"");
  }

  /** Word count as the examples have it; its {@code main} ends the JVM. */
  private void wordCount(boolean ours) throws Exception {
    Job job = Job.getInstance(conf(ours), "word count");
    job.setMapperClass(WordCount.TokenizerMapper.class);
    job.setCombinerClass(WordCount.IntSumReducer.class);
    job.setReducerClass(WordCount.IntSumReducer.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(IntWritable.class);
    job.setNumReduceTasks(2);
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path(text.toString()));
    FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(out("wordcount", ours).toString()));
    assertThat(job.waitForCompletion(false)).isTrue();
  }

  @Test
  void wordcount() throws Exception {
    wordCount(false);
    wordCount(true);

    sameBytes("wordcount");
  }

  @Test
  void wordmeanAndMultifilewcAndGrep() throws Exception {
    for (boolean ours : new boolean[] {false, true}) {
      run(new WordMean(), conf(ours), text, out("wordmean", ours));
      run(new MultiFileWordCount(), conf(ours), text, out("multifilewc", ours));
      run(
          ReflectionUtils.newInstance(Grep.class, conf(ours)),
          conf(ours),
          text,
          out("grep", ours),
          "word1[0-9]*");
    }
    sameBytes("wordmean");
    sameBytes("multifilewc");
    // Grep sorts by count only: words of equal count may stand in any order.
    assertThat(sortedLines(out("grep", true))).isEqualTo(sortedLines(out("grep", false)));
  }

  @Test
  void sortAndJoinOfSequenceFiles() throws Exception {
    Configuration generate = conf(false);
    generate.setLong("mapreduce.randomtextwriter.totalbytes", 200_000);
    generate.setInt("mapreduce.randomtextwriter.mapsperhost", 1);
    Path data = scratch.resolve("random");
    run(new RandomTextWriter(), generate, data);
    for (boolean ours : new boolean[] {false, true}) {
      run(
          new Sort<Text, Text>(),
          conf(ours),
          "-r",
          1,
          "-outFormat",
          "org.apache.hadoop.mapreduce.lib.output.TextOutputFormat",
          "-outKey",
          "org.apache.hadoop.io.Text",
          "-outValue",
          "org.apache.hadoop.io.Text",
          data,
          out("sort", ours));
      run(
          new Sort<Text, Text>(),
          conf(ours),
          "-r",
          1,
          "-outKey",
          "org.apache.hadoop.io.Text",
          "-outValue",
          "org.apache.hadoop.io.Text",
          data,
          out("sorted", ours));
      run(
          new Join(),
          conf(ours),
          "-r",
          1,
          "-outFormat",
          "org.apache.hadoop.mapreduce.lib.output.TextOutputFormat",
          "-outKey",
          "org.apache.hadoop.io.Text",
          "-outValue",
          "org.apache.hadoop.mapreduce.lib.join.TupleWritable",
          "-joinOp",
          "outer",
          out("sorted", ours),
          out("sorted", ours),
          out("join", ours));
    }
    proved("sort");
    assertThat(sortedLines(out("sort", true))).isEqualTo(sortedLines(out("sort", false)));
    assertThat(sortedLines(out("join", true))).isEqualTo(sortedLines(out("join", false)));
  }

  @Test
  void terasort() throws Exception {
    Path data = scratch.resolve("tera");
    run(new TeraGen(), conf(false), 20_000, data);
    for (boolean ours : new boolean[] {false, true}) {
      Configuration conf = conf(ours);
      conf.setInt("mapreduce.job.reduces", 3);
      run(new TeraSort(), conf, data, out("terasort", ours));
      run(new TeraValidate(), conf(ours), out("terasort", ours), out("teravalidate", ours));
    }
    sameBytes("teravalidate");
    proved("terasort");
    assertThat(String.join("", files(out("terasort", true)).values()))
        .isEqualTo(String.join("", files(out("terasort", false)).values()));
  }

  private void secondarySort(Path numbers, boolean ours) throws Exception {
    Job job = Job.getInstance(conf(ours), "secondary sort");
    job.setMapperClass(SecondarySort.MapClass.class);
    job.setReducerClass(SecondarySort.Reduce.class);
    job.setPartitionerClass(SecondarySort.FirstPartitioner.class.asSubclass(Partitioner.class));
    job.setGroupingComparatorClass(
        SecondarySort.FirstGroupingComparator.class.asSubclass(RawComparator.class));
    job.setMapOutputKeyClass(SecondarySort.IntPair.class);
    job.setMapOutputValueClass(IntWritable.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(IntWritable.class);
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path(numbers.toString()));
    FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(out("secondarysort", ours).toString()));
    assertThat(job.waitForCompletion(false)).isTrue();
  }

  @Test
  void secondarysort() throws Exception {
    StringBuilder pairs = new StringBuilder();
    Random random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      pairs.append(random.nextInt(50) - 25).append(' ').append(random.nextInt()).append('\n');
    }
    Path numbers = Files.writeString(scratch.resolve("numbers.txt"), pairs);
    secondarySort(numbers, false);
    secondarySort(numbers, true);

    sameBytes("secondarysort");
    assertThat(Arrays.asList(files(out("secondarysort", true)).get("part-r-00000").split("\n")))
        .hasSizeGreaterThan(5000);
  }
}
