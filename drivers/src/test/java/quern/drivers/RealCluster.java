package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import quern.cluster.Cluster;
import quern.cluster.ClusterWish;

/**
 * A cluster of Hadoop's real daemons for tests, one of each version in a run: started when the
 * first test asks for it, ended when the tests are over.
 */
public final class RealCluster {
  private static final Map<String, RealCluster> STARTED = new HashMap<>();
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** What a process came to. */
  public record Result(int exit, String out, String err) {
    /** This, if it ended well. */
    public Result ok() {
      assertThat(exit).as("exit code, having said: %s", err).isZero();
      return this;
    }
  }

  private final Cluster cluster;

  private RealCluster(Cluster cluster) {
    this.cluster = cluster;
  }

  /** The one of the version that is built with: two DataNodes and two NodeManagers. */
  public static RealCluster get() throws IOException, InterruptedException {
    return get(new ClusterWish(null, 2, 2, 6144, "free"));
  }

  /** One of some other shape or version. Only the first for a version counts. */
  public static RealCluster get(ClusterWish wish) throws IOException, InterruptedException {
    synchronized (STARTED) {
      String version = wish.hadoopVersion() == null ? "usual" : wish.hadoopVersion();
      RealCluster known = STARTED.get(version);
      if (known != null) {
        return known;
      }
      Cluster cluster = Cluster.in(TARGET.resolve("clusters").resolve(version));
      if (Files.isDirectory(cluster.conf())) {
        cluster.destroy(); // left by a run that was killed
      }
      RealCluster started = new RealCluster(cluster);
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroy));
      started.start(wish);
      STARTED.put(version, started);
      return started;
    }
  }

  private void start(ClusterWish wish) throws IOException, InterruptedException {
    cluster.start(
        wish, TARGET.getParent().getParent(), TARGET.resolve("cache/quern"), System.out::println);
  }

  /** Starts again what tests have killed. */
  public void restart() throws IOException, InterruptedException {
    start(ClusterWish.NONE);
  }

  private void destroy() {
    try {
      cluster.destroy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public Cluster cluster() {
    return cluster;
  }

  public Configuration conf() {
    return cluster.configuration();
  }

  /** A client of its HDFS, of the caller's own. */
  public FileSystem hdfs() throws IOException {
    return FileSystem.newInstance(conf());
  }

  /**
   * {@code hadoop jar quern.jar …}: Hadoop's own launcher, with no class of Quern but the jar's.
   */
  public Result hadoopJar(Object... args) throws IOException, InterruptedException {
    return end(startHadoopJar(Map.of(), args));
  }

  /** Starts {@link #hadoopJar} and does not wait. */
  public Running startHadoopJar(Map<String, String> environment, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("hadoop", "jar", jar().toString()));
    Stream.of(args).map(Object::toString).forEach(command::add);
    return startTool(environment, command);
  }

  /** Starts {@link #hadoopJar} with both its streams going to {@code log}, and does not wait. */
  public Process startHadoopJar(Path log, Object... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("hadoop", "jar", jar().toString()));
    Stream.of(args).map(Object::toString).forEach(command::add);
    return tool(Map.of(), command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** One of Hadoop's own tools: {@code hdfs dfs -ls /}. */
  public Result tool(String... command) throws IOException, InterruptedException {
    return end(startTool(Map.of(), List.of(command)));
  }

  /** A process and where it prints. */
  public record Running(Process process, Path out, Path err) {}

  private Running startTool(Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(TARGET, "tool", ".out");
    Path err = Files.createTempFile(TARGET, "tool", ".err");
    ProcessBuilder builder =
        tool(environment, command).redirectOutput(out.toFile()).redirectError(err.toFile());
    return new Running(builder.start(), out, err);
  }

  private ProcessBuilder tool(Map<String, String> environment, List<String> command) {
    List<String> whole = new ArrayList<>(command);
    whole.set(0, cluster.bin().resolve(command.get(0)).toString());
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().keySet().removeIf(name -> name.startsWith("HADOOP_"));
    builder.environment().put("HADOOP_ROOT_LOGGER", "WARN,console");
    builder.environment().putAll(environment);
    return builder;
  }

  /** Waits for it. */
  public static Result end(Running running) throws IOException, InterruptedException {
    boolean ended = running.process().waitFor(4, TimeUnit.MINUTES);
    if (!ended) {
      running.process().descendants().forEach(ProcessHandle::destroyForcibly);
      running.process().destroyForcibly();
    }
    Result result =
        new Result(
            ended ? running.process().exitValue() : -1,
            Files.readString(running.out(), UTF_8),
            Files.readString(running.err(), UTF_8));
    Files.delete(running.out());
    Files.delete(running.err());
    assertThat(ended).as("ended in time, having said: %s", result.err()).isTrue();
    return result;
  }

  /** The built jar. */
  public static Path jar() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET)) {
      return jars.filter(jar -> jar.getFileName().toString().matches("quern-[0-9.]+.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }
}
