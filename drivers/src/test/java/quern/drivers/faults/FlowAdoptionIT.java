package quern.drivers.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.drivers.RealCluster;

/**
 * Flows on YARN whose driver ends before the job of its first step does. The job's application
 * master is stopped meanwhile, so that nothing depends on who is faster.
 */
class FlowAdoptionIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String INPUT = "/adoption/people.csv";

  /** Small jobs run within the application master; with this they do not. */
  private static final String CONTAINERS = "-D mapreduce.job.ubertask.enable=false";

  @TempDir private Path scratch;
  private final String name = "adoption-" + System.nanoTime();
  private RealCluster cluster;
  private FileSystem hdfs;
  private YarnClient yarn;

  @BeforeEach
  void start() throws Exception {
    cluster = RealCluster.get();
    hdfs = cluster.hdfs();
    hdfs.copyFromLocalFile(
        new org.apache.hadoop.fs.Path(
            Path.of("..", "examples", "people.csv").toAbsolutePath().normalize().toUri()),
        new org.apache.hadoop.fs.Path(INPUT));
    yarn = YarnClient.createYarnClient();
    yarn.init(cluster.conf());
    yarn.start();
    write("age > 18");
  }

  @AfterEach
  void end() throws Exception {
    new Machine(cluster).awaitNoContainers(LIMIT);
    yarn.stop();
    hdfs.close();
  }

  private void write(String condition) throws IOException {
    Files.writeString(
        scratch.resolve("flow.yaml"),
        """
        name: %1$s
        steps:
          first:
            command: csv %2$s /%1$s/first --where '%3$s' --partitions 2 %4$s
          second:
            command: sort /%1$s/first /%1$s/second --by id
        """
            .formatted(name, INPUT, condition, CONTAINERS));
  }

  private RealCluster.Running flowRun(Object... options) throws IOException {
    List<Object> args = new ArrayList<>(List.of("flow", "run", scratch.resolve("flow.yaml")));
    args.addAll(List.of(options));
    return cluster.startHadoopJar(Map.of(), args.toArray());
  }

  /** The flow's applications of a step, whatever has become of them. */
  private List<ApplicationReport> applications(String step) throws Exception {
    return yarn
        .getApplications(
            Set.of("MAPREDUCE"),
            EnumSet.allOf(YarnApplicationState.class),
            Set.of("quern-flow-" + name))
        .stream()
        .filter(
            application ->
                application.getApplicationTags().stream()
                    .anyMatch(tag -> tag.startsWith("quern-step-" + step + "-")))
        .toList();
  }

  private YarnApplicationState state(String application) throws Exception {
    return applications("first").stream()
        .filter(report -> report.getApplicationId().toString().equals(application))
        .findFirst()
        .orElseThrow()
        .getYarnApplicationState();
  }

  /** Waits until the first step's job runs, stops it, and returns what it is called. */
  private Stopped stopFirstJob() throws Exception {
    Waiting.until(
        LIMIT,
        () -> "a running job of the first step",
        () ->
            applications("first").stream()
                .anyMatch(one -> one.getYarnApplicationState() == YarnApplicationState.RUNNING));
    String id = applications("first").get(0).getApplicationId().toString();
    ProcessHandle master = new Machine(cluster).master(id);
    Machine.signal("STOP", master.pid());
    return new Stopped(id, master.pid());
  }

  private record Stopped(String id, long master) {
    void goOn() throws Exception {
      Machine.signal("CONT", master);
    }
  }

  private static void awaitSaid(RealCluster.Running running, String text) throws Exception {
    Waiting.until(
        LIMIT,
        () -> text + "; having said: " + running.err(),
        () -> Files.readString(running.err(), UTF_8).contains(text));
  }

  private List<String> rows(String output) throws IOException {
    List<String> rows = new ArrayList<>();
    for (FileStatus part : hdfs.listStatus(new org.apache.hadoop.fs.Path(output))) {
      if (part.getPath().getName().startsWith("part-")) {
        try (var in = hdfs.open(part.getPath())) {
          rows.addAll(new String(in.readAllBytes(), UTF_8).lines().toList());
        }
      }
    }
    return rows;
  }

  private void assertThatAllIsDone(String condition) throws Exception {
    String expected = "/" + name + "/expected";
    cluster.hadoopJar("csv", INPUT, expected, "--where", condition).ok();
    assertThat(rows("/" + name + "/second")).hasSameElementsAs(rows(expected)).isNotEmpty();
    assertThat(hdfs.listStatus(new org.apache.hadoop.fs.Path("/" + name)))
        .extracting(status -> status.getPath().getName())
        .containsExactlyInAnyOrder("expected", "first", "second");
    assertThat(RealCluster.end(flowRun()).ok().err()).contains("0 run, 2 reused");
  }

  @Test
  void theNextRunAdoptsTheJobOfADriverThatWasKilled() throws Exception {
    RealCluster.Running driver = flowRun();
    Stopped job = stopFirstJob();
    driver.process().destroyForcibly().waitFor();

    RealCluster.Running next = flowRun();
    awaitSaid(next, "adopted  first: " + job.id());
    job.goOn();

    assertThat(RealCluster.end(next).ok().err())
        .contains("adopted  first: " + job.id() + ", which a dead run had started")
        .contains("done     first: ", "started  second: ")
        .doesNotContain("started  first");
    assertThat(applications("first"))
        .as("submitted once")
        .extracting(report -> report.getApplicationId().toString())
        .containsExactly(job.id());
    assertThatAllIsDone("age > 18");
  }

  @Test
  void aRunThatIsInterruptedLeavesItsJobWhenAskedToAndTheNextAdoptsIt() throws Exception {
    RealCluster.Running driver = flowRun("--on-interrupt", "leave");
    Stopped job = stopFirstJob();
    driver.process().destroy(); // SIGTERM, which a process cannot have been told to ignore

    assertThat(RealCluster.end(driver).err())
        .contains(
            "quern: interrupted; step 'first' goes on on YARN, and the next 'flow run' adopts")
        .contains("'yarn application -kill " + job.id() + "' ends it");
    assertThat(state(job.id())).isEqualTo(YarnApplicationState.RUNNING);
    assertThat(cluster.hadoopJar("flow", "status", scratch.resolve("flow.yaml")).ok().out())
        .containsPattern("first +not ended .*" + job.id())
        .contains("Nobody is running it.");

    RealCluster.Running next = flowRun();
    awaitSaid(next, "adopted  first: " + job.id());
    job.goOn();
    RealCluster.end(next).ok();
    assertThat(applications("first")).hasSize(1);
    assertThatAllIsDone("age > 18");
  }

  @Test
  void aRunThatIsInterruptedEndsWhatItHasAdopted() throws Exception {
    RealCluster.Running driver = flowRun();
    Stopped job = stopFirstJob();
    driver.process().destroyForcibly().waitFor();
    RealCluster.Running next = flowRun();
    awaitSaid(next, "adopted  first: " + job.id());

    next.process().destroy();

    RealCluster.end(next);
    assertThat(state(job.id())).isEqualTo(YarnApplicationState.KILLED);
  }

  @Test
  void aJobOfAStepThatTakesTooLongIsEnded() throws Exception {
    String text = Files.readString(scratch.resolve("flow.yaml"), UTF_8);
    // So long its application master waits before it asks for containers.
    String slow = "-D yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms=300000";
    Files.writeString(
        scratch.resolve("flow.yaml"),
        text.replace(CONTAINERS, CONTAINERS + " " + slow + "\n    timeout: 25s\n    retries: 0"));

    RealCluster.Result result = RealCluster.end(flowRun());

    assertThat(result.err()).contains("failed   first: stopped after its timeout of ");
    assertThat(applications("first"))
        .extracting(ApplicationReport::getFinalApplicationStatus)
        .containsExactly(FinalApplicationStatus.KILLED);
    assertThat(hdfs.listStatus(new org.apache.hadoop.fs.Path("/" + name))).isEmpty();
  }

  @Test
  void aJobOfAStepThatHasChangedIsEndedFirst() throws Exception {
    RealCluster.Running driver = flowRun();
    Stopped job = stopFirstJob();
    driver.process().destroyForcibly().waitFor();
    write("age > 40");

    assertThat(RealCluster.end(flowRun()).ok().err())
        .contains("first: ended " + job.id() + ", which a dead run had left running: it does not")
        .contains("started  first: ");

    assertThat(state(job.id())).isEqualTo(YarnApplicationState.KILLED);
    for (FileStatus status : hdfs.listStatus(new org.apache.hadoop.fs.Path("/" + name))) {
      if (status.getPath().getName().startsWith("_aside-")) {
        hdfs.delete(status.getPath(), true);
      }
    }
    assertThatAllIsDone("age > 40");
  }
}
