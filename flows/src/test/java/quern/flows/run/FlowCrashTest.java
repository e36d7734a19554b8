package quern.flows.run;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.flows.Flow;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.Step;
import quern.flows.Word;
import quern.flows.Work;
import quern.flows.schedule.Fifo;
import quern.flows.schedule.Room;
import quern.flows.state.FlowLock;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;
import quern.records.QuernException;
import quern.records.commit.CrashingFileSystem;
import quern.records.commit.CrashingFileSystem.Fate;
import quern.records.commit.Leftovers;
import quern.records.commit.SeededRuns;
import quern.records.commit.SmallJob;

/**
 * Runs of flows whose drivers die, have calls fail, or stand still while another takes over: lock,
 * records, committer, manifests and what is left over, together. A driver is all there is: what
 * dies with it are its jobs, too.
 */
class FlowCrashTest {
  private static final FlowLock.Pace PACE = new FlowLock.Pace(Duration.ZERO, 1);
  private static final int STEPS = 5;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFlowComesToTheSameEndAndRunsNoStepTwiceWhoseEndWasRecorded(boolean checksums) {
    SeededRuns.make("mishaps of a flow", 40, seed -> new Story(seed, checksums).tell());
  }

  /** A flow, and what becomes of it. */
  private static final class Story {
    private final Random random;
    private final Configuration disk = new Configuration(false);
    private final Path home = new Path(CrashingFileSystem.SCHEME + ":///home");
    private final FileSystem fs;
    private final FileSystem raw;
    private final Flow flow;
    private final Set<String> recorded = new TreeSet<>();
    private final List<String> lines = new ArrayList<>();
    private final Set<String> leftHalf = new HashSet<>();
    private String input = "";
    private boolean changedInput;
    private boolean stoodStill;

    /**
     * Whether a driver stood still within a step: between a look at the lock and what is done then,
     * or in what had begun before. Another driver may then have run the step, too.
     */
    private boolean blurred;

    private boolean ranTwice;
    private Driver driver;
    private int drivers;
    private int mishaps;

    Story(long seed, boolean checksums) throws IOException {
      random = new Random(seed);
      if (checksums) {
        CrashingFileSystem.keepChecksums(disk);
      }
      CrashingFileSystem.use(disk, "flow");
      fs = home.getFileSystem(disk);
      raw = fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs;
      writeInput("x");
      flow = flow();
    }

    private void writeInput(String text) throws IOException {
      input = text;
      write(fs, new Path(home, "in"), text);
    }

    /** Each step reads one or two of those before it, or the input. */
    private Flow flow() {
      Flow.Builder builder = Flow.builder("story");
      for (int i = 0; i < STEPS; i++) {
        Set<String> words = new TreeSet<>();
        for (int reads = 1 + random.nextInt(2); reads > 0; reads--) {
          int from = random.nextInt(i + 1);
          words.add(from == 0 ? home + "/in" : home + "/s" + from);
        }
        List<String> command = new ArrayList<>(words);
        command.add(0, random.nextInt(3) == 0 ? "copy" : "job");
        command.add(home + "/s" + (i + 1));
        builder.step(Step.command("s" + (i + 1), command.toArray(String[]::new)));
      }
      return builder.build();
    }

    int tell() {
      try {
        driveAll();
      } catch (Exception | Error e) {
        throw new AssertionError(String.join("\n", lines), e);
      }
      CrashingFileSystem.forget(disk);
      return mishaps;
    }

    private void driveAll() throws Exception {
      int most = 1 + random.nextInt(8);
      for (int i = 0; i < most; i++) {
        drive(0, 1 + random.nextInt(120));
      }
      if (blurred) {
        // One that was overtaken and died behind that is nobody's dead: its lock is for a person.
        for (Step step : flow.steps()) {
          fs.delete(new Path(home, "." + step.name() + ".quern-lock"), false);
        }
      }
      drive(0, Integer.MAX_VALUE);
      assertThat(recorded).hasSize(STEPS);
      assertOutputs();
      assertThat(texts(home)).as("what was left half-written").containsAll(leftHalf);
    }

