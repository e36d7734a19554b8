package quern.records.commit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static quern.records.commit.CommitHarness.block;
import static quern.records.commit.CommitHarness.names;
import static quern.records.commit.CommitHarness.reject;
import static quern.records.commit.CommitHarness.tree;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.commit.CrashingFileSystem.Fate;

/**
 * Kills the application master at each change that a commit makes, and lets the next one take over,
 * which may itself be killed; and has clients die and calls fail wherever a run changes something.
 */
class CommitCrashTest {
  private static final int MAPS = 3;
  private static final int REDUCES = 2;
  private static final String OLD = "part-old";

  // Without the defaults, of which a copy for each context would take most of the time.
  private final Configuration conf = new Configuration(false);
  private FileSystem fs;
  private Path base;
  private int runs;

  @BeforeEach
  void setUp(TestInfo info) throws Exception {
    CrashingFileSystem.use(conf, info.getDisplayName());
    base = new Path(CrashingFileSystem.SCHEME + ":///");
    fs = base.getFileSystem(conf);
  }

  /** A job up to its commit, in a directory of its own. */
  private final class Run {
    final Path home = new Path(base, "run" + runs++);
    final Path out = new Path(home, "out");
    final Path bad = new Path(home, "bad");
    CommitHarness job = new CommitHarness(conf, MAPS, REDUCES);
    JobOutput output;

    Run(boolean overwrite) throws Exception {
      fs.mkdirs(home);
      try (var in = fs.create(new Path(home, "in.csv"))) {
        in.write("abcdefghijklmno".getBytes(US_ASCII));
      }
      if (overwrite) {
        for (Path old : List.of(out, bad)) {
          fs.create(new Path(old, OLD)).close();
        }
      }
      claim(overwrite);
      runTasks();
    }

    /** What a client does before its job runs. */
    void claim(boolean overwrite) throws Exception {
      job = new CommitHarness(conf, MAPS, REDUCES);
      output =
          JobOutput.claim(conf, List.of(new Path(home, "in.csv")), out, bad, overwrite, "test");
      output.configure(job.conf());
      RowBlockOutputFormat.setHeader(job.conf(), "x\n".getBytes(US_ASCII));
    }

    void runTasks() throws Exception {
      job.setUp();
      for (int map = 0; map < MAPS; map++) {
        runMap(map);
      }
      for (int reduce = 0; reduce < REDUCES; reduce++) {
        runReduce(reduce);
      }
    }

    void runMap(int map) throws Exception {
      job.run(
          TaskType.MAP,
          map,
          0,
          (page, writer) -> {
            String file = home + "/in.csv";
            long start = 5L * map;
            page.tile(new Tile(file, 15, start, start, start + 5, 5, 5, false));
            page.count(TaskPage.ROWS_IN, 5);
            for (int i = 0; i < REDUCES; i++) {
              page.shuffled(i, Sum.of(2, 20, block("m" + map, "r" + i).hash()));
            }
            reject(page, file, start + 4, 5, "bad" + map);
          });
    }

    void runReduce(int reduce) throws Exception {
      job.run(
          TaskType.REDUCE,
          reduce,
          0,
          (page, writer) -> {
            for (int map = 0; map < MAPS; map++) {
              page.received(reduce, Sum.of(2, 20, block("r" + reduce, "m" + map).hash()));
            }
            writer.write(NullWritable.get(), block("row" + reduce));
          });
    }

    /** What the next application master does, with or without its predecessor's history. */
    void takeOver(boolean withHistory) throws Exception {
      job = job.nextApplicationAttempt();
      if (withHistory) {
        job.setUp();
        for (int reduce = 0; reduce < REDUCES; reduce++) {
          job.recover(TaskType.REDUCE, reduce);
        }
      } else {
        runTasks();
      }
      job.commit();
    }

    /** What a client does whose job has failed; whether the output had been published. */
    boolean giveUp() throws Exception {
      job.committer().abortJob(job.job(), JobStatus.State.FAILED);
      return output.discard();
    }

    /** What a flow does that finds that its driver had died. */
    void startAnew(String label) throws Exception {
      Leftovers.setAside(fs, out, label);
      Leftovers.setAside(fs, bad, label);
      claim(fs.exists(out) || fs.exists(bad));
      runTasks();
      job.commit();
    }

    /** That there is an output somewhere, the old one or one that is whole. */
    void assertNothingLost() throws Exception {
      for (String name : List.of("out", "bad")) {
        assertThat(Tree.entries(fs, home))
            .as("directories of which one holds what '%s' held", name)
            .anyMatch(entry -> entry.getPath().getName().contains(name) && isWhole(entry));
      }
    }

    private boolean isWhole(FileStatus directory) {
      try {
        return fs.exists(new Path(directory.getPath(), OLD))
            || Manifest.readSealed(fs, directory.getPath()).isPresent();
      } catch (IOException e) {
        throw new AssertionError("a torn manifest", e);
      }
    }

    /** That all is as it was before the run, but for what was set aside. */
    void assertAsBefore(boolean overwrite) throws Exception {
      List<String> names = names(fs, home);
      names.removeIf(name -> name.startsWith("_aside-"));
      assertThat(names)
          .containsExactlyElementsOf(
              overwrite ? List.of("bad", "in.csv", "out") : List.of("in.csv"));
    }

