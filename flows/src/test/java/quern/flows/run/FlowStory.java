package quern.flows.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import quern.flows.Flow;
import quern.flows.Step;
import quern.flows.Word;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;
import quern.records.commit.CrashingFileSystem;
import quern.records.commit.CrashingFileSystem.Fate;
import quern.records.commit.Leftovers;

/** A flow of a few steps, and what becomes of it; all of it comes from a seed. */
final class FlowStory {
  private static final int STEPS = 5;

  private final Random random;
  private final Configuration disk = new Configuration(false);
  final Path home = new Path(CrashingFileSystem.SCHEME + ":///home");
  private final FileSystem fs;
  private final FileSystem raw;
  final Flow flow;
  final Set<String> recorded = new TreeSet<>();
  final List<String> lines = new ArrayList<>();
  private final Set<String> leftHalf = new HashSet<>();
  private String input = "";
  private boolean changedInput;
  private boolean stoodStill;

  /**
   * Whether a driver stood still within a step: between a look at the lock and what is done then,
   * or in what had begun before. Another driver may then have run the step, too.
   */
  boolean blurred;

  boolean ranTwice;
  private StoryDriver driver;
  private int drivers;
  private int mishaps;

  FlowStory(long seed, boolean checksums) throws IOException {
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
    StoryDriver.write(fs, new Path(home, "in"), text);
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

  /**
   * Tells it.
   *
   * @return how often something went wrong
   * @throws AssertionError with all that came before
   */
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
    StoryDriver outer = driver;
    driver = new StoryDriver(this, conf);
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
      assertThat(StoryDriver.contents(fs, new Path(home, step.name())))
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
          texts.add(StoryDriver.read(raw, entry.getPath()));
        }
      }
    }
    return texts;
  }
}
