package quern.flows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.flows.FakeWork;
import quern.flows.Flow;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.Step;
import quern.flows.Work;
import quern.flows.schedule.Room;
import quern.flows.schedule.Sjf;
import quern.flows.state.StateStore;

/** Runs of a flow of steps that copy: in → a → b, in → c, b + c → d. */
class FlowRunTest {
  @TempDir private Path scratch;
  private final FakeWork.Factory works = new FakeWork.Factory();
  private final Events events = new Events();

  private static final class Events implements FlowEvents {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void reused(Node step, String why) {
      lines.add("reused " + step.name() + ": " + why);
    }

    @Override
    public void started(Node step, String why, long predictedMillis) {
      lines.add("started " + step.name() + ": " + why);
    }

    @Override
    public void note(Node step, String text) {
      lines.add("note " + step.name() + ": " + text);
    }

    @Override
    public void retried(Node step, Work.Outcome failure, long waitMillis) {
      lines.add("retry " + step.name());
    }

    @Override
    public void finished(Node step, long millis, long predictedMillis) {
      lines.add("done " + step.name());
    }

    @Override
    public void failed(Node step, Work.Outcome failure) {
      lines.add("failed " + step.name() + ": " + failure.message());
    }

    @Override
    public void skipped(Node step, String why) {
      lines.add("skipped " + step.name() + ": " + why);
    }
  }

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(scratch.resolve("in"), "x");
  }

  private Step.Builder copy(String name, String... paths) {
    return Step.command(
        name,
        Stream.concat(Stream.of("copy"), Stream.of(paths).map(p -> "file:" + scratch + "/" + p))
            .toArray(String[]::new));
  }

  private Flow flow() {
    return Flow.builder("test")
        .step(copy("a", "in", "out-a"))
        .step(copy("b", "out-a", "out-b"))
        .step(copy("c", "in", "out-c"))
        .step(copy("d", "out-b", "out-c", "out-d"))
        .build();
  }

  private boolean run(Flow flow, boolean keepGoing) throws Exception {
    events.lines.clear();
    works.tries.clear();
    Configuration conf = new Configuration();
    FileSystem local = FileSystem.getLocal(conf);
    StateStore store =
        StateStore.open(local, new org.apache.hadoop.fs.Path("file:" + scratch + "/state"));
    return new FlowRun(
            Graph.of(flow, works, conf),
            store,
            new Judge(store, conf),
            events,
            new FlowRun.Options(
                new Sjf(2),
                keepGoing,
                new Backoff(Duration.ofMillis(2), Duration.ofMillis(20)),
                running -> new Room(running, 2, 1000, 0),
                0,
                "run-" + System.nanoTime()))
        .run();
  }

  private String output() throws IOException {
    return Files.readString(scratch.resolve("out-d"));
  }

  @Test
  void allStepsRunBehindThoseThatTheyReadFrom() throws Exception {
    assertThat(run(flow(), false)).isTrue();

    assertThat(works.tries).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(output()).isEqualTo("d(b(a(x))c(x))");
  }

  @Test
  void whatIsRightIsNotRunAgain() throws Exception {
    run(flow(), false);

    assertThat(run(flow(), false)).isTrue();
    assertThat(works.tries).isEmpty();
    assertThat(events.lines).hasSize(4).allMatch(line -> line.endsWith(": nothing has changed"));
  }

  @Test
  void aChangedInputRunsWhatDependsOnIt() throws Exception {
    run(flow(), false);
    Files.writeString(scratch.resolve("in"), "y");

    run(flow(), false);

    assertThat(works.tries).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(output()).isEqualTo("d(b(a(y))c(y))");
    assertThat(events.lines).anyMatch(line -> line.matches("started a: input .*in has changed"));
  }

  @Test
  void aTouchedInputIsTheSameAndAnEditedOutputIsMadeAgain() throws Exception {
    run(flow(), false);
    Files.setLastModifiedTime(
        scratch.resolve("in"), java.nio.file.attribute.FileTime.fromMillis(1));
    Files.writeString(scratch.resolve("out-b"), "b(a(z))"); // as long as before

    run(flow(), false);

    assertThat(works.tries).containsExactly("b");
    assertThat(events.lines).contains("started b: an output has changed since");
    assertThat(output()).isEqualTo("d(b(a(x))c(x))");
  }

  @Test
  void aChangedCommandRunsTheStep() throws Exception {
    run(flow(), false);
    Flow changed =
        Flow.builder("test")
            .step(copy("a", "in", "out-a"))
            .step(copy("b", "out-a", "in", "out-b"))
            .step(copy("c", "in", "out-c"))
            .step(copy("d", "out-b", "out-c", "out-d"))
            .build();

    run(changed, false);

    assertThat(works.tries).containsExactly("b", "d");
    assertThat(events.lines).contains("started b: its command or settings have changed");
  }

  @Test
  void whatCanPassIsTriedAgainAndWhatCannotIsNot() throws Exception {
    Work.Outcome passes = Work.Outcome.failed(true, "a node was lost", "");
    works.failures.put("a", List.of(passes, passes));
    works.failures.put("c", List.of(Work.Outcome.failed(false, "refused", "")));

    assertThat(run(flow(), true)).isFalse();

    assertThat(works.tries.stream().filter("a"::equals)).hasSize(3);
    assertThat(works.tries.stream().filter("c"::equals)).hasSize(1);
    assertThat(events.lines)
        .contains("failed c: refused", "done b", "skipped d: a step before it is not done");
  }

  @Test
  void triesAreAsManyAsTheStepSays() throws Exception {
    Work.Outcome passes = Work.Outcome.failed(true, "a node was lost", "");
    works.failures.put("a", Collections.nCopies(10, passes));

    assertThat(run(flow(), false)).isFalse();

    assertThat(works.tries.stream().filter("a"::equals)).hasSize(1 + Step.USUAL_RETRIES);
  }

  @Test
  void aRunAfterAFailureDoesOnlyWhatIsLeft() throws Exception {
    works.failures.put("b", List.of(Work.Outcome.failed(false, "refused", "")));
    assertThat(run(flow(), true)).isFalse();

    assertThat(run(flow(), false)).isTrue();

    assertThat(works.tries).containsExactly("b", "d");
    assertThat(output()).isEqualTo("d(b(a(x))c(x))");
  }

  @Test
  void aTryThatTakesTooLongIsStopped() throws Exception {
    works.millis = 30_000;
    Flow slow =
        Flow.builder("test")
            .step(copy("a", "in", "out-a").timeout(Duration.ofMillis(50)).retries(1))
            .build();

    assertThat(run(slow, false)).isFalse();

    assertThat(works.tries).containsExactly("a", "a");
    assertThat(events.lines)
        .anyMatch(line -> line.startsWith("failed a: stopped after its timeout"));
  }

  @Test
  void whatTheFlowHasNotWrittenIsNotReplaced() throws Exception {
    Files.writeString(scratch.resolve("out-c"), "somebody's");

    assertThatThrownBy(() -> run(flow(), false))
        .hasMessageContaining("out-c is there already, and this flow has not written it");
    assertThat(Files.readString(scratch.resolve("out-c"))).isEqualTo("somebody's");
  }

  @Test
  void aTornOrFlippedRecordIsNeverTrusted() throws Exception {
    run(flow(), false);
    Path steps = scratch.resolve("state/steps");
    Path record;
    try (Stream<Path> files = Files.list(steps)) {
      record = files.filter(f -> f.getFileName().toString().startsWith("a.")).findFirst().get();
    }
    byte[] bytes = Files.readAllBytes(record);
    for (int i = 0; i < bytes.length; i += 7) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      Files.write(record, i % 2 == 0 ? flipped : java.util.Arrays.copyOf(bytes, i));

      assertThatThrownBy(() -> run(flow(), false)).hasMessageContaining("out-a is there already");
    }
    Files.write(record, bytes);
    assertThat(run(flow(), false)).isTrue();
    assertThat(works.tries).isEmpty();
  }
}
