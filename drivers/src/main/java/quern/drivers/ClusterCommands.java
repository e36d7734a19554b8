package quern.drivers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.cluster.Cluster;
import quern.cluster.ClusterWish;
import quern.records.Exit;

/** The commands that look after a cluster on this machine. */
final class ClusterCommands {
  private ClusterCommands() {}

  /** Starts it. */
  @Command(
      description =
          "A NameNode, DataNodes, a ResourceManager, NodeManagers and a JobHistoryServer, each a"
              + " process of its own that listens on loopback only. The jars of Hadoop are fetched"
              + " once. Without options a cluster is as it was when it was started last.",
      footer = {
        "quern cluster start",
        "quern cluster start --datanodes 3 --nodemanagers 2 --memory 8g",
        "quern cluster start --hadoop-version 3.3.6 --dir old",
      })
  static final class Start implements Subcommand {
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,9})\\s*([mg])b?");

    @Option(names = "--datanodes", paramLabel = "N", description = "How many DataNodes. [1]")
    private @Nullable Integer datanodes;

    @Option(names = "--nodemanagers", paramLabel = "N", description = "How many NodeManagers. [1]")
    private @Nullable Integer nodemanagers;

    @Option(
        names = "--memory",
        paramLabel = "SIZE",
        description =
            "For all containers together, like 4g or 6000m. [half of the machine's, 8g at most]")
    private @Nullable String memory;

    @Option(
        names = "--ports",
        paramLabel = "WHICH",
        description =
            "free: Hadoop's usual ones, or the next that are free; or the first of ten that follow"
                + " one another. [those of the last start; else free]")
    private @Nullable String ports;

    @Option(
        names = "--hadoop-version",
        paramLabel = "VERSION",
        description = "Of the daemons. [" + ClusterWish.USUAL_VERSION + "]")
    private @Nullable String version;

    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      long begin = System.nanoTime();
      Cluster cluster = options.cluster();
      ClusterWish wish =
          new ClusterWish(
              version, datanodes, nodemanagers, memory == null ? null : megabytes(memory), ports);
      boolean any =
          cluster.start(
              wish,
              ClusterOptions.home(),
              ClusterOptions.cache(),
              line -> tell(session, "quern: " + line));
      if (options.quiet()) {
        return Exit.DONE;
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      tell(
          session,
          any
              ? String.format(Locale.ROOT, "The cluster is ready after %.1f s.", seconds)
              : "The cluster was running already, and is ready.");
      for (Cluster.DaemonStatus daemon : cluster.status()) {
        if (!daemon.web().isEmpty()) {
          tell(session, String.format("  %-16s %s", daemon.name(), daemon.web()));
        }
      }
      String dir = options.repeated();
      tell(session, "Use it:");
      tell(session, "  bin/quern csv --on cluster" + dir + " INPUT OUTPUT");
      tell(session, "  bin/quern fs" + dir + " -put examples/people.csv people.csv");
      tell(session, "  eval \"$(bin/quern cluster env" + dir + ")\"   # then: hdfs dfs -ls /");
      tell(session, "  bin/quern cluster stop" + dir);
      return Exit.DONE;
    }

    private static int megabytes(String memory) {
      Matcher size = MEMORY.matcher(memory.strip().toLowerCase(Locale.ROOT));
      if (!size.matches()) {
        throw new UsageException("--memory " + memory + ": expected a size like 4g or 6000m");
      }
      long megabytes = Long.parseLong(size.group(1)) << (size.group(2).equals("g") ? 10 : 0);
      if (megabytes > Integer.MAX_VALUE) {
        throw new UsageException("--memory " + memory + ": that is more than any machine has");
      }
      return (int) megabytes;
    }

    private static void tell(Session session, String line) {
      session.err().println(line);
    }
  }

  /** Tells what the daemons are doing. */
  @Command(
      description = "The exit code is 0 when all daemons run, and 1 when not.",
      footer = "quern cluster status")
  static final class Status implements Subcommand {
    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Cluster cluster = options.cluster();
      List<Cluster.DaemonStatus> all = cluster.status();
      boolean running = true;
      for (Cluster.DaemonStatus daemon : all) {
        running &= daemon.pid() != 0;
        if (!options.quiet()) {
          session
              .out()
              .println(
                  String.format("%-16s %-16s %s", daemon.name(), state(daemon), daemon.web())
                      .stripTrailing());
        }
      }
      if (!options.quiet()) {
        session.out().println();
        session.out().println(cluster.describe());
      }
      return running ? Exit.DONE : Exit.FAILED;
    }

    private static String state(Cluster.DaemonStatus daemon) {
      return daemon.pid() != 0
          ? "process " + daemon.pid()
          : daemon.died() ? "died, see logs" : "stopped";
    }
  }

  /** Prints the end of logs. */
  @Command(
      description = "Of one daemon, or of all. The lines of a job's tasks: quern yarn logs.",
      footer = {"quern cluster logs namenode --lines 100", "quern cluster logs"})
  static final class Logs implements Subcommand {
    @Parameters(paramLabel = "[DAEMON]", arity = "0..1")
    private @Nullable String daemon;

    @Option(names = "--lines", paramLabel = "N", description = "How many of each log. [20]")
    private int lines = 20;

    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Cluster cluster = options.cluster();
      List<Path> logs =
          daemon == null
              ? cluster.status().stream().map(Cluster.DaemonStatus::log).toList()
              : List.of(cluster.log(daemon));
      for (Path log : logs) {
        if (!options.quiet()) {
          session.err().println("==> " + log + (Files.exists(log) ? "" : ": nothing yet"));
        }
        Cluster.tail(log, lines).forEach(session.out()::println);
        session.out().flush();
      }
      return Exit.DONE;
    }
  }

  /** Prints lines for a shell. */
  @Command(
      description =
          "It sets HADOOP_CONF_DIR, and PATH so that hadoop, hdfs, yarn and mapred are found.",
      footer = "eval \"$(quern cluster env)\"")
  static final class Env implements Subcommand {
    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Cluster cluster = options.cluster();
      cluster.require();
      session.out().println("export HADOOP_CONF_DIR=" + quoted(cluster.conf()));
      session.out().println("export PATH=" + quoted(cluster.bin()) + ":\"$PATH\"");
      session.out().println("export HADOOP_EXAMPLES=" + quoted(cluster.examples()));
      return Exit.DONE;
    }

    private static String quoted(Path path) {
      return "'" + path.toString().replace("'", "'\\''") + "'";
    }
  }

  /** Stops it. */
  @Command(
      description = "Waits until no process is left; containers of running jobs end too.",
      footer = "quern cluster stop")
  static final class Stop implements Subcommand {
    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      boolean any = options.cluster().stop();
      if (!options.quiet()) {
        session
            .err()
            .println(
                any ? "The cluster has stopped; its data stay." : "The cluster was not running.");
      }
      return Exit.DONE;
    }
  }

  /** Stops it and deletes its data. */
  @Command(footer = "quern cluster destroy --yes")
  static final class Destroy implements Subcommand {
    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Mixin(name = "Cluster")
    private ClusterOptions options = new ClusterOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Cluster cluster = options.cluster();
      cluster.require();
      if (!yes && !agrees(session, cluster)) {
        session.err().println("Nothing was deleted.");
        return Exit.INTERRUPTED;
      }
      cluster.destroy();
      if (!options.quiet()) {
        session.err().println("The cluster in " + cluster.directory() + " is gone.");
      }
      return Exit.DONE;
    }

    private static boolean agrees(Session session, Cluster cluster) throws IOException {
      session
          .err()
          .print("Delete " + cluster.directory() + " with all that is in its HDFS? [y/N] ");
      session.err().flush();
      String answer =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      if (answer == null) {
        session.err().println();
        throw new UsageException("nobody answered; --yes deletes without asking");
      }
      return answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
  }
}
