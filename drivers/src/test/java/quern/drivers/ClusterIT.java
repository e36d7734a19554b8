package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code bin/quern cluster …} and Hadoop's tools behind {@code bin/quern}, as a user meets them.
 */
class ClusterIT {
  private static final Path QUERN = Path.of("..", "bin", "quern").toAbsolutePath().normalize();
  private static final Path PEOPLE = Path.of("..", "examples", "people.csv").toAbsolutePath();

  /** Shared with {@link RealCluster}, so that Hadoop's jars are fetched once in a run. */
  private static final String CACHE = Path.of("target", "cache").toAbsolutePath().toString();

  @TempDir private Path scratch;

  private record Result(int exit, String out, String err) {}

  @AfterEach
  void leaveNoProcess() throws Exception {
    quern("cluster", "destroy", "--yes", "--dir", dir());
    assertThat(processesBelow(scratch)).isEmpty();
  }

  @Test
  void aClusterServesAndItsDataSurviveARestart() throws Exception {
    Result start = quern("cluster", "start", "--dir", dir(), "--ports", "free");
    assertThat(start.err())
        .contains("The cluster is ready after", "namenode ", "http://localhost:")
        .contains("bin/quern csv --on cluster --dir " + dir());
    assertThat(start.exit()).isZero();
    assertThat(quern("cluster", "status", "--dir", dir()))
        .satisfies(status -> assertThat(status.exit()).isZero())
        .satisfies(
            status ->
                assertThat(status.out())
                    .contains("namenode", "datanode-1", "resourcemanager", "nodemanager-1")
                    .contains("historyserver", "process ", "Hadoop 3.5.0"));

    assertThat(quern("fs", "--dir", dir(), "-put", PEOPLE, "/people.csv").exit()).isZero();
    assertThat(quern("fs", "--dir", dir(), "-touchz", "in-my-home").exit()).isZero();
    assertThat(quern("hdfs", "--dir", dir(), "fsck", "/people.csv").out()).contains("is HEALTHY");
    assertThat(quern("yarn", "--dir", dir(), "node", "-list").out()).contains("Total Nodes:1");
    assertThat(quern("mapred", "--dir", dir(), "job", "-list", "all").out())
        .contains("Total jobs:0");
    assertThat(quern("fs", "--dir", dir(), "-cat", "/nothing").exit()).isEqualTo(1);

    Result job =
        quern(
            "csv",
            "--on",
            "cluster",
            "--dir",
            dir(),
            "/people.csv",
            "/adults",
            "--where",
            "age > 18");
    assertThat(job.err()).contains("wrote     179 rows", "in the application master");
    assertThat(job.exit()).isZero();

    Result again = quern("cluster", "start", "--dir", dir());
    assertThat(again.err()).contains("The cluster was running already");
    assertThat(again.exit()).isZero();

    assertThat(quern("cluster", "logs", "namenode", "--lines", 5, "--dir", dir()).out())
        .hasLineCount(5);
    assertThat(
            shell(
                    "eval \"$('"
                        + QUERN
                        + "' cluster env --dir '"
                        + dir()
                        + "')\""
                        + " && hadoop jar \"$HADOOP_EXAMPLES\" 2>&1 | head -1; hdfs dfs -ls /adults")
                .out())
        .contains("An example program must be given", "part-m-00000.csv");

    assertThat(quern("cluster", "stop", "--dir", dir()).err()).contains("has stopped");
    assertThat(processesBelow(scratch)).isEmpty();
    assertThat(quern("cluster", "status", "--dir", dir()).exit()).isEqualTo(1);
    assertThat(quern("show", "--on", "cluster", "--dir", dir(), "/people.csv").err())
        .contains("does not run", "quern cluster start starts it");

    assertThat(quern("cluster", "start", "--dir", dir()).exit()).isZero();
    assertThat(quern("fs", "--dir", dir(), "-count", "/people.csv").out())
        .contains("11415 /people.csv");
    assertThat(quern("cluster", "destroy", "--dir", dir()).err()).contains("--yes");
    assertThat(quern("cluster", "destroy", "--yes", "--dir", dir()).exit()).isZero();
    assertThat(Path.of(dir())).doesNotExist();
  }

