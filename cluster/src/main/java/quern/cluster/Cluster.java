package quern.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** A pseudo-distributed cluster in one directory. */
public final class Cluster {
  /** How long a daemon may take to end on its own. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What YARN's scripts, lists and class paths take as it stands. */
  private static final Pattern SHELL_SAFE = Pattern.compile("[\\p{L}\\p{N}_./@+~=-]+");

  private final ClusterDirectory directory;

  private Cluster(ClusterDirectory directory) {
    this.directory = directory;
  }

  /** The cluster in {@code directory}, which need not be there yet. */
  public static Cluster in(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    // As the daemons see it: their working directories are compared with it.
    return new Cluster(
        new ClusterDirectory(Files.isDirectory(absolute) ? absolute.toRealPath() : absolute));
  }

  /** The directory that has all of it. */
  public Path directory() {
    return directory.root();
  }

  /** The directory with Hadoop's site files: {@code HADOOP_CONF_DIR}. */
  public Path conf() {
    return directory.conf();
  }

  /**
   * The directory with Hadoop's tools: {@code hadoop}, {@code hdfs}, {@code yarn}, {@code mapred}.
   */
  public Path bin() {
    return directory.bin();
  }

  /**
   * The jar with Hadoop's examples.
   *
   * @throws ClusterException when there is no cluster
   */
  public Path examples() throws IOException {
    return ClusterShape.jars(directory).share().resolve("hadoop-mapreduce-examples.jar");
  }

  /**
   * Its shape in one line.
   *
   * @throws ClusterException when there is no cluster
   */
  public String describe() throws IOException {
    ClusterShape shape = ClusterShape.read(directory);
    return "Hadoop "
        + shape.hadoopVersion()
        + ", "
        + shape.memoryMb()
        + " MB for containers, in "
        + directory.root();
  }

  /**
   * Whether it was ever started here.
   *
   * @throws ClusterException when not
   */
  public void require() throws IOException {
    ClusterShape.read(directory);
  }

  /**
   * Sees to it that it can be used.
   *
   * @throws ClusterException when there is none, or one that does not run
   */
  public void requireRunning() throws IOException {
    List<String> down =
        status().stream().filter(daemon -> daemon.pid() == 0).map(DaemonStatus::name).toList();
    if (!down.isEmpty()) {
      throw new ClusterException(
          "the cluster in "
              + directory.root()
              + " does not run ("
              + String.join(", ", down)
              + "); quern cluster start starts it");
    }
  }

  /**
   * What one daemon is doing.
   *
   * @param pid its process, 0 when it does not run
   * @param died whether it should run and does not
   * @param web its web page, empty when clients do not know it
   * @param log its log
   */
  public record DaemonStatus(String name, long pid, boolean died, String web, Path log) {}

  /**
   * All daemons of the cluster.
   *
   * @throws ClusterException when there is none
   */
  public List<DaemonStatus> status() throws IOException {
    ClusterShape shape = ClusterShape.read(directory);
    List<DaemonStatus> all = new ArrayList<>();
    for (DaemonProcess process : processes(shape)) {
      String name = process.daemon().name();
      long pid = process.find().map(ProcessHandle::pid).orElse(0L);
      boolean died = pid == 0 && Files.exists(directory.pid(name));
      all.add(new DaemonStatus(name, pid, died, web(shape, name), directory.log(name)));
    }
    return all;
  }

  private static String web(ClusterShape shape, String daemon) {
    for (Port port : Port.values()) {
      if (port.daemon().equals(daemon) && port.name().endsWith("_WEB")) {
        return "http://localhost:" + shape.port(port);
      }
    }
    return "";
  }

  /**
   * The log of a daemon.
   *
   * @throws ClusterException when there is no such daemon, with the names of those there are
   */
  public Path log(String daemon) throws IOException {
    List<String> names =
        Daemon.of(ClusterShape.read(directory)).stream().map(Daemon::name).toList();
    if (!names.contains(daemon)) {
      throw new ClusterException(
          "there is no daemon '" + daemon + "'; there are " + String.join(", ", names));
    }
    return directory.log(daemon);
  }

  /** The last {@code lines} lines of a log; none if it is not there. */
  public static List<String> tail(Path log, int lines) throws IOException {
    return LogTail.of(log, lines);
  }

  /**
   * Starts what does not run, and waits until jobs can run. Does nothing to what runs already.
   *
   * @param quern the folder of this program
   * @param cache where Hadoop's jars are kept
   * @param say is told what takes long
   * @return whether there was anything to start
   * @throws ClusterException when a daemon does not come up: then those that this call has started
   *     are stopped again
   */
  public boolean start(ClusterWish wish, Path quern, Path cache, Consumer<String> say)
      throws IOException, InterruptedException {
    if (!SHELL_SAFE.matcher(directory.root().toString()).matches()) {
      throw new ClusterException(
          directory.root()
              + ": YARN's scripts cannot work below a path with spaces or signs in it; take another"
              + " with --dir");
    }
    Files.createDirectories(directory.lock().getParent());
    Cluster real = in(directory.root()); // now that it is there
    return real.locked(() -> real.startLocked(wish, quern, cache, say));
  }

