package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quern.records.commit.CommitHarness.block;
import static quern.records.commit.CommitHarness.reject;
import static quern.records.commit.CommitHarness.tree;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

class QuernCommitterTest {
  @TempDir java.nio.file.Path directory;
  private final Configuration conf = new Configuration();
  private LocalFileSystem fs;
  private Path base;

  @BeforeEach
  void setUp() throws Exception {
    fs = FileSystem.getLocal(conf);
    base = fs.makeQualified(new Path(directory.toString()));
    Path input = new Path(base, "in.csv");
    try (var out = fs.create(input)) {
      out.write("a\nb\nc\nd\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private Tile tile(int start, int first, int end) {
    return new Tile(base + "/in.csv", 8, start, first, end, 2, 2, false);
  }

  private JobOutput claim(boolean overwrite) throws Exception {
    return JobOutput.claim(
        conf,
        List.of(new Path(base, "in.csv")),
        new Path(base, "out"),
        new Path(base, "bad"),
        overwrite,
        "select");
  }

  private CommitHarness mapOnly(JobOutput output) throws Exception {
    CommitHarness job = new CommitHarness(conf, 2, 0);
    output.configure(job.conf());
    RowBlockOutputFormat.setHeader(job.conf(), "x\n".getBytes(StandardCharsets.US_ASCII));
    Settings.COMMIT_SCHEMA.set(job.conf(), "x string");
    job.setUp();
    return job;
  }

  private void runMaps(CommitHarness job, int secondFirst) throws Exception {
    job.run(
        TaskType.MAP,
        0,
        0,
        (page, writer) -> {
          page.tile(tile(0, 0, 4));
          page.count(TaskPage.ROWS_IN, 2);
          writer.write(NullWritable.get(), block("a", "b"));
        });
    job.run(
        TaskType.MAP,
        1,
        0,
        (page, writer) -> {
          page.tile(tile(3, secondFirst, 8));
          page.count(TaskPage.ROWS_IN, 2);
          writer.write(NullWritable.get(), block("c"));
          reject(page, base + "/in.csv", 6, 2, "\"d");
        });
  }

  @Test
  void partsRejectsAndManifestArePublished() throws Exception {
    CommitHarness job = mapOnly(claim(false));
    runMaps(job, 4);

    job.commit();

    assertThat(tree(fs, base))
        .containsOnly(
            Map.entry("in.csv", "a\nb\nc\nd\n"),
            Map.entry("out/_SUCCESS", ""),
            Map.entry("out/part-m-00000.csv", "x\na\nb\n"),
            Map.entry("out/part-m-00001.csv", "x\nc\n"),
            Map.entry(
                "bad/rejects-m-00001.csv",
                "file,offset,line,reason,row\n\""
                    + base
                    + "/in.csv\",6,4,\"too few\",\"\"\"d\"\n"));
    Manifest manifest = Manifest.read(fs, new Path(base, "out")).orElseThrow();
    assertThat(manifest.rows()).isEqualTo(3);
    assertThat(manifest.command()).isEqualTo("select");
    assertThat(manifest.schema().names()).containsExactly("x");
    assertThat(manifest.counts()).containsEntry("rowsIn", 4L).containsEntry("rowsOut", 3L);
    assertThat(manifest.malformed()).containsExactly(Map.entry("too few", 1L));
    assertThat(manifest.examples()).extracting(BadRow::line).containsExactly(4L);
    assertThat(manifest.inputs()).extracting(Manifest.Input::length).containsExactly(8L);
    assertThat(manifest.parts())
        .containsExactly(
            new Part("part-m-00000.csv", 2, 6, block("b", "a").hash().toString()),
            new Part("part-m-00001.csv", 1, 4, block("c").hash().toString()));
    assertThat(Manifest.read(fs, new Path(base, "bad")).orElseThrow().rows()).isEqualTo(1);
  }

  @Test
  void aWrongGuessPublishesNothingAndTellsTheStart() throws Exception {
    JobOutput output = claim(false);
    CommitHarness job = mapOnly(output);
    runMaps(job, 5);

    assertThatThrownBy(job::commit).isInstanceOf(QuernException.class);
    job.committer().abortJob(job.job(), JobStatus.State.FAILED);

    FailurePage failure = output.failure().orElseThrow();
    assertThat(failure.exit()).isEqualTo(Exit.RETRY_WITH_STARTS);
    assertThat(failure.starts()).containsExactly(new Tiling.Start(base + "/in.csv", 3, 4));
    assertThat(output.discard()).isFalse();
    assertThat(tree(fs, base)).containsOnlyKeys("in.csv");
    assertThat(CommitHarness.names(fs, base)).containsExactly("in.csv");
  }

  @Test
  void aTaskWithoutAPageIsAFailedProof() throws Exception {
    CommitHarness job = mapOnly(claim(false));
    job.run(TaskType.MAP, 0, 0, (page, writer) -> {});

    assertThatThrownBy(job::commit)
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PROOF))
        .hasMessageContaining("task_202501010000_0007_m_000001.json");
  }

  @Test
  void whatTheReducesReadMustBeWhatTheMapsSent() throws Exception {
    CommitHarness job = new CommitHarness(conf, 2, 1);
    JobOutput output = claim(false);
    output.configure(job.conf());
    job.setUp();
    job.run(
        TaskType.MAP, 0, 0, (page, writer) -> page.shuffled(0, Sum.of(1, 10, block("a").hash())));
    job.run(
        TaskType.MAP, 1, 0, (page, writer) -> page.shuffled(0, Sum.of(1, 10, block("b").hash())));
    job.run(
        TaskType.REDUCE,
        0,
        0,
        (page, writer) -> page.received(0, Sum.of(2, 20, block("a", "a").hash())));

    assertThatThrownBy(job::commit).hasMessageContaining("the maps sent 2 records, 20 bytes");
    assertThat(output.failure().orElseThrow().exit()).isEqualTo(Exit.PROOF);

    job.run(
        TaskType.REDUCE,
        0,
        1,
        (page, writer) -> page.received(0, Sum.of(2, 20, block("b", "a").hash())));
    job.commit();
    assertThat(tree(fs, base)).containsKey("out/part-r-00000.csv");
  }
}