    /**
     * A driver, to its end or its death.
     *
     * @param change which of its changes goes wrong
     */
    private void drive(int depth, int change) throws Exception {
      Configuration conf = CrashingFileSystem.client(disk, "driver" + ++drivers);
      String run = "run" + drivers;
      if (depth == 0 && drivers > 1 && !changedInput && random.nextInt(10) == 0) {
        changedInput = true;
        lines.add("the input changes");
        writeInput("another");
        recorded.clear();
      }
      learn();
      CrashingFileSystem.goWrong(
          conf, change, Fate.any(random), random.nextDouble(), random.nextInt(4) == 0);
      if (change < Integer.MAX_VALUE && depth == 0 && random.nextInt(3) == 0) {
        CrashingFileSystem.stopAt(conf, 1 + random.nextInt(300), this::driveInBetween);
      }
      lines.add("driver " + run);
      Driver outer = driver;
      driver = new Driver(this, conf);
      try {
        driver.run(run);
      } catch (CrashingFileSystem.Crash e) {
        lines.add("it dies");
      } catch (IOException e) {
        lines.add("it fails: " + e);
        if (!driver.stoodStill && !CrashingFileSystem.wentWrong(conf)) {
          throw e;
        }
      }
      driver = outer;
      assertThat(ranTwice).as("a step was run whose end was recorded").isFalse();
      if (CrashingFileSystem.wentWrong(conf)) {
        mishaps++;
      }
      learn();
    }

    private void driveInBetween() {
      lines.add("it stands still");
      stoodStill = true;
      driver.stoodStill = true;
      blurred |= driver.inStep;
      mishaps++;
      try {
        drive(1, random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(120));
      } catch (Exception e) {
        throw new IllegalStateException("a driver in between", e);
      }
    }

    /** Looks at what is recorded, of which nothing may be lost, and at what is half-written. */
    private void learn() throws IOException {
      StateStore store = StateStore.open(fs, new Path(home, "state"));
      for (Step step : flow.steps()) {
        Optional<StepRecord> record = store.find(step.name());
        boolean finished = record.map(StepRecord::finished).orElse(false);
        if (recorded.contains(step.name()) && !blurred) {
          assertThat(finished).as("the end of %s is recorded still", step.name()).isTrue();
        } else if (finished && !changedInput) {
          recorded.add(step.name());
        }
        Path output = new Path(home, step.name());
        if (record.isPresent() && !finished && !stoodStill && !Leftovers.isWhole(fs, output)) {
          leftHalf.addAll(texts(output));
        }
      }
    }

    private void assertOutputs() throws IOException {
      Map<String, String> expected = new HashMap<>(Map.of("in", input));
      for (Step step : flow.steps()) {
        List<String> words = Word.texts(((Step.Command) step.task()).words());
        StringBuilder text = new StringBuilder(step.name() + "(");
        for (String word : words.subList(1, words.size() - 1)) {
          text.append(expected.get(new Path(word).getName()));
        }
        expected.put(step.name(), text.append(")").toString());
        assertThat(contents(fs, new Path(home, step.name())))
            .as(step.name())
            .isEqualTo(expected.get(step.name()));
      }
    }

    /** The texts of all files that are at a path or below it. */
    private Set<String> texts(Path path) throws IOException {
      Set<String> texts = new HashSet<>();
      if (raw.exists(path)) {
        for (FileStatus entry : raw.listStatus(path)) {
          if (entry.isDirectory()) {
            texts.addAll(texts(entry.getPath()));
          } else {
            texts.add(read(raw, entry.getPath()));
          }
        }
      }
      return texts;
    }
  }

  /** A process that runs the flow, as {@code flow run} does. */
  private static final class Driver implements FlowEvents, Work.Launcher {
    private final Story story;
    private final Configuration conf;
    private final FileSystem fs;
    private boolean inStep;
    private boolean stoodStill;

    Driver(Story story, Configuration conf) throws IOException {
      this.story = story;
      this.conf = conf;
      this.fs = story.home.getFileSystem(conf);
    }