  private boolean startLocked(ClusterWish wish, Path quern, Path cache, Consumer<String> say)
      throws IOException, InterruptedException {
    ClusterShape shape = shape(wish);
    List<DaemonProcess> missing = new ArrayList<>();
    for (DaemonProcess process : processes(shape)) {
      if (process.find().isEmpty()) {
        missing.add(process);
      }
    }
    if (!missing.isEmpty()) {
      List<Daemon> daemons = missing.stream().map(DaemonProcess::daemon).toList();
      Requirements.requireJava(shape.hadoopVersion(), Runtime.version().feature());
      Requirements.requireMemory(daemons);
      Requirements.requireDisk(directory.root());
      Port.requireFree(
          shape.ports(), daemons.stream().map(Daemon::name).collect(Collectors.toSet()));
    }
    HadoopJars jars = HadoopJars.fetch(shape.hadoopVersion(), cache, quern, say);
    new SiteFiles(directory, jars).write(shape);
    Files.createDirectories(directory.logs());
    if (!missing.isEmpty()) {
      say.accept(
          "starting "
              + missing.stream()
                  .map(process -> process.daemon().name())
                  .collect(Collectors.joining(", ")));
    }
    new Startup(directory, shape, jars, missing).run();
    return !missing.isEmpty();
  }

  private ClusterShape shape(ClusterWish wish) throws IOException {
    if (!Files.exists(directory.conf())) {
      return wish.shape();
    }
    ClusterShape old = ClusterShape.read(directory);
    boolean running = status().stream().anyMatch(daemon -> daemon.pid() != 0);
    return wish.change(old, running);
  }

  /**
   * Ends all daemons and whatever containers have left, and waits for them.
   *
   * @return whether there was anything to end
   * @throws ClusterException when there is no cluster
   */
  public boolean stop() throws IOException, InterruptedException {
    ClusterShape shape = ClusterShape.read(directory);
    return locked(() -> stopAll(directory, processes(shape)));
  }

  /** Those that report to others first, so that none waits for one that is gone. */
  static boolean stopAll(ClusterDirectory directory, List<DaemonProcess> processes)
      throws IOException, InterruptedException {
    boolean any = false;
    for (List<String> wave :
        List.of(
            List.of("historyserver", "nodemanager"),
            List.of("resourcemanager", "datanode"),
            List.of("namenode"))) {
      List<DaemonProcess> now =
          processes.stream()
              .filter(process -> wave.stream().anyMatch(process.daemon().name()::startsWith))
              .toList();
      any |= stopWave(now);
    }
    List<ProcessHandle> left = Processes.workingBelow(directory.root());
    left.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(left);
    return any || !left.isEmpty();
  }

  /** Waits for processes that have been told to end, and kills those that take too long. */
  private static void awaitEnd(List<ProcessHandle> ending) throws InterruptedException {
    Deadline deadline = Deadline.in(PATIENCE);
    while (ending.stream().anyMatch(Processes::isAlive)) {
      if (deadline.isOver()) {
        ending.forEach(ProcessHandle::destroyForcibly);
      }
      deadline.pause();
    }
  }

  private static boolean stopWave(List<DaemonProcess> wave)
      throws IOException, InterruptedException {
    List<ProcessHandle> ending = new ArrayList<>();
    for (DaemonProcess process : wave) {
      process.terminate().ifPresent(ending::add);
    }
    awaitEnd(ending);
    for (DaemonProcess process : wave) {
      process.forget();
    }
    return !ending.isEmpty();
  }

  /**
   * Ends it and deletes all its data. Other files in the directory stay.
   *
   * @throws ClusterException when there is no cluster
   */
  public void destroy() throws IOException, InterruptedException {
    stop();
    try (Stream<Path> entries = Files.list(directory.root())) {
      for (Path entry : entries.toList()) {
        if (ClusterDirectory.isOurs(entry.getFileName().toString())) {
          Trees.delete(entry);
        }
      }
    }
    try (Stream<Path> entries = Files.list(directory.root())) {
      if (entries.findAny().isPresent()) {
        return;
      }
    }
    Files.delete(directory.root());
  }

  private List<DaemonProcess> processes(ClusterShape shape) {
    return Daemon.of(shape).stream().map(daemon -> new DaemonProcess(directory, daemon)).toList();
  }

  /** Configuration for clients of the cluster. */
  public Configuration configuration() {
    Configuration conf = new Configuration();
    for (String name :
        List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml", "mapred-site.xml")) {
      conf.addResource(new org.apache.hadoop.fs.Path(directory.conf().resolve(name).toUri()));
    }
    return conf;
  }

  private interface Work {
    boolean run() throws IOException, InterruptedException;
  }

  /** One at a time: two that start the same daemon would both be told that it runs. */
  private boolean locked(Work work) throws IOException, InterruptedException {
    try (FileChannel channel =
            FileChannel.open(
                directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new ClusterException(
            "another process is starting or stopping the cluster in " + directory.root());
      }
      return work.run();
    }
  }
}
