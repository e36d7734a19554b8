package quern.records.commit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static quern.records.commit.CommitHarness.block;
import static quern.records.commit.CommitHarness.names;
import static quern.records.commit.CommitHarness.reject;
import static quern.records.commit.CommitHarness.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.TaskType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills the application master at each change that a commit makes, before and after it, and lets
 * the next one take over, which may itself be killed.
 */
class CommitCrashTest {
  private static final int MAPS = 3;
  private static final int REDUCES = 2;

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

    Run(boolean overwrite) throws Exception {
      fs.mkdirs(home);
      try (var in = fs.create(new Path(home, "in.csv"))) {
        in.write("abcdefghijklmno".getBytes(US_ASCII));
      }
      if (overwrite) {
        for (Path old : List.of(out, bad)) {
          fs.create(new Path(old, "part-old")).close();
        }
      }
      JobOutput output =
          JobOutput.claim(conf, List.of(new Path(home, "in.csv")), out, bad, overwrite, "test");
      output.configure(job.conf());
      RowBlockOutputFormat.setHeader(job.conf(), "x\n".getBytes(US_ASCII));
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
      job.setUp();
      if (withHistory) {
        for (int reduce = 0; reduce < REDUCES; reduce++) {
          job.recover(TaskType.REDUCE, reduce);
        }
      } else {
        for (int map = 0; map < MAPS; map++) {
          runMap(map);
        }
        for (int reduce = 0; reduce < REDUCES; reduce++) {
          runReduce(reduce);
        }
      }
      job.commit();
    }

    void assertComplete() throws Exception {
      String file = home + "/in.csv";
      assertThat(names(fs, home)).containsExactly("bad", "in.csv", "out");
      assertThat(tree(fs, home))
          .containsOnly(
              Map.entry("in.csv", "abcdefghijklmno"),
              Map.entry("out/_SUCCESS", ""),
              Map.entry("out/part-r-00000.csv", "x\nrow0\n"),
              Map.entry("out/part-r-00001.csv", "x\nrow1\n"),
              Map.entry("bad/rejects-m-00000.csv", rejected(file, 4, 5, 0)),
              Map.entry("bad/rejects-m-00001.csv", rejected(file, 9, 10, 1)),
              Map.entry("bad/rejects-m-00002.csv", rejected(file, 14, 15, 2)));
      assertThat(names(fs, out))
          .containsExactly("_SUCCESS", "_quern.json", "part-r-00000.csv", "part-r-00001.csv");
      Manifest manifest = Manifest.read(fs, out).orElseThrow();
      assertThat(manifest.rows()).isEqualTo(2);
      assertThat(manifest.counts()).containsEntry(TaskPage.ROWS_IN, 15L);
    }

    private String rejected(String file, int offset, int line, int map) {
      return "file,offset,line,reason,row\n\"%s\",%d,%d,\"too few\",\"bad%d\"\n"
          .formatted(file, offset, line, map);
    }
  }

  /** Runs until {@code steps} is through or the process dies; whether it died. */
  private boolean diesAt(int call, boolean after, Steps steps) throws Exception {
    CrashingFileSystem.dieAt(conf, call, after);
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
      for (boolean after : new boolean[] {false, true}) {
        for (boolean withHistory : new boolean[] {true, false}) {
          Run run = new Run(overwrite);
          died = diesAt(call, after, run.job::commit);
          if (died) {
            run.takeOver(withHistory);
          }
          run.assertComplete();
        }
      }
    }
    assertThat(call).isGreaterThan(15);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void manyKillsInARowAreSurvived(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 10; i++) {
      Run run = new Run(random.nextBoolean());
      List<String> story = new ArrayList<>();
      boolean died = diesAt(1 + random.nextInt(40), random.nextBoolean(), run.job::commit);
      while (died) {
        // A wider range each time, so that the last one lives.
        int call = 1 + random.nextInt(40 + 20 * story.size());
        boolean after = random.nextBoolean();
        // History that was lost once is not there for the next one either; tasks then run again.
        boolean withHistory = story.isEmpty() && random.nextBoolean();
        story.add(call + (after ? "a" : "b") + (withHistory ? "h" : ""));
        died = diesAt(call, after, () -> run.takeOver(withHistory));
      }
      assertThat(story).isNotNull();
      run.assertComplete();
    }
  }

  @Test
  void aTaskCommitKilledAtAnyChangeIsReplacedByTheNextAttempt() throws Exception {
    int call = 0;
    boolean died = true;
    while (died) {
      call++;
      for (boolean after : new boolean[] {false, true}) {
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
        died = diesAt(call, after, commit::run);
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