    void run(String run) throws IOException, InterruptedException {
      Path state = new Path(story.home, "state");
      Graph graph = Graph.of(story.flow, this, conf);
      StateStore store = StateStore.open(fs, state);
      FlowLock.Owner me = new FlowLock.Owner(run, "somebody", "elsewhere", 7, 0, "now");
      FlowLock lock = FlowLock.take(fs, state, me, PACE, line -> {});
      try {
        store.own(lock);
        new FlowRun(
                graph,
                store,
                new Judge(store, conf),
                this,
                new FlowRun.Options(
                    new Fifo(1),
                    false,
                    new Backoff(Duration.ofMillis(1), Duration.ofMillis(1)),
                    running -> room(running),
                    0,
                    run))
            .run();
      } finally {
        if (!CrashingFileSystem.isDead(conf)) {
          lock.release();
        }
      }
    }

    @Override
    public Work prepare(Step step) {
      List<String> words = Word.texts(((Step.Command) step.task()).words());
      List<Path> paths = words.subList(1, words.size()).stream().map(Path::new).toList();
      return new Copy(
          this,
          step.name(),
          words.get(0).equals("job"),
          paths.subList(0, paths.size() - 1),
          paths.get(paths.size() - 1));
    }

    private Room room(int running) {
      inStep = true;
      return new Room(running, 1, 1000, 0);
    }

    @Override
    public void started(Node step, String why, long predictedMillis) {
      story.lines.add("started " + step.name() + ": " + why);
      requireUnfinished(step.name());
    }

    void requireUnfinished(String step) {
      if (!story.blurred) {
        story.ranTwice |= story.recorded.contains(step);
      }
    }

    @Override
    public void finished(Node step, long millis, long predictedMillis) {
      inStep = false;
      story.lines.add("done " + step.name());
      story.recorded.add(step.name());
    }

    @Override
    public void reused(Node step, String why) {
      story.lines.add("reused " + step.name() + ": " + why);
      story.recorded.add(step.name());
    }

    @Override
    public void note(Node step, String text) {
      story.lines.add("note " + step.name() + ": " + text);
    }

    @Override
    public void retried(Node step, Work.Outcome failure, long waitMillis) {
      story.lines.add("retry " + step.name() + ": " + failure.message());
    }

    @Override
    public void failed(Node step, Work.Outcome failure) {
      story.lines.add("failed " + step.name() + ": " + failure.message());
    }

    @Override
    public void skipped(Node step, String why) {}
  }

  /** A step that writes what it reads, its name before it: by a job, or to a file. */
  private record Copy(Driver driver, String step, boolean job, List<Path> inputs, Path output)
      implements Work {
    @Override
    public List<Path> outputs() {
      return List.of(output);
    }

    @Override
    public String identity() {
      return step;
    }

    @Override
    public boolean leavesManifests() {
      return job;
    }

    @Override
    public Outcome run(Attempt attempt) {
      driver.requireUnfinished(step);
      try {
        StringBuilder text = new StringBuilder(step + "(");
        for (Path input : inputs) {
          text.append(contents(driver.fs, input));
        }
        text.append(")");
        if (job) {
          boolean replace = attempt.replace();
          SmallJob.run(
              driver.conf, inputs, output, replace, attempt.fingerprint(), text.toString());
        } else {
          write(driver.fs, output, text.toString());
        }
        return Outcome.done("");
      } catch (QuernException e) {
        return Outcome.failed(false, e.toString(), "");
      } catch (Exception e) {
        return Outcome.failed(true, e.toString(), "");
      }
    }
  }

  private static void write(FileSystem fs, Path file, String text) throws IOException {
    try (OutputStream out = fs.create(file, true)) {
      out.write(text.getBytes(US_ASCII));
    }
  }

  private static String read(FileSystem fs, Path file) throws IOException {
    try (var in = fs.open(file)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  /** What a file holds, or the visible files of a directory. */
  private static String contents(FileSystem fs, Path path) throws IOException {
    if (fs.getFileStatus(path).isFile()) {
      return read(fs, path);
    }
    StringBuilder text = new StringBuilder();
    for (FileStatus file : fs.listStatus(path)) {
      if (!file.getPath().getName().startsWith("_")) {
        text.append(read(fs, file.getPath()).strip());
      }
    }
    return text.toString();
  }
}