    void assertComplete() throws Exception {
      String file = home + "/in.csv";
      Map<String, String> tree = new TreeMap<>();
      tree(fs, out).forEach((name, text) -> tree.put("out/" + name, text));
      tree(fs, bad).forEach((name, text) -> tree.put("bad/" + name, text));
      List<String> names = names(fs, home);
      names.removeIf(name -> name.startsWith("_aside-"));
      assertThat(names).containsExactly("bad", "in.csv", "out");
      assertThat(tree)
          .containsOnly(
              Map.entry("out/_SUCCESS", ""),
              Map.entry("out/part-r-00000.csv", "x\nrow0\n"),
              Map.entry("out/part-r-00001.csv", "x\nrow1\n"),
              Map.entry("bad/rejects-m-00000.csv", rejected(file, 4, 5, 0)),
              Map.entry("bad/rejects-m-00001.csv", rejected(file, 9, 10, 1)),
              Map.entry("bad/rejects-m-00002.csv", rejected(file, 14, 15, 2)));
      assertThat(names(fs, out))
          .containsExactly("_SUCCESS", "_quern.json", "part-r-00000.csv", "part-r-00001.csv");
      Manifest manifest = Manifest.readSealed(fs, out).orElseThrow();
      assertThat(manifest.rows()).isEqualTo(2);
      assertThat(manifest.counts()).containsEntry(TaskPage.ROWS_IN, 15L);
    }

    private String rejected(String file, int offset, int line, int map) {
      return "file,offset,line,reason,row\n\"%s\",%d,%d,\"too few\",\"bad%d\"\n"
          .formatted(file, offset, line, map);
    }
  }

  /** Runs until {@code steps} is through or the process dies; whether it died. */
  private boolean diesAt(int call, Fate fate, Steps steps) throws Exception {
    CrashingFileSystem.dieAt(conf, call, fate);
    try {
      steps.run();
      return false;
    } catch (CrashingFileSystem.Crash e) {
      return true;
    } finally {
      CrashingFileSystem.revive(conf);
    }
  }

  private interface Steps {
    void run() throws Exception;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitKilledAtAnyChangeIsFinishedByTheNext(boolean overwrite) throws Exception {
    int call = 0;
    boolean died = true;
    while (died) {
      call++;
      for (Fate fate : Fate.values()) {
        for (boolean withHistory : new boolean[] {true, false}) {
          Run run = new Run(overwrite);
          died = diesAt(call, fate, run.job::commit);
          if (died) {
            run.takeOver(withHistory);
          }
          run.assertComplete();
        }
      }
    }
    assertThat(call).isGreaterThan(15);
  }

  private enum Next {
    COMMIT,
    TAKE_OVER,
    GIVE_UP,
    START_ANEW
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverGoesWrongAndHoweverOftenNothingIsLost(boolean checksums) throws Exception {
    if (checksums) {
      CrashingFileSystem.keepChecksums(conf);
      fs = base.getFileSystem(conf);
    }
    SeededRuns.make("mishaps of a commit", 60, this::story);
  }

  /**
   * A run in which masters die and are followed, clients die and others put things in order, and
   * calls fail, until nothing goes wrong any more.
   */
  private int story(long seed) throws Exception {
    Random random = new Random(seed);
    boolean overwrite = random.nextBoolean();
    fs.delete(new Path(base, "run0"), true);
    runs = 0;
    Run run = new Run(overwrite);
    Next next = Next.COMMIT;
    int mishaps = 0;
    while (true) {
      // A wider range each time, so that the last one lives.
      CrashingFileSystem.goWrong(
          conf,
          1 + random.nextInt(40 + 20 * mishaps),
          Fate.any(random),
          random.nextDouble(),
          random.nextInt(3) == 0);
      try {
        switch (next) {
          case COMMIT -> run.job.commit();
          // History that was lost once is not there for the next one either.
          case TAKE_OVER -> run.takeOver(mishaps == 1 && random.nextBoolean());
          case GIVE_UP -> {
            if (!run.giveUp()) {
              CrashingFileSystem.revive(conf);
              run.assertAsBefore(overwrite);
              next = Next.START_ANEW;
              continue;
            }
          }
          case START_ANEW -> run.startAnew("try" + mishaps);
        }
        CrashingFileSystem.revive(conf);
        run.assertComplete();
        return mishaps;
      } catch (CrashingFileSystem.Crash e) {
        boolean master = next == Next.COMMIT || next == Next.TAKE_OVER;
        next = master && random.nextBoolean() ? Next.TAKE_OVER : Next.START_ANEW;
      } catch (IOException e) {
        if (!CrashingFileSystem.wentWrong(conf)) {
          throw e;
        }
        next = next == Next.GIVE_UP || next == Next.START_ANEW ? Next.START_ANEW : Next.GIVE_UP;
      }
      mishaps++;
      CrashingFileSystem.revive(conf);
      if (overwrite) {
        run.assertNothingLost();
      }
    }
  }

  @Test
  void aTaskCommitKilledAtAnyChangeIsReplacedByTheNextAttempt() throws Exception {
    int call = 0;
    boolean died = true;
    while (died) {
      call++;
      for (Fate fate : Fate.values()) {
        Run run = new Run(false);
        CommitHarness.IoRunnable commit =
            run.job.prepare(
                TaskType.REDUCE,
                0,
                1,
                (page, writer) -> {
                  page.received(0, Sum.of(1, 1, block("half").hash()));
                  writer.write(NullWritable.get(), block("half", "done"));
                });
        died = diesAt(call, fate, commit::run);
        if (died) {
          run.job.run(
              TaskType.REDUCE,
              0,
              2,
              (page, writer) -> {
                for (int map = 0; map < MAPS; map++) {
                  page.received(0, Sum.of(2, 20, block("r0", "m" + map).hash()));
                }
                writer.write(NullWritable.get(), block("row0"));
              });
          run.job.commit();
          run.assertComplete();
        }
      }
    }
    assertThat(call).isGreaterThan(4);
  }
}
