package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.flows.state.FlowLock;
import quern.records.Exit;

/** The commands of flows, over real jobs. */
class FlowTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final int KILLS = 6;

  @TempDir private Path scratch;
  private Path file;

  @BeforeEach
  void writeFlow() throws IOException {
    Files.writeString(
        scratch.resolve("people.csv"), Files.readString(EXAMPLES.resolve("people.csv")));
    file = scratch.resolve("ten.yaml");
    Files.writeString(file, TenSteps.text(scratch.toString()));
  }

  private Jobs.Result flow(String verb, Object... options) {
    List<String> args = new ArrayList<>(List.of("flow", verb, file.toString()));
    Stream.of(options).map(Object::toString).forEach(args::add);
    return Jobs.run(args);
  }

  private Map<String, String> outputs() throws IOException {
    Map<String, String> outputs = new HashMap<>();
    for (String output : TenSteps.outputs()) {
      for (Map.Entry<String, String> part : Trees.contents(scratch.resolve(output)).entrySet()) {
        outputs.put(output + "/" + part.getKey(), part.getValue());
      }
    }
    return outputs;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fifo", "sjf", "dynamic"})
  void aFlowRunsOnceAndThenNothingIsToBeDone(String policy) throws IOException {
    assertThat(flow("run", "--policy", policy).ok().err()).contains("10 run, 0 reused, 0 failed");
    Map<String, String> first = outputs();

    assertThat(flow("run", "--policy", policy).ok().err()).contains("0 run, 10 reused, 0 failed");
    assertThat(outputs()).isEqualTo(first);
    assertThat(flow("plan").ok().out()).contains("Nothing is to be done.");
    assertThat(flow("status").ok().out().lines().filter(line -> line.contains(" done ")))
        .hasSize(10);
    assertThat(flow("history").ok().out()).contains("s9 ");
  }

  @Test
  void thePlanTellsOrderReasonsAndTheLongestChain() throws IOException {
    assertThat(flow("plan").ok().out())
        .containsPattern("s0 +run +it has not run yet")
        .contains("the longest chain takes about");
    flow("run").ok();
    Files.writeString(
        scratch.resolve("people.csv"),
        Files.readString(scratch.resolve("people.csv")) + "9999,New,50,Oslo,1.0,2024-01-01,\n");

    assertThat(flow("plan").ok().out())
        .containsPattern("s0 +run +input .*people.csv has changed")
        .containsPattern("s9 +perhaps +if what 's8' writes has changed");
    assertThat(flow("plan", "--format", "dot").ok().out()).contains("\"s8\" -> \"s9\"");
    assertThat(flow("plan", "--format", "mermaid").ok().out()).startsWith("flowchart LR\n");
    // There was somebody of that age: what s5 writes is the same, and so s7 is not run.
    assertThat(flow("run").ok().err())
        .contains("9 run, 1 reused")
        .containsPattern("reused +s7: nothing has changed");
  }

  @Test
  void aManifestWithAnyByteChangedOrLostIsNeverTrusted() throws IOException {
    flow("run").ok();
    Path manifest = scratch.resolve("s9/_quern.json");
    byte[] bytes = Files.readAllBytes(manifest);
    Path crc = scratch.resolve("s9/._quern.json.crc");
    for (int i = 0; i < bytes.length; i += bytes.length / 40) {
      byte[] changed = bytes.clone();
      changed[i] ^= (byte) (1 << i % 8);
      Files.deleteIfExists(crc); // which would tell by itself
      Files.write(manifest, i % 2 == 0 ? changed : Arrays.copyOf(bytes, i));

      assertThat(flow("plan").ok().out())
          .as("byte %d", i)
          .containsPattern("s9 +run +an output's manifest is torn, changed or of another run");
    }
    Files.write(manifest, bytes);
    assertThat(flow("plan").ok().out()).contains("Nothing is to be done.");
  }

  @Test
  void aFailureEndsTheRunAndTheNextGoesOnThere() throws IOException {
    String text = Files.readString(file);
    Files.writeString(
        file, text.replace("--by city\n", "--by city --mode failfast --partitions 0\n"));

    Jobs.Result failed = flow("run", "--first-wait", 1);

    assertThat(failed.exit()).isEqualTo(Exit.FAILED);
    assertThat(failed.err())
        .contains("failed   s8: --partitions: say how many parts")
        .contains("skipped  s9: a step before it is not done")
        .contains("'flow run' again goes on where it stopped")
        .doesNotContain("retry");
    Files.writeString(file, text);
    assertThat(flow("run").ok().err())
        .contains("0 failed, 0 skipped")
        .doesNotContain("started  s0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv people.csv s0 --where 'age > 18' | cvs people.csv s0 | ten.yaml:4:14: step 's0': no command is called 'cvs'",
        "--by city --agg | --bi city --agg | aggregate has no option --bi; did you mean --by?",
        "csv people.csv s0 | csv poeple.csv s0 | is not there, and no step writes it",
        "csv people.csv s0 | csv s9 s0 | steps wait for one another",
        "recode s5 s7 | recode s5 s6 | both write",
        "recode s5 s7 --codec gzip | show s5 | 'show' cannot be a step",
      })
  void whatIsWrongIsToldBeforeAnythingRuns(String from, String to, String message)
      throws IOException {
    String located = from.replaceAll("(?<= )(people\\.csv|[rs]\\d)(?= |$)", scratch + "/$1");
    String wrong = to.replaceAll("(?<= )(p\\w+\\.csv|s\\d)(?= |$)", scratch + "/$1");
    String text = Files.readString(file);
    assertThat(text).contains(located);
    Files.writeString(file, text.replace(located, wrong));

    Jobs.Result result = flow("run");

    assertThat(result.err()).contains(message);
    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(scratch.resolve("s0")).doesNotExist();
  }

  /** Runs the example, and checks the report. */
  private void runExample(String... more) throws IOException {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "flow",
                "run",
                EXAMPLES.resolve("pipeline.yaml"),
                "--set",
                "input=" + EXAMPLES.resolve("people.csv"),
                "--set",
                "out=" + scratch.resolve("out"),
                "--state",
                scratch.resolve("state")));
    args.addAll(List.of(more));
    Jobs.run(args.toArray()).ok();

    assertThat(Jobs.allRows(scratch.resolve("out/report"), "city,people,mean,richest,income"))
        .hasSize(16);
  }

  @Test
  void theExampleGivesAReport() throws IOException {
    runExample();
  }

  @Test
  void theExampleEncryptsWhatLiesBetweenItsStepsWhenItIsGivenAKey() throws IOException {
    Path password = Files.writeString(scratch.resolve("password"), "a password\n");
    String provider = "jceks://file" + scratch.resolve("keys.jceks");
    Jobs.run("keys", "create", "people", "--provider", provider, "--password-file", password).ok();

    runExample(
        "--set",
        "codec=huffman+aes",
        "--set",
        "key=people",
        "-D",
        "hadoop.security.key.provider.path=" + provider,
        "-D",
        "quern.keystore.password-file=" + password);

    assertThat(Jobs.manifest(scratch.resolve("out/encoded")).codec()).isEqualTo("huffman+aes");
  }

  @Test
  void aMainClassInAJarIsAStepToo() throws IOException {
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    OwnJobTest.compile(classes);
    Path jar = scratch.resolve("own.jar");
    writeJar(classes, jar, "first");
    Files.writeString(
        file,
        """
        steps:
          means:
            jar: %1$s/own.jar
            main: MeanIncome
            args: %1$s/people.csv %1$s/means
            inputs: %1$s/people.csv
            outputs: %1$s/means
          count:
            command: wordcount %1$s/means %1$s/count
        """
            .formatted(scratch));

    assertThat(flow("run").ok().err()).contains("2 run, 0 reused");
    assertThat(Files.readAllLines(scratch.resolve("means/part-r-00000"))).hasSize(16);
    assertThat(flow("run").ok().err()).contains("0 run, 2 reused");
    Files.writeString(scratch.resolve("means/part-r-00000"), "Oslo\t1\t2.0\t3.0\n");
    assertThat(flow("run").ok().err()).containsPattern("started +means: an output has changed");
    writeJar(classes, jar, "second");
    assertThat(flow("run").ok().err())
        .containsPattern("started +means: its command or settings have changed")
        .containsPattern("reused +count");
  }

  @Test
  void aMainClassThatFailsIsToldWithWhatItSaid() throws IOException {
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    OwnJobTest.compile(classes);
    writeJar(classes, scratch.resolve("own.jar"), "first");
    Files.writeString(
        file,
        """
        steps:
          means:
            jar: %1$s/own.jar
            main: NoSuchClass
            args: %1$s/people.csv %1$s/means
            outputs: %1$s/means
            retries: 1
        """
            .formatted(scratch));

    Jobs.Result result = flow("run", "--first-wait", 1);

    assertThat(result.exit()).isEqualTo(Exit.FAILED);
    assertThat(result.err()).contains("retry    means:").contains("failed   means: exit code");
  }

  private static void writeJar(Path classes, Path jar, String comment) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(classes)) {
      out.setComment(comment);
      for (Path file : files.sorted().toList()) {
        out.putNextEntry(new JarEntry(file.getFileName().toString()));
        out.write(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void aSecondRunSaysWhoHasTheFlow() throws Exception {
    Path state = Files.createDirectories(scratch.resolve(".quern-flows/ten"));
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      var info = other.info();
      long started = info.startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
      FlowLock.Owner owner =
          new FlowLock.Owner(
              "1234",
              "somebody",
              FlowLock.hostName(),
              other.pid(),
              started,
              "2024-01-01T00:00:00Z");
      FlowLock.take(
          FileSystem.getLocal(new Configuration()),
          new org.apache.hadoop.fs.Path(state.toUri()),
          owner,
          FlowLock.Pace.USUAL,
          line -> {});

      Jobs.Result result = flow("run");

      assertThat(result.exit()).isEqualTo(Exit.USAGE);
      assertThat(result.err())
          .contains("somebody is running it since 2024-01-01T00:00:00Z (process " + other.pid());
      assertThat(flow("status").ok().out()).contains("somebody is running it");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(flow("run").ok().err()).contains("10 run");
  }

  @Test
  void statusFollowsAFlowUntilItEnds() throws Exception {
    Path lock = scratch.resolve(".quern-flows/ten/beat-1");
    // A process of its own, as its lock names a process.
    Process driver = new Here().start(scratch.resolve("run.log"));

    while (!Files.exists(lock)) {
      Thread.sleep(5);
    }
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    Thread onTerminal = new Thread(() -> followOnTerminal(new PrintStream(drawn, true, UTF_8)));
    onTerminal.start();
    Jobs.Result followed = flow("status", "--follow");
    onTerminal.join();

    assertThat(driver.waitFor()).isZero();
    assertThat(followed.ok().out().lines())
        .anyMatch(line -> line.matches("(running|not run|not ended) +s\\d: about .*"))
        .filteredOn(line -> line.startsWith("done      s"))
        .hasSize(10);
    assertThat(followed.out()).endsWith("Nobody is running it.\n");
    assertThat(flow("status", "--follow").ok().out().lines()).hasSize(11);
    String[] tables = drawn.toString(UTF_8).split("\u001b\\[14A\u001b\\[J");
    assertThat(tables).hasSizeGreaterThan(1).allMatch(table -> table.lines().count() == 14);
    assertThat(tables[0]).contains(" is running it since ");
    assertThat(tables[tables.length - 1])
        .doesNotContainPattern("s\\d +(running|not )")
        .endsWith("\nNobody is running it.\n");
  }

  private void followOnTerminal(PrintStream terminal) {
    List<String> args = List.of("flow", "status", file.toString(), "--follow");
    Map<String, String> environment = Map.of("COLUMNS", "200");
    Main.run(
        args.toArray(String[]::new),
        new Session(args, terminal, terminal, true, true, environment, JobConf::new));
  }

  @Test
  void whatBecomesOfJobsAtCtrlCIsAskedForRightly() {
    assertThat(flow("run", "--on-interrupt", "stay").err())
        .contains("--on-interrupt 'stay': expected kill or leave");
    Jobs.Result local = flow("run", "--on-interrupt", "leave");
    assertThat(local.exit()).isEqualTo(Exit.USAGE);
    assertThat(local.err())
        .contains("--on-interrupt leave: jobs run in this process, and cannot go on without it");
  }

  /** A few times; {@code -Dquern.faults.kills} says how often. */
  @Test
  void aDriverThatIsKilledAgainAndAgainComesToTheSameEnd() throws Exception {
    new FlowKills(new Here(), scratch.resolve(".quern-flows/ten"), scratch.resolve("log"))
        .make(Integer.getInteger("quern.faults.kills", KILLS));

    assertThat(flow("run").ok().err()).contains("0 run, 10 reused");
  }

  @Test
  void aDriverThatIsKilledWhileItHasTheLockOfRejectsIsFollowed() throws Exception {
    Process driver = new Here().start(scratch.resolve("log"));
    try {
      while (driver.isAlive() && !Files.exists(scratch.resolve(".r0.quern-lock"))) {
        Thread.sleep(1);
      }
    } finally {
      driver.destroyForcibly().waitFor();
    }
    assertThat(scratch.resolve(".r0.quern-lock")).exists();

    assertThat(flow("run").ok().err()).contains("10 run, 0 reused, 0 failed");
  }

  @Test
  void aRunThatHadToWaitForTheLockKnowsWhatWasRecordedMeanwhile() throws Exception {
    flow("run").ok();
    Path state = scratch.resolve(".quern-flows/ten");
    Path kept = Files.createDirectories(scratch.resolve("kept"));
    List<String> moved = new ArrayList<>(TenSteps.outputs());
    moved.add(".quern-flows/ten/steps");
    for (String path : moved) {
      Files.move(scratch.resolve(path), kept.resolve(path.replace('/', '-')));
    }
    FlowLock other =
        FlowLock.take(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(state.toUri()),
            new FlowLock.Owner("1234", "somebody", "elsewhere", 7, 0, "2024-01-01T00:00:00Z"),
            FlowLock.Pace.USUAL,
            line -> {});
    Path log = scratch.resolve("log");
    Process waiting = new Here().start(log);
    while (waiting.isAlive() && !Files.readString(log).contains("looking for a sign of life")) {
      Thread.sleep(10);
    }
    for (String path : moved) {
      Files.move(kept.resolve(path.replace('/', '-')), scratch.resolve(path));
    }
    other.release();

    assertThat(waiting.waitFor()).isZero();
    assertThat(Files.readString(log)).contains("0 run, 10 reused");
  }

  /** Local runs, each in a process of its own. */
  private final class Here implements FlowKills.Place {
    @Override
    public Process start(Path log) throws IOException {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              "quern.drivers.Main",
              "flow",
              "run",
              file.toString())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    }

    @Override
    public Map<String, String> outputs() throws IOException {
      return FlowTest.this.outputs();
    }

    @Override
    public void clear() throws IOException {
      for (String output : TenSteps.outputs()) {
        Trees.delete(scratch.resolve(output));
      }
      Trees.delete(scratch.resolve(".quern-flows"));
    }
  }
}