  @Test
  void anOccupiedPortIsToldWithItsDaemonAndItsHolder() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Result start = quern("cluster", "start", "--dir", dir(), "--ports", socket.getLocalPort());

      assertThat(start.err())
          .contains("namenode: port " + socket.getLocalPort() + " is in use by another process")
          .contains("process " + ProcessHandle.current().pid())
          .contains("--ports free");
      assertThat(start.exit()).isEqualTo(1);
    }
  }

  @Test
  void aDaemonThatDoesNotComeUpIsNamedWithTheEndOfItsLogAndTheOthersGo() throws Exception {
    quern("cluster", "start", "--dir", dir(), "--ports", "free");
    quern("cluster", "stop", "--dir", dir());
    Files.writeString(Path.of(dir(), "namenode", "current", "VERSION"), "layoutVersion=-1\n");

    Result start = quern("cluster", "start", "--dir", dir());

    assertThat(start.err())
        .contains("quern: namenode: the daemon ended with code 1 at its start; the end of ")
        .contains("logs/namenode.log", "VERSION");
    assertThat(start.exit()).isEqualTo(1);
    assertThat(processesBelow(scratch)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resourcemanager", "nodemanager-1", "namenode"})
  void aStartThatIsInterruptedLeavesNoDaemon(String daemon) throws Exception {
    Process start = process("cluster", "start", "--dir", dir(), "--ports", "free").start();
    Path pid = Path.of(dir(), "run", daemon + ".pid");
    for (int i = 0; i < 6000 && !Files.exists(pid); i++) {
      Thread.sleep(10);
    }
    start.destroy();

    assertThat(start.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(start.exitValue()).isEqualTo(143);
    assertThat(processesBelow(scratch)).isEmpty();
  }

  @Test
  void whatIsNotThereIsToldWithTheCommandThatMakesIt() throws Exception {
    for (String verb : List.of("status", "stop", "logs", "env", "destroy")) {
      Result result = quern("cluster", verb, "--dir", dir());
      assertThat(result.err())
          .contains("there is no cluster in " + dir() + "; quern cluster start makes one");
      assertThat(result.exit()).isEqualTo(1);
    }
    assertThat(quern("fs", "--dir", dir(), "-ls", "/").err())
        .isEqualTo(
            "quern: there is no cluster in " + dir() + ": bin/quern cluster start makes one\n");
    assertThat(quern("cluster", "start", "--dir", dir() + " 2").err())
        .contains("cluster 2: YARN's scripts cannot work below a path with spaces");
    assertThat(quern("cluster", "start", "--dir", dir(), "--hadoop-version", "9.9.9").err())
        .contains("cannot fetch Hadoop 9.9.9", "--hadoop-version names another");
  }

  private String dir() throws IOException {
    return scratch.toRealPath().resolve("cluster").toString();
  }

  private Result quern(Object... args) throws IOException, InterruptedException {
    return run(process(args));
  }

  private Result shell(String script) throws IOException, InterruptedException {
    return run(prepared(List.of("sh", "-c", script)));
  }

  private ProcessBuilder process(Object... args) {
    List<String> command = new ArrayList<>(List.of(QUERN.toString()));
    Stream.of(args).map(Object::toString).forEach(command::add);
    return prepared(command);
  }

  private ProcessBuilder prepared(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(scratch.resolve("out").toFile())
            .redirectError(scratch.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HADOOP_"));
    builder.environment().put("XDG_CACHE_HOME", CACHE);
    builder.environment().put("QUERN_NO_BUILD", "1");
    return builder;
  }

  private Result run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends in time").isTrue();
    return new Result(
        process.exitValue(),
        Files.readString(scratch.resolve("out"), UTF_8),
        Files.readString(scratch.resolve("err"), UTF_8));
  }

  private static List<String> processesBelow(Path directory) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(directory.toString()))
        .toList();
  }
}
