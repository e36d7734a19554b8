package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.mapred.FileAlreadyExistsException;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.output.PathOutputCommitterFactory;
import org.apache.hadoop.mapreduce.lib.output.TextOutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.conf.Settings;

class RowBlockOutputFormatTest {
  @TempDir java.nio.file.Path directory;
  private CommitHarness job;
  private FileSystem fs;
  private Path out;

  @BeforeEach
  void setUp() throws Exception {
    fs = FileSystem.getLocal(new Configuration());
    out = new Path(directory.toString(), "out");
    job = new CommitHarness(new Configuration(), 1, 0);
    job.conf().set(FileOutputFormat.OUTDIR, out.toString());
    job.setUp();
  }

  private Part onlyPart() throws Exception {
    job.commit();
    List<Part> parts = Manifest.read(fs, out).orElseThrow().parts();
    assertThat(parts).hasSize(1);
    assertThat(parts.get(0).bytes()).isEqualTo(Tree.length(fs, new Path(out, parts.get(0).name())));
    return parts.get(0);
  }

  @Test
  void aPartHasTheHeaderAndThenTheBlocks() throws Exception {
    RowBlockOutputFormat.setHeader(job.conf(), "é\u0001\n".getBytes(UTF_8));
    Settings.OUTPUT_EXTENSION.set(job.conf(), ".tsv");
    job.run(
        TaskType.MAP,
        0,
        0,
        (page, writer) -> {
          writer.write(NullWritable.get(), CommitHarness.block("a", "b"));
          writer.write(NullWritable.get(), CommitHarness.block());
          writer.write(NullWritable.get(), CommitHarness.block("c"));
        });

    Part part = onlyPart();

    assertThat(part.name()).isEqualTo("part-m-00000.tsv");
    assertThat(part.rows()).isEqualTo(3);
    assertThat(part.hash()).isEqualTo(CommitHarness.block("c", "b", "a").hash().toString());
    assertThat(CommitHarness.text(fs, new Path(out, part.name()))).isEqualTo("é\u0001\na\nb\nc\n");
  }

  @Test
  void aTaskWithoutRowsStillWritesItsPart() throws Exception {
    RowBlockOutputFormat.setHeader(job.conf(), "h\n".getBytes(UTF_8));
    job.run(TaskType.MAP, 0, 0, (page, writer) -> {});

    Part part = onlyPart();

    assertThat(part.rows()).isZero();
    assertThat(CommitHarness.text(fs, new Path(out, part.name()))).isEqualTo("h\n");
  }

  @Test
  void theCodecAddsItsExtensionAndTheBytesAreThoseStored() throws Exception {
    job.conf().setBoolean(FileOutputFormat.COMPRESS, true);
    job.conf().setClass(FileOutputFormat.COMPRESS_CODEC, GzipCodec.class, CompressionCodec.class);
    String row = "x".repeat(10_000);
    job.run(
        TaskType.MAP,
        0,
        0,
        (page, writer) -> writer.write(NullWritable.get(), CommitHarness.block(row)));

    Part part = onlyPart();

    assertThat(part.name()).isEqualTo("part-m-00000.csv.gz");
    assertThat(part.bytes()).isLessThan(1000);
    try (InputStream in = new GZIPInputStream(fs.open(new Path(out, part.name())))) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(row + "\n");
    }
  }

  @Test
  void withoutAClaimTheOutputMustNotExist() throws Exception {
    RowBlockOutputFormat format = new RowBlockOutputFormat();

    assertThatThrownBy(() -> format.checkOutputSpecs(job.job()))
        .isInstanceOf(FileAlreadyExistsException.class);

    Settings.COMMIT_OWNER.set(job.conf(), "run");
    assertThatCode(() -> format.checkOutputSpecs(job.job())).doesNotThrowAnyException();
  }

  @Test
  void anybodysFormatIsCommittedByWayOfTheFactory() throws Exception {
    job.conf()
        .set(
            PathOutputCommitterFactory.COMMITTER_FACTORY_CLASS,
            QuernCommitterFactory.class.getName());
    TaskAttemptContext attempt = job.attempt(TaskType.MAP, 0, 0);
    TextOutputFormat<LongWritable, Text> format = new TextOutputFormat<>();
    RecordWriter<LongWritable, Text> writer = format.getRecordWriter(attempt);
    writer.write(new LongWritable(5), new Text("five"));
    writer.close(attempt);
    assertThat(format.getOutputCommitter(attempt)).isInstanceOf(QuernCommitter.class);
    format.getOutputCommitter(attempt).commitTask(attempt);

    assertThat(onlyPart()).isEqualTo(Part.foreign("part-m-00000", 7));
    assertThat(CommitHarness.tree(fs, out))
        .containsOnly(Map.entry("part-m-00000", "5\tfive\n"), Map.entry("_SUCCESS", ""));
  }
}
