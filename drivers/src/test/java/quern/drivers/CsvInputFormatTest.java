package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Schema;
import quern.records.csv.CsvInputFormat;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.Row;

/** The input format in a job that knows nothing else of Quern, with stock output. */
class CsvInputFormatTest {
  @TempDir private Path scratch;

  private final List<String> expected = new ArrayList<>();
  private Path input;

  /** Somebody's mapper. */
  public static final class Names extends Mapper<LongWritable, Row, NullWritable, Text> {
    @Override
    protected void map(LongWritable offset, Row row, Context context)
        throws IOException, InterruptedException {
      String line = offset + " " + row.get("id") + " " + row.get("name");
      context.write(NullWritable.get(), new Text(line.replace("\n", "\\n")));
    }
  }

  @BeforeEach
  void writeRows() throws IOException {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 0; i < 3000; i++) {
      String name = i % 10 == 0 ? "a,\nb" : "plain";
      expected.add(text.length() + " " + i + " " + name.replace("\n", "\\n"));
      text.append(i).append(i % 10 == 0 ? ",\"" + name + "\"\n" : "," + name + "\n");
    }
    input = Files.writeString(scratch.resolve("in.csv"), text);
  }

  private Job job(Dialect dialect) throws IOException {
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    conf.setLong(FileInputFormat.SPLIT_MAXSIZE, 2000);
    conf.setInt("mapreduce.client.completion.pollinterval", 20);
    conf.setInt("mapreduce.local.map.tasks.maximum", 2);
    Job job = Job.getInstance(conf);
    job.setMapperClass(Names.class);
    job.setNumReduceTasks(0);
    job.setOutputKeyClass(NullWritable.class);
    job.setOutputValueClass(Text.class);
    job.setOutputFormatClass(TextOutputFormat.class);
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path(input.toString()));
    FileOutputFormat.setOutputPath(
        job, new org.apache.hadoop.fs.Path(scratch.resolve("out").toString()));
    CsvInputFormat.configure(job, dialect, Schema.parse("id long, name string"));
    return job;
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path part : Jobs.parts(scratch.resolve("out"))) {
      lines.addAll(Files.readAllLines(part));
    }
    return lines;
  }

  @Test
  void withTheProvingCommitterFilesAreSplitAndEveryRowComesOnce() throws Exception {
    Job job = job(Dialect.RFC_4180);
    CsvInputFormat.prove(job);

    assertThat(job.waitForCompletion(false)).isTrue();

    assertThat(Jobs.parts(scratch.resolve("out"))).hasSizeGreaterThan(10);
    assertThat(lines()).isEqualTo(expected);
    assertThat(job.getCounters().findCounter(TaskCounter.MAP_INPUT_RECORDS).getValue())
        .isEqualTo(3000);
  }

  @Test
  void withoutItAFileWithQuotesIsNotSplit() throws Exception {
    Job job = job(Dialect.RFC_4180);

    assertThat(job.waitForCompletion(false)).isTrue();

    assertThat(Jobs.parts(scratch.resolve("out"))).hasSize(1);
    assertThat(lines()).isEqualTo(expected);
  }

  @Test
  void withoutItAFileWithoutQuotesIsSplit() throws Exception {
    Job job = job(Dialect.RFC_4180.with(CsvOption.QUOTE, ""));

    assertThat(job.waitForCompletion(false)).isTrue();

    assertThat(Jobs.parts(scratch.resolve("out"))).hasSizeGreaterThan(10);
  }

  @Test
  void withoutItModeFailfastFailsTheTaskAtOnce() throws Exception {
    Files.writeString(input, "id,name\n1,a\n2\n3,c\n");
    Job job = job(Dialect.RFC_4180.with(CsvOption.MODE, "failfast"));

    assertThat(job.waitForCompletion(false)).isFalse();
  }

  @Test
  void withTheProvingCommitterAMalformedRowFailsTheCommitInModeFailfast() throws Exception {
    Files.writeString(input, "id,name\n1,a\n2\n3,c\n");
    Job job = job(Dialect.RFC_4180.with(CsvOption.MODE, "failfast"));
    CsvInputFormat.prove(job);

    assertThat(job.waitForCompletion(false)).isFalse();
    assertThat(scratch.resolve("out/_SUCCESS")).doesNotExist();
  }
}
