package quern.partitioners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.mapreduce.InputFormat;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Partitioner;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.KeyValueTextInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each partitioner in a stock job of Hadoop's identity mapper and reducer, set by one setting. */
class PartitionersInJobsTest {
  private static final int FILES = 3;
  private static final int ROWS = 400;
  private static final int PARTITIONS = 5;

  @TempDir Path directory;

  private final List<String> keys = new ArrayList<>();

  @BeforeEach
  void writeInput() throws IOException {
    Random random = new Random(1);
    Files.createDirectory(directory.resolve("in"));
    for (int file = 0; file < FILES; file++) {
      List<String> lines = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        String key = Integer.toString(random.nextInt(100_000), 36);
        keys.add(key);
        lines.add(key + "\t" + file + "/" + row);
      }
      Files.write(directory.resolve("in/f" + file), lines);
    }
  }

  @Test
  void hashPartitionsTextKeys() throws Exception {
    List<List<String>> parts = run(HashPartitioner.class, KeyValueTextInputFormat.class, null);

    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(parts.get(p)).isNotEmpty();
      for (String line : parts.get(p)) {
        byte[] key = field(line, 0).getBytes(StandardCharsets.UTF_8);
        assertThat(Partitions.hash(key, 0, key.length, PARTITIONS)).isEqualTo(p);
      }
    }
  }

  @Test
  void hashPartitionsLongKeys() throws Exception {
    List<List<String>> parts = run(HashPartitioner.class, TextInputFormat.class, null);

    assertThat(parts).allSatisfy(part -> assertThat(part.size()).isBetween(150, 330));
  }

  @Test
  void randomIsEvenToOneRowASplit() throws Exception {
    List<List<String>> parts = run(RandomPartitioner.class, KeyValueTextInputFormat.class, null);

    for (int file = 0; file < FILES; file++) {
      String prefix = file + "/";
      for (List<String> part : parts) {
        assertThat(part.stream().filter(line -> field(line, 1).startsWith(prefix)).count())
            .isBetween((long) ROWS / PARTITIONS, (long) ROWS / PARTITIONS + 1);
      }
    }
  }

  @Test
  void randomChoosesTheSameInAnotherRun() throws Exception {
    assertThat(run(RandomPartitioner.class, KeyValueTextInputFormat.class, null))
        .isEqualTo(run(RandomPartitioner.class, KeyValueTextInputFormat.class, null));
  }

  @Test
  void rangeSortsTextKeysAcrossParts() throws Exception {
    CutPoints cutPoints =
        CutPoints.of(
            KeySample.of(keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList()),
            PARTITIONS);

    List<List<String>> parts =
        run(RangePartitioner.class, KeyValueTextInputFormat.class, cutPoints);

    assertThat(parts.stream().flatMap(List::stream).map(line -> field(line, 0)).toList())
        .isEqualTo(keys.stream().sorted().toList());
    assertThat(parts).allSatisfy(part -> assertThat(part.size()).isBetween(216, 264));
  }

  @Test
  void rangeSortsLongKeysAcrossParts() throws Exception {
    WritableComparator order = WritableComparator.get(LongWritable.class);
    KeySample.Builder sample =
        new KeySample.Builder((a, b) -> order.compare(a, 0, a.length, b, 0, b.length));
    for (int file = 0; file < FILES; file++) {
      long offset = 0;
      for (String line : Files.readAllLines(directory.resolve("in/f" + file))) {
        sample.add(PartitionersTest.serialized(new LongWritable(offset)), 1);
        offset += line.length() + 1;
      }
    }
    CutPoints cutPoints = CutPoints.of(sample.build(), PARTITIONS, LongWritable.class);

    List<List<String>> parts = run(RangePartitioner.class, TextInputFormat.class, cutPoints);

    assertThat(parts.stream().flatMap(List::stream).map(line -> Long.valueOf(field(line, 0))))
        .isSorted();
    assertThat(parts).allSatisfy(part -> assertThat(part.size()).isBetween(216, 264));
  }

  @SuppressWarnings("rawtypes")
  private List<List<String>> run(
      Class<? extends Partitioner> partitioner,
      Class<? extends InputFormat> input,
      CutPoints cutPoints)
      throws Exception {
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    conf.setInt("mapreduce.client.completion.pollinterval", 20);
    conf.setInt("mapreduce.task.io.sort.mb", 1);
    conf.setBoolean("mapreduce.client.genericoptionsparser.used", true);
    conf.set("hadoop.tmp.dir", directory.resolve("tmp").toString());
    if (cutPoints != null) {
      cutPoints.put(conf, hadoop(directory.resolve("cuts")));
    }
    Job job = Job.getInstance(conf);
    job.setInputFormatClass(input);
    job.setPartitionerClass(partitioner);
    job.setNumReduceTasks(PARTITIONS);
    job.setMapOutputKeyClass(input == TextInputFormat.class ? LongWritable.class : Text.class);
    job.setMapOutputValueClass(Text.class);
    FileInputFormat.addInputPath(job, hadoop(directory.resolve("in")));
    Path out = Files.createTempDirectory(directory, "out").resolve("parts");
    FileOutputFormat.setOutputPath(job, hadoop(out));

    assertThat(job.waitForCompletion(false)).isTrue();

    List<List<String>> parts = IntStream.range(0, PARTITIONS).mapToObj(p -> lines(out, p)).toList();
    assertThat(parts.stream().mapToInt(List::size).sum()).isEqualTo(FILES * ROWS);
    return parts;
  }

  private static List<String> lines(Path out, int partition) {
    try (Stream<String> lines = Files.lines(out.resolve("part-r-%05d".formatted(partition)))) {
      return lines.toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String field(String line, int index) {
    return line.split("\t", -1)[index];
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }
}
