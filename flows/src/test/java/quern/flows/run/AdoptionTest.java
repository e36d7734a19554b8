package quern.flows.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.flows.Flow;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.Step;
import quern.flows.Work;
import quern.flows.schedule.Fifo;
import quern.flows.schedule.Room;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;
import quern.records.commit.SealedJson;

/** What becomes of jobs that go on after the death of the run that has started them. */
class AdoptionTest {
  private static final org.apache.hadoop.fs.Path PART = new org.apache.hadoop.fs.Path("part");

  @TempDir private Path scratch;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Configuration conf = new Configuration();
  private boolean leavesManifests = true;
  private boolean dies;
  private @Nullable Duration timeout;

  /** Writes a part that says who wrote it, and a manifest. */
  private void publish(String who, String fingerprint) {
    try {
      Path output = Files.createDirectories(scratch.resolve("out"));
      Files.writeString(output.resolve(PART.getName()), who);
      Files.write(
          output.resolve("_quern.json"),
          SealedJson.seal(
              json -> {
                for (String name : List.of("command", "created", "run", "job", "codec")) {
                  json.writeStringField(name, who);
                }
                json.writeNumberField("format", 1);
                json.writeStringField("fingerprint", fingerprint);
                json.writeArrayFieldStart("parts");
                json.writeEndArray();
              }));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Writing implements Work {
    @Override
    public List<org.apache.hadoop.fs.Path> inputs() {
      return List.of();
    }

    @Override
    public List<org.apache.hadoop.fs.Path> outputs() {
      return List.of(new org.apache.hadoop.fs.Path("file:" + scratch + "/out"));
    }

    @Override
    public String identity() {
      return "write";
    }

    @Override
    public boolean leavesManifests() {
      return leavesManifests;
    }

    @Override
    public Outcome run(Attempt attempt) {
      lines.add("ran");
      if (dies) {
        return Outcome.failed(false, "its driver died", "");
      }
      publish("the step", attempt.fingerprint());
      return Outcome.done("");
    }
  }

  private final class Told implements FlowEvents {
    @Override
    public void reused(Node step, String why) {
      lines.add("reused: " + why);
    }

    @Override
    public void started(Node step, String why, long predictedMillis) {
      lines.add("started");
    }

    @Override
    public void adopted(Node step, String job) {
      lines.add("adopted " + job);
    }

    @Override
    public void note(Node step, String text) {
      lines.add("note: " + text);
    }

    @Override
    public void retried(Node step, Work.Outcome failure, long waitMillis) {
      lines.add("retried");
    }

    @Override
    public void finished(Node step, long millis, long predictedMillis) {
      lines.add("done");
    }

    @Override
    public void failed(Node step, Work.Outcome failure) {
      lines.add("failed: " + failure.message());
    }

    @Override
    public void skipped(Node step, String why) {
      lines.add("skipped");
    }
  }

  /** A job that makes what {@code fingerprint} says, if {@code ends} has it do so. */
  private final class Job implements Orphans.Orphan {
    private final String id;
    private final String fingerprint;
    private final @Nullable Runnable ends;

    Job(String id, String fingerprint, @Nullable Runnable ends) {
      this.id = id;
      this.fingerprint = fingerprint;
      this.ends = ends;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public boolean makes(String wanted) {
      return wanted.equals(fingerprint);
    }

    @Override
    public boolean awaitEnd(@Nullable Duration limit) {
      if (ends == null) {
        return false;
      }
      ends.run();
      return true;
    }

    @Override
    public void kill() {
      lines.add("killed " + id);
    }
  }

  private FileSystem local() throws IOException {
    return FileSystem.getLocal(conf);
  }

  private StateStore store() throws IOException {
    return StateStore.open(local(), new org.apache.hadoop.fs.Path("file:" + scratch + "/state"));
  }

  private Graph graph() throws IOException {
    Step.Builder step = Step.command("s", "write").retries(0);
    if (timeout != null) {
      step.timeout(timeout);
    }
    return Graph.of(Flow.builder("test").step(step).build(), any -> new Writing(), conf);
  }

  private boolean run(Orphans orphans) throws Exception {
    lines.clear();
    StateStore store = store();
    return new FlowRun(
            graph(),
            store,
            new Judge(store, conf),
            new Told(),
            new FlowRun.Options(
                new Fifo(1),
                false,
                Backoff.USUAL,
                running -> new Room(running, 2, 1000, 0),
                0,
                orphans,
                "run"))
        .run();
  }

  private String fingerprint() throws IOException {
    return new Judge(store(), conf).judge(graph().node("s")).fingerprint();
  }

  private String written() throws IOException {
    return Files.readString(scratch.resolve("out").resolve(PART.getName()));
  }

  @BeforeEach
  void leaveAStepThatDidNotEnd() throws Exception {
    dies = true;
    assertThat(run(Orphans.NONE)).isFalse();
    assertThat(store().find("s")).get().matches(record -> !record.finished());
    dies = false;
  }

  @Test
  void aJobThatMakesWhatTheStepMakesIsWaitedForAndTheStepDoesNotRun() throws Exception {
    String made = fingerprint();
    Files.createFile(scratch.resolve(".out.quern-lock")); // of the client that is dead
    Runnable publishing =
        () -> {
          publish("the orphan", made);
          assertThat(scratch.resolve(".out.quern-lock").toFile().delete()).isTrue();
        };

    assertThat(run(step -> List.of(new Job("job-1", made, publishing)))).isTrue();

    assertThat(lines).containsExactly("adopted job-1", "done");
    assertThat(written()).isEqualTo("the orphan");
    StepRecord record = store().find("s").orElseThrow();
    assertThat(record.finished()).isTrue();
    assertThat(record.past()).as("how long it took, which nobody knows").isEmpty();
    assertThat(run(Orphans.NONE)).isTrue();
    assertThat(lines).containsExactly("reused: nothing has changed");
  }

  @Test
  void aJobThatMakesSomethingElseIsEndedBeforeTheStepRuns() throws Exception {
    assertThat(run(step -> List.of(new Job("job-1", "other", () -> {})))).isTrue();

    assertThat(lines)
        .containsExactly(
            "killed job-1",
            "note: ended job-1, which a dead run had left running: it does not make what the step"
                + " makes now",
            "started",
            "ran",
            "done");
    assertThat(written()).isEqualTo("the step");
  }

  @Test
  void aJobThatEndsWithoutTheOutputLeavesTheStepToBeRun() throws Exception {
    String made = fingerprint();

    assertThat(run(step -> List.of(new Job("job-1", made, () -> {})))).isTrue();

    assertThat(lines)
        .containsExactly(
            "adopted job-1",
            "note: job-1 has ended, and not left the step's output",
            "started",
            "ran",
            "done");
  }

  @Test
  void aJobThatTakesLongerThanTheStepMayIsEnded() throws Exception {
    timeout = Duration.ofSeconds(90);
    String made = fingerprint();

    assertThat(run(step -> List.of(new Job("job-1", made, null)))).isTrue();

    assertThat(lines)
        .containsExactly(
            "adopted job-1",
            "killed job-1",
            "note: job-1 was ended after the timeout of 1:30",
            "started",
            "ran",
            "done");
  }

  @Test
  void anOlderJobIsEndedAndTheOneOfTheStepAdopted() throws Exception {
    String made = fingerprint();

    assertThat(
            run(
                step ->
                    List.of(
                        new Job("job-2", made, () -> publish("the orphan", made)),
                        new Job("job-1", "other", () -> {}))))
        .isTrue();

    assertThat(lines).startsWith("killed job-1").endsWith("adopted job-2", "done");
    assertThat(written()).isEqualTo("the orphan");
  }

  @Test
  void whatAJobHasPublishedBeforeTheStepsTurnIsNotMadeAgain() throws Exception {
    String made = fingerprint();
    Orphans endsNow =
        step -> {
          publish("the orphan", made);
          return List.of();
        };

    assertThat(run(endsNow)).isTrue();

    assertThat(lines).containsExactly("reused: a job that a dead run had started has done it");
    assertThat(written()).isEqualTo("the orphan");
    assertThat(store().find("s")).get().matches(StepRecord::finished);
  }

  @Test
  void aJobWhoseOutputNothingProvesIsEnded() throws Exception {
    leavesManifests = false;

    assertThat(run(step -> List.of(new Job("job-1", fingerprint(), () -> {})))).isTrue();

    assertThat(lines).startsWith("killed job-1").endsWith("started", "ran", "done");
  }

  @Test
  void aStepThatHasEndedIsNotAskedFor() throws Exception {
    assertThat(run(Orphans.NONE)).isTrue();

    assertThat(
            run(
                step -> {
                  throw new AssertionError("asked");
                }))
        .isTrue();
  }

  @Test
  void aRunThatIsStoppedStartsNothingMore() throws Exception {
    StateStore store = store();
    FlowRun run =
        new FlowRun(
            graph(),
            store,
            new Judge(store, conf),
            new Told(),
            new FlowRun.Options(
                new Fifo(1),
                false,
                Backoff.USUAL,
                running -> new Room(running, 2, 1000, 0),
                0,
                "run"));
    lines.clear();

    assertThat(run.stop()).isEmpty();
    assertThat(run.run()).isFalse();
    assertThat(lines).containsExactly("skipped");
  }
}
