package quern.flows.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.Step;
import quern.flows.Word;
import quern.flows.Work;
import quern.flows.schedule.Fifo;
import quern.flows.schedule.Room;
import quern.flows.state.FlowLock;
import quern.flows.state.StateStore;
import quern.records.QuernException;
import quern.records.commit.CrashingFileSystem;
import quern.records.commit.SmallJob;

/** A process that runs the flow, as {@code flow run} does. */
final class StoryDriver implements FlowEvents, Work.Launcher {
  private static final FlowLock.Pace PACE = new FlowLock.Pace(Duration.ZERO, 1);

  private final FlowStory story;
  private final Configuration conf;
  private final FileSystem fs;
  boolean inStep;
  boolean stoodStill;

  StoryDriver(FlowStory story, Configuration conf) throws IOException {
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

  /** A step that writes what it reads, its name before it: by a job, or to a file. */
  private record Copy(StoryDriver driver, String step, boolean job, List<Path> inputs, Path output)
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

  static void write(FileSystem fs, Path file, String text) throws IOException {
    try (OutputStream out = fs.create(file, true)) {
      out.write(text.getBytes(US_ASCII));
    }
  }

  static String read(FileSystem fs, Path file) throws IOException {
    try (var in = fs.open(file)) {
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  /** What a file holds, or the visible files of a directory. */
  static String contents(FileSystem fs, Path path) throws IOException {
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
