package quern.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * One start of daemons, up to the moment when jobs can run. All are started at once, and wait for
 * each other; a daemon that dies ends the wait.
 */
final class Startup {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final ClusterDirectory directory;
  private final ClusterShape shape;
  private final HadoopJars jars;
  private final List<DaemonProcess> missing;
  private final Map<String, Process> started = new LinkedHashMap<>();
  private volatile boolean done;
  private boolean undone;

  /**
   * @param missing those to start
   */
  Startup(
      ClusterDirectory directory,
      ClusterShape shape,
      HadoopJars jars,
      List<DaemonProcess> missing) {
    this.directory = directory;
    this.shape = shape;
    this.jars = jars;
    this.missing = missing;
  }

  /**
   * Starts them and waits.
   *
   * @throws ClusterException when one does not come up; none is left then
   */
  void run() throws IOException, InterruptedException {
    Thread atExit = new Thread(this::undoQuietly, "quern-cluster-interrupted");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      startAll();
      awaitReady();
      done = true;
    } finally {
      if (!done) {
        undo();
      }
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException e) {
        // The process is ending and the hook at work: this must not hide what else there is to
        // tell.
      }
    }
  }

  /** YARN's first: HDFS may have to be formatted, which they need not wait for. */
  private void startAll() throws IOException, InterruptedException {
    List<DaemonProcess> hdfs = new ArrayList<>();
    for (DaemonProcess process : missing) {
      String name = process.daemon().name();
      if (name.equals("namenode") || name.startsWith("datanode")) {
        hdfs.add(process);
      } else if (!process.daemon().waitsForHdfs()) {
        start(process);
      }
    }
    for (DaemonProcess process : hdfs) {
      if (process.daemon().name().equals("namenode") && !Files.exists(directory.namespace())) {
        format(process);
      }
      start(process);
    }
  }

  private void format(DaemonProcess namenode) throws IOException, InterruptedException {
    Process format;
    synchronized (this) {
      requireWanted();
      format = namenode.startOnce(jars, "-format", "-nonInteractive");
      started.put(namenode.daemon().name(), format);
    }
    if (format.waitFor() != 0) {
      throw new ClusterException(
          "namenode: it could not format HDFS; " + DaemonProcess.lastWords(directory, "namenode"));
    }
  }

  private synchronized void start(DaemonProcess process) throws IOException {
    requireWanted();
    started.put(process.daemon().name(), process.start(jars));
  }

  /** The undoing and this start may run side by side: what starts after it would stay for good. */
  private void requireWanted() throws ClusterException {
    if (undone) {
      throw new ClusterException("the start was interrupted");
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    Configuration conf = Cluster.in(directory.root()).configuration();
    ExecutorService waiters = Executors.newFixedThreadPool(2);
    try {
      CompletionService<Object> ready = new ExecutorCompletionService<>(waiters);
      ready.submit(() -> awaitHdfs(conf));
      ready.submit(() -> ContainerProbe.check(conf, LIMIT));
      for (int left = 2; left > 0; ) {
        @Nullable Future<Object> ended = ready.poll(20, TimeUnit.MILLISECONDS);
        requireAlive(); // before: what has died is a better reason than who misses it
        if (ended != null) {
          rethrow(ended);
          left--;
        }
      }
    } finally {
      waiters.shutdownNow();
    }
  }

  private static void rethrow(Future<?> ended) throws IOException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private Object awaitHdfs(Configuration conf) throws IOException, InterruptedException {
    awaitListening("namenode", Port.NAMENODE);
    for (DaemonProcess process : missing) {
      if (process.daemon().waitsForHdfs()) {
        start(process);
      }
    }
    HdfsProbe.check(conf, LIMIT);
    try (FileSystem hdfs = FileSystem.newInstance(conf)) {
      hdfs.mkdirs(hdfs.getHomeDirectory()); // where paths without a slash in front are
    }
    awaitListening("historyserver", Port.HISTORYSERVER);
    return true;
  }

  private void awaitListening(String daemon, Port port) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(LIMIT);
    while (!listens(shape.port(port))) {
      if (deadline.isOver()) {
        throw new ClusterException(
            daemon
                + ": it does not listen on port "
                + shape.port(port)
                + "; "
                + DaemonProcess.lastWords(directory, daemon));
      }
      deadline.pause();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized void requireAlive() throws IOException, InterruptedException {
    for (Map.Entry<String, Process> entry : started.entrySet()) {
      Process process = entry.getValue();
      if (!process.isAlive()) {
        throw new ClusterException(
            entry.getKey()
                + ": the daemon ended with code "
                + process.waitFor()
                + " at its start; "
                + DaemonProcess.lastWords(directory, entry.getKey()));
      }
    }
  }

  private synchronized void undo() throws IOException, InterruptedException {
    undone = true;
    for (Process process : started.values()) {
      process.destroy(); // also what is no daemon, and has no file to find it by
    }
    List<DaemonProcess> mine =
        missing.stream().filter(process -> started.containsKey(process.daemon().name())).toList();
    if (!mine.isEmpty()) {
      Cluster.stopAll(directory, mine);
    }
    for (Process process : started.values()) {
      process.waitFor();
    }
    started.clear();
  }

  private void undoQuietly() {
    if (!done) {
      try {
        undo();
      } catch (IOException | InterruptedException e) {
        System.err.println("quern: could not stop the daemons that were starting: " + e);
      }
    }
  }
}
