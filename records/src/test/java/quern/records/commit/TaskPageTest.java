package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Exit;
import quern.records.QuernException;

class TaskPageTest {
  private static final String TASK = "task_1_0001_m_000000";

  @TempDir java.nio.file.Path directory;
  private final Configuration conf = new Configuration();
  private FileSystem fs;
  private Path home;

  @BeforeEach
  void setUp() throws Exception {
    fs = FileSystem.getLocal(conf);
    home = new Path(directory.toString(), "pages");
  }

  private TaskPage page(int attempt) {
    return new TaskPage(TASK, "attempt_" + attempt, new TaskPage.Home(home, conf));
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    TaskPage page = page(0);
    page.count(TaskPage.ROWS_IN, 3);
    page.count(TaskPage.ROWS_IN, 4);
    page.tile(new Tile("file:/a \"b\"\n", 9, 1, 2, 3, 4, 5, true));
    byte[] row = "x\uD83D\uDE00y".repeat(100).getBytes(UTF_8);
    page.malformed("f", 1, 2, "too few", row, 0, row.length);
    page.misfits("age", 7);
    page.part(new Part("part-m-00000.csv", 1, 2, "0".repeat(32)));
    page.part(Part.foreign("other", 3));
    page.shuffled(2, new Sum(1, 2, -3, 4));
    page.shuffled(2, new Sum(1, 2, 3, 4));
    page.received(0, new Sum(9, 9, 9, 9));
    page.fact("k", "v");
    page.rejects().write("f", 1, 2, "too few", row, 0, 1);

    page.write();
    TaskPage read = TaskPage.read(fs, home, TASK);

    assertThat(read.attempt()).isEqualTo("attempt_0");
    assertThat(read.counts()).containsExactly(Map.entry(TaskPage.ROWS_IN, 7L));
    assertThat(read.tiles()).isEqualTo(page.tiles());
    assertThat(read.malformed()).containsExactly(Map.entry("too few", 1L));
    assertThat(read.examples()).isEqualTo(page.examples());
    assertThat(read.examples().get(0).row()).hasSize(200 + 67 + 1).endsWith("…");
    assertThat(read.misfits()).containsExactly(Map.entry("age", 7L));
    assertThat(read.parts()).isEqualTo(page.parts());
    assertThat(read.shuffled()).isEqualTo(Map.of(2, new Sum(2, 4, 0, 9)));
    assertThat(read.received()).isEqualTo(page.received());
    assertThat(read.facts()).containsExactly(Map.entry("k", "v"));
    assertThat(read.rejectsPart()).isEqualTo(page.rejectsPart());
    assertThat(read.rejectsPart().name()).isEqualTo("attempt_0.csv");
  }

  @Test
  void aLaterAttemptReplacesThePage() throws Exception {
    page(0).write();
    page(1).write();

    assertThat(TaskPage.read(fs, home, TASK).attempt()).isEqualTo("attempt_1");
    assertThat(CommitHarness.names(fs, home)).containsExactly(TASK + ".json");
  }

  @Test
  void anAbandonedAttemptTakesItsRejectsAlong() throws Exception {
    TaskPage page = page(0);
    page.rejects().write("f", 1, 2, "too few", new byte[1], 0, 1);

    page.discard();

    assertThat(Tree.files(fs, home)).isEmpty();
  }

  @Test
  void theFirstFailureOfATaskIsKept() throws Exception {
    Path work = new Path(directory.toString());
    TaskPage.Home place = new TaskPage.Home(QuernCommitter.pages(work), conf);
    QuernException first = new QuernException(Exit.REFUSED, "first");

    assertThat(new TaskPage(TASK, "a0", place).fail(first)).isSameAs(first);
    new TaskPage(TASK, "a1", place).fail(new QuernException(Exit.FAILED, "second"));

    FailurePage failure = FailurePage.read(fs, work).orElseThrow();
    assertThat(failure.message()).isEqualTo("first");
    assertThat(failure.exit()).isEqualTo(Exit.REFUSED);
    assertThat(failure.where()).isEqualTo("a0");
  }

  @Test
  void withoutOurCommitterThePageIsNobodys() throws Exception {
    TaskAttemptContext context = new TaskAttemptContextImpl(conf, new TaskAttemptID());

    TaskPage page = QuernCommitter.page(context);
    page.rejects().write("f", 1, 2, "too few", new byte[1], 0, 1);
    page.count(TaskPage.ROWS_IN, 1);

    assertThat(page.isAttached()).isFalse();
    assertThat(page.fail(new QuernException(Exit.FAILED, "x"))).hasNoSuppressedExceptions();
  }

  @Test
  void aMissingPageIsTold() {
    assertThatThrownBy(() -> TaskPage.read(fs, home, TASK))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aDamagedPageIsTold() throws Exception {
    try (var out = fs.create(TaskPage.file(home, TASK))) {
      out.writeBytes("{\"task\": 5}");
    }
    assertThatThrownBy(() -> TaskPage.read(fs, home, TASK))
        .hasMessageContaining(TASK + ".json: expected a text as \"task\", found 5");

    try (var out = fs.create(TaskPage.file(home, TASK))) {
      out.writeBytes("{\"task\"");
    }
    assertThatThrownBy(() -> TaskPage.read(fs, home, TASK))
        .hasMessageContaining(TASK + ".json: not readable as JSON");
  }
}
