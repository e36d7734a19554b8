package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quern.records.Exit;
import quern.records.commit.Manifest;
import quern.records.commit.Storage;

/**
 * {@code quern csv} on a cluster of this process. Its application master is killed at several
 * moments; the next one must bring the job to its end, with each row and each reject once.
 */
class QuernCommitterIT {
  private static final int ROWS = 2000;

  private static final String JVM = "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
  private static final String JAVA_HOME = "JAVA_HOME=" + System.getProperty("java.home");

  /** Small processes, and few waits. */
  private static final List<String> PROPERTIES =
      List.of(
          "mapreduce.input.fileinputformat.split.maxsize=20000",
          "mapreduce.job.reduce.slowstart.completedmaps=1.0",
          "mapreduce.map.memory.mb=512",
          "mapreduce.reduce.memory.mb=512",
          "mapreduce.task.io.sort.mb=16",
          "mapreduce.map.java.opts=" + JVM,
          "mapreduce.reduce.java.opts=" + JVM,
          "mapreduce.map.env=" + JAVA_HOME,
          "mapreduce.reduce.env=" + JAVA_HOME,
          "yarn.app.mapreduce.am.env=" + JAVA_HOME,
          "yarn.app.mapreduce.am.resource.mb=512",
          "yarn.app.mapreduce.am.command-opts=" + JVM,
          "yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms=100",
          // So that the next application master knows what had finished.
          "yarn.app.mapreduce.am.history.max-unflushed-events=1",
          "yarn.app.mapreduce.am.history.complete-event-flush-timeout=100");

  /** Where the application master dies. */
  enum Moment {
    /** All maps have finished; their pages must outlive the application attempt. */
    WHILE_REDUCES_RUN("create", ".*/part-r-00000\\.csv", false),
    /** One part is moved, the other is not. */
    BETWEEN_PARTS("rename", ".*/out/part-r-00001\\.csv", false),
    /** The old output is gone, the new one is not there. */
    BETWEEN_OLD_AND_NEW("rename", ".*/out", true);

    final String call;
    final String path;
    final boolean overwrite;

    Moment(String call, String path, boolean overwrite) {
      this.call = call;
      this.path = path;
      this.overwrite = overwrite;
    }
  }

  @TempDir static java.nio.file.Path scratch;
  private static MiniDFSCluster hdfs;
  private static MiniMRYarnCluster yarn;

