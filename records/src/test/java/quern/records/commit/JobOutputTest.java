package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapreduce.TaskType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

class JobOutputTest {
  @TempDir Path directory;
  private final Configuration conf = new Configuration();

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(directory.resolve(name).toString());
  }

  private JobOutput claim(String output, boolean overwrite) throws Exception {
    return JobOutput.claim(conf, List.of(path("in")), path(output), null, overwrite, "sort a b");
  }

  private List<String> names() throws Exception {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining(message);
  }

  @Test
  void anExistingOutputIsRefusedAndLeftAlone() throws Exception {
    Files.createDirectories(directory.resolve("out"));

    assertRefused(() -> claim("out", false), "use --overwrite");

    assertThat(names()).containsExactly("out");
  }

  @Test
  void whatDoesNotLookLikeAnOutputIsNotOverwritten() throws Exception {
    Files.createDirectories(directory.resolve("home"));
    Files.writeString(directory.resolve("home/letter.txt"), "dear");
    Files.writeString(directory.resolve("file"), "x");

    assertRefused(() -> claim("home", true), "found something else; delete it yourself");
    assertRefused(() -> claim("file", true), "found something else; delete it yourself");

    assertThat(names()).containsExactly("file", "home");
  }

  @Test
  void inputAndOutputMayNotLieInOneAnother() throws Exception {
    Files.createDirectories(directory.resolve("in/deep"));

    assertRefused(() -> claim("in/deep/out", false), "must not be the same nor lie in one another");
    assertRefused(() -> claim("in", true), "must not be the same");
    assertRefused(
        () -> JobOutput.claim(conf, List.of(path("in/de*")), path("in/deep"), null, true, "sort"),
        "must not be the same");
    assertRefused(
        () ->
            JobOutput.claim(
                conf, List.of(path("in")), path("out"), path("out/rejects"), false, "sort"),
        "the directory for rejects");

    assertThat(claim("in-fact-another", false)).isNotNull();
  }

  @Test
  void theSecondRunIsToldWhoHoldsTheOutput() throws Exception {
    JobOutput first = claim("out", false);

    assertRefused(() -> claim("out", false), "has been writing since");
    assertRefused(() -> claim("out", true), "sort a b");

    assertThat(Files.exists(directory.resolve("out"))).isTrue();
    assertThat(first.discard()).isFalse();
    assertThat(names()).isEmpty();
    assertThat(claim("out", false)).isNotNull();
  }

  @Test
  void ofManyRunsAtOnceOneGetsTheOutput() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 10; round++) {
        String name = "out" + round;
        List<Callable<Boolean>> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          runs.add(
              () -> {
                try {
                  return claim(name, false) != null;
                } catch (QuernException e) {
                  return false;
                }
              });
        }
        int won = 0;
        for (Future<Boolean> run : pool.invokeAll(runs)) {
          won += run.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anOutputThatIsOverwrittenStaysUntilTheNewOneIsComplete() throws Exception {
    Files.createDirectories(directory.resolve("out"));
    Files.writeString(directory.resolve("out/_SUCCESS"), "");
    Files.writeString(directory.resolve("out/part-m-00000.csv"), "old");

    JobOutput output = claim("out", true);

    assertThat(output.workDirectory()).isNotEqualTo(output.target());
    assertThat(Files.readString(directory.resolve("out/part-m-00000.csv"))).isEqualTo("old");
    assertThat(output.discard()).isFalse();
    assertThat(names()).containsExactly("out");
    assertThat(Files.readString(directory.resolve("out/part-m-00000.csv"))).isEqualTo("old");
  }

  @Test
  void whatWasMovedAwayIsPutBackWhenThePublicationStopsThere() throws Exception {
    Files.createDirectories(directory.resolve("out"));
    Files.writeString(directory.resolve("out/part-m-00000.csv"), "old");
    JobOutput output = claim("out", true);
    Files.move(directory.resolve("out"), directory.resolve(".out.quern-old-" + output.run()));

    assertThat(output.discard()).isFalse();

    assertThat(names()).containsExactly("out");
    assertThat(Files.readString(directory.resolve("out/part-m-00000.csv"))).isEqualTo("old");
  }

  @Test
  void aPublishedOutputIsNotDiscarded() throws Exception {
    Files.createDirectories(directory.resolve("out"));
    JobOutput output = claim("out", true);
    CommitHarness job = new CommitHarness(conf, 1, 0);
    output.configure(job.conf());
    job.setUp();
    job.run(TaskType.MAP, 0, 0, (page, writer) -> {});
    job.commit();

    assertThat(output.discard()).isTrue();

    assertThat(names()).containsExactly("out");
    assertThat(output.manifest().orElseThrow().parts()).hasSize(1);
  }

  @Test
  void aJobWithoutTheLockTouchesNothing() throws Exception {
    JobOutput other = claim("out", false);
    CommitHarness job = new CommitHarness(conf, 1, 0);
    other.configure(job.conf());
    Settings.COMMIT_OWNER.set(job.conf(), "somebody");

    assertThatThrownBy(job::setUp).hasMessageContaining("expected the lock of run somebody");
    job.committer().abortJob(job.job(), org.apache.hadoop.mapreduce.JobStatus.State.FAILED);

    FileSystem fs = FileSystem.getLocal(conf);
    assertThat(CommitHarness.names(fs, path("out"))).isEmpty();
    assertThat(other.discard()).isFalse();
  }

  @Test
  void aClaimThatTheFileSystemRefusesLeavesNothing() throws Exception {
    Files.createDirectories(directory.resolve("there"));
    Storage onHdfs = new Storage("COLD", "", 0);

    for (String home : List.of("new/deep", "there")) {
      assertThatThrownBy(
              () ->
                  JobOutput.claim(
                      conf,
                      List.of(path("in")),
                      path(home + "/out"),
                      path(home + "/below/bad"),
                      onHdfs,
                      false,
                      "sort a b"))
          .isInstanceOf(UnsupportedOperationException.class);
    }

    assertThat(names()).containsExactly("there");
    assertThat(directory.resolve("there")).isEmptyDirectory();
  }

  @Test
  void theJobIsToldHowItsOutputIsKept() throws Exception {
    Storage copies = new Storage("", "", 2);
    JobOutput output =
        JobOutput.claim(conf, List.of(path("in")), path("out"), null, copies, false, "sort");
    Configuration job = new Configuration(false);
    output.configure(job);

    assertThat(Storage.of(job)).isEqualTo(copies);
    assertThat(Storage.of(new Configuration(false))).isEqualTo(Storage.DEFAULT);
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void resetMakesRoomForTheNextTry() throws Exception {
    JobOutput output = claim("out", false);
    Files.createDirectories(directory.resolve("out/_temporary/quern"));

    output.reset();

    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aCommandWithControlCharactersReachesTheJob() throws Exception {
    JobOutput output =
        JobOutput.claim(
            conf, List.of(path("in")), path("out"), null, false, "sort --delimiter \u0001\t");
    Configuration job = new Configuration(false);
    output.configure(job);

    assertThat(Settings.COMMIT_COMMAND.get(job)).isEqualTo("sort --delimiter \\x01\\x09");
  }
}
