package quern.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process of one daemon: starts it, finds it again, ends it.
 *
 * <p>It is found again by a file with its process id and the moment it started, so that another
 * process that was given the same id later is not taken for it.
 */
final class DaemonProcess {
  /** The system tells a start to a hundredth of a second, and not always the same one. */
  private static final Duration SAME_START = Duration.ofSeconds(2);

  private final ClusterDirectory directory;
  private final Daemon daemon;

  DaemonProcess(ClusterDirectory directory, Daemon daemon) {
    this.directory = directory;
    this.daemon = daemon;
  }

  Daemon daemon() {
    return daemon;
  }

  /** The running process, if there is one. */
  Optional<ProcessHandle> find() throws IOException {
    String[] words;
    try {
      words = Files.readString(directory.pid(daemon.name())).strip().split(" ", -1);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (words.length != 2) {
      return Optional.empty();
    }
    Instant started = Instant.ofEpochMilli(Long.parseLong(words[1]));
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(Processes::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(at -> Duration.between(at, started).abs().compareTo(SAME_START) < 0)
                    .orElse(true));
  }

  /** Starts it; it outlives this process and the terminal. */
  Process start(HadoopJars jars) throws IOException {
    Path log = directory.log(daemon.name());
    Files.deleteIfExists(log); // so that what is shown of it is about this start
    Process process = launch(jars, directory.out(daemon.name()), List.of());
    Instant started = process.info().startInstant().orElseGet(Instant::now);
    Files.writeString(
        directory.pid(daemon.name()), process.pid() + " " + started.toEpochMilli() + "\n");
    return process;
  }

  /** Starts its main class for something that comes to an end, as for {@code -format}. */
  Process startOnce(HadoopJars jars, String... arguments) throws IOException {
    return launch(jars, directory.out(daemon.name()), List.of(arguments));
  }

  private Process launch(HadoopJars jars, Path out, List<String> arguments) throws IOException {
    Path java = Path.of(System.getProperty("java.home"));
    List<String> command = new ArrayList<>();
    command.addAll(ownSession());
    command.add(java.resolve("bin/java").toString());
    command.add("-Xmx" + daemon.heapMb() + "m");
    // Many JVMs share few cores, and a daemon here has little to do once it is up.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(Requirements.javaFlags());
    command.add("-Dquern.node=" + daemon.node());
    command.add("-Dlog4j.configuration=" + directory.conf().resolve("log4j.properties").toUri());
    command.add("-Dquern.root.logger=INFO,file");
    command.add("-Dquern.log=" + directory.log(daemon.name()));
    command.addAll(List.of("-cp", jars.lib() + "/*" + File.pathSeparator + directory.conf()));
    command.add(daemon.mainClass());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.root().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(DaemonProcess::steersHadoop);
    environment.put("JAVA_HOME", java.toString()); // for the containers
    environment.put("HADOOP_CONF_DIR", directory.conf().toString());
    return builder.start();
  }

  /** What is meant for another Hadoop, or would change this one. */
  private static boolean steersHadoop(String variable) {
    return variable.startsWith("HADOOP_")
        || variable.startsWith("YARN_")
        || variable.startsWith("HDFS_")
        || variable.startsWith("MAPRED_")
        || variable.equals("JAVA_TOOL_OPTIONS")
        || variable.equals("CLASSPATH");
  }

  /**
   * A Ctrl-C or the end of the terminal is meant for the client, not for daemons that it started.
   */
  private static List<String> ownSession() {
    for (String place : List.of("/usr/bin/setsid", "/bin/setsid")) {
      if (Files.isExecutable(Path.of(place))) {
        return List.of(place);
      }
    }
    return List.of("nohup");
  }

  /** What is to be told of a daemon that has ended though it should not. */
  static String lastWords(ClusterDirectory directory, String daemon) throws IOException {
    List<String> lines = LogTail.ofDead(directory, daemon, 12);
    return "the end of "
        + directory.log(daemon)
        + (lines.isEmpty() ? " is empty" : ":\n" + String.join("\n", lines));
  }

  /** Asks it to end, and forgets it. Returns the process if there was one. */
  Optional<ProcessHandle> terminate() throws IOException {
    Optional<ProcessHandle> process = find();
    process.ifPresent(ProcessHandle::destroy);
    return process;
  }

  /** Forgets the process, which has ended. */
  void forget() throws IOException {
    Files.deleteIfExists(directory.pid(daemon.name()));
  }
}