  @BeforeAll
  static void startCluster() throws Exception {
    Configuration conf = new JobConf();
    conf.set("hadoop.tmp.dir", scratch.resolve("hadoop").toString());
    hdfs =
        new MiniDFSCluster.Builder(conf, scratch.resolve("hdfs").toFile())
            .numDataNodes(1)
            .hosts(new String[] {"localhost"}) // as the node manager calls itself
            .build();
    conf.set("yarn.app.mapreduce.am.staging-dir", "/staging");
    conf.setInt("yarn.resourcemanager.am.max-attempts", 2);
    conf.setInt("mapreduce.am.max-attempts", 2);
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 4096);
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    yarn = new MiniMRYarnCluster("commit", 1);
    yarn.init(conf);
    yarn.start();
    Files.createDirectories(scratch.resolve("site"));
    try (OutputStream out = Files.newOutputStream(scratch.resolve("site/core-site.xml"))) {
      yarn.getConfig().writeXml(out);
    }
  }

  @AfterAll
  static void stopCluster() {
    if (yarn != null) {
      yarn.stop();
    }
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void aKilledApplicationMasterLosesAndDoublesNothing(Moment moment) throws Exception {
    FileSystem fs = hdfs.getFileSystem();
    Path home = fs.makeQualified(new Path("/" + moment));
    Path out = new Path(home, "out");
    java.nio.file.Path gate = Files.createDirectories(scratch.resolve(moment.name()));
    writeInput(fs, new Path(home, "in.csv"));
    if (moment.overwrite) {
      fs.create(new Path(out, "part-old")).close();
    }

    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    CompletableFuture<Exit> run =
        CompletableFuture.supplyAsync(() -> runQuern(home, gate, moment, messages));
    awaitGate(gate, run, messages);
    killApplicationMaster();
    Exit exit = run.get(120, TimeUnit.SECONDS);

    assertThat(exit).as(messages.toString(UTF_8)).isEqualTo(Exit.DONE);
    assertRows(fs, out);
    assertRejects(fs, new Path(home, "bad"));
    assertThat(names(fs, home)).containsExactly("bad", "in.csv", "out");
    assertThat(names(fs, out))
        .containsExactly("_SUCCESS", "_quern.json", "part-r-00000.csv", "part-r-00001.csv");
    assertStorage(fs, out);
    assertStorage(fs, new Path(home, "bad"));
    assertThat(mapAttempts(gate)).as("maps were recovered and not run again").hasSize(2);
  }

  @Test
  void aJobRunsWhereItsBlocksAreAndSaysSo() throws Exception {
    Path home = hdfs.getFileSystem().makeQualified(new Path("/locality"));
    writeInput(hdfs.getFileSystem(), new Path(home, "in.csv"));

    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    Exit exit = runQuern(List.of("csv", home + "/in.csv", home + "/out"), List.of(), messages);

    assertThat(exit).as(messages.toString(UTF_8)).isEqualTo(Exit.DONE);
    assertThat(messages.toString(UTF_8)).contains("\nmaps      2 launched: 2 node-local\n");
  }

  /** Every hundredth row lacks a field. */
  private static void writeInput(FileSystem fs, Path file) throws Exception {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 1; i <= ROWS; i++) {
      text.append(i).append(i % 100 == 0 ? "" : ",name " + i).append('\n');
    }
    try (OutputStream out = fs.create(file)) {
      out.write(text.toString().getBytes(UTF_8));
    }
  }

  private static Exit runQuern(
      Path home, java.nio.file.Path gate, Moment moment, ByteArrayOutputStream messages) {
    List<String> args = new ArrayList<>(List.of("csv", home + "/in.csv", home + "/out"));
    args.addAll(List.of("--partitions", "2", "--rejects", home + "/bad"));
    args.addAll(List.of("--storage-policy", "ALL_SSD", "--replication", "2"));
    if (moment.overwrite) {
      args.add("--overwrite");
    }
    List<String> properties =
        List.of(
            "fs.hdfs.impl=" + GateFileSystem.class.getName(),
            "fs.hdfs.impl.disable.cache=true",
            GateFileSystem.DIRECTORY + "=" + gate,
            GateFileSystem.CALL + "=" + moment.call,
            GateFileSystem.PATH + "=" + moment.path);
    return runQuern(args, properties, messages);
  }

  private static Exit runQuern(
      List<String> command, List<String> properties, ByteArrayOutputStream messages) {
    List<String> args = new ArrayList<>(command);
    args.addAll(List.of("--on", scratch.resolve("site").toString()));
    for (String property : PROPERTIES) {
      args.addAll(List.of("-D", property));
    }
    for (String property : properties) {
      args.addAll(List.of("-D", property));
    }
    PrintStream stream = new PrintStream(messages, true, UTF_8);
    return Main.run(
        args.toArray(String[]::new),
        new Session(args, stream, stream, false, false, Map.of(), JobConf::new));
  }

  private static void awaitGate(
      java.nio.file.Path gate, CompletableFuture<Exit> run, ByteArrayOutputStream messages)
      throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(2));
    while (!Files.exists(gate.resolve("reached"))) {
      assertThat(run.isDone()).as(messages.toString(UTF_8)).isFalse();
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
    Thread.sleep(300); // the history of what has finished is written behind
  }

  private static void killApplicationMaster() {
    Optional<ProcessHandle> master =
        ProcessHandle.current()
            .descendants()
            .filter(process -> process.info().command().orElse("").endsWith("java"))
            .filter(process -> process.info().commandLine().orElse("").contains("MRAppMaster"))
            .findFirst();
    assertThat(master).isPresent();
    assertThat(master.get().destroyForcibly()).isTrue();
  }

  private static void assertRows(FileSystem fs, Path out) throws Exception {
    Manifest manifest = Manifest.read(fs, out).orElseThrow();
    List<Integer> ids = new ArrayList<>();
    for (var part : manifest.parts()) {
      List<String> lines = lines(fs, new Path(out, part.name()));
      assertThat(lines.get(0)).isEqualTo("id,name");
      assertThat(lines).hasSize((int) part.rows() + 1);
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", -1);
        assertThat(fields[1]).isEqualTo("name " + fields[0]);
        ids.add(Integer.valueOf(fields[0]));
      }
    }
    assertThat(manifest.rows()).isEqualTo(ROWS - ROWS / 100);
    assertThat(ids).hasSize(ROWS - ROWS / 100).doesNotHaveDuplicates();
    assertThat(manifest.counts()).containsEntry("rowsIn", (long) ROWS);
    assertThat(manifest.malformed().values()).containsExactly((long) ROWS / 100);
    assertThat(manifest.inputs())
        .hasSize(1)
        .allSatisfy(in -> assertThat(in.checksum()).isNotEmpty());
  }

  private static void assertRejects(FileSystem fs, Path bad) throws Exception {
    List<String> rows = new ArrayList<>();
    for (FileStatus file : fs.globStatus(new Path(bad, "rejects-*.csv"))) {
      List<String> lines = lines(fs, file.getPath());
      rows.addAll(lines.subList(1, lines.size()));
    }
    assertThat(rows).hasSize(ROWS / 100);
    for (int i = 100; i <= ROWS; i += 100) {
      // Behind the header, row i stands in line i + 1.
      String line = "," + (i + 1) + ",";
      String row = ",\"" + i + "\"";
      assertThat(rows).filteredOn(text -> text.contains(line) && text.endsWith(row)).hasSize(1);
    }
  }

  /** What the second application master writes is kept as the client said, too. */
  private static void assertStorage(FileSystem fs, Path directory) throws Exception {
    assertThat(Manifest.read(fs, directory).orElseThrow().storage())
        .isEqualTo(new Storage("ALL_SSD", "", 2));
    assertThat(fs.getStoragePolicy(directory).getName()).isEqualTo("ALL_SSD");
    assertThat(fs.listStatus(directory))
        .allSatisfy(file -> assertThat(file.getReplication()).isEqualTo((short) 2));
  }

  private static List<String> lines(FileSystem fs, Path file) throws Exception {
    try (var in = fs.open(file)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static List<String> names(FileSystem fs, Path directory) throws Exception {
    List<String> names = new ArrayList<>();
    for (FileStatus entry : fs.listStatus(directory)) {
      names.add(entry.getPath().getName());
    }
    names.sort(null);
    return names;
  }

  private static List<String> mapAttempts(java.nio.file.Path gate) throws Exception {
    try (var files = Files.list(gate)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("attempt_"))
          .toList();
    }
  }
}
