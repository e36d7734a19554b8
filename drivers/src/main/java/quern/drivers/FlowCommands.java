package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quern.conf.Nearest;
import quern.conf.Settings;
import quern.flows.Durations;
import quern.flows.Graph.Node;
import quern.flows.Work;
import quern.flows.run.Backoff;
import quern.flows.run.FlowEvents;
import quern.flows.run.FlowRun;
import quern.flows.run.Orphans;
import quern.flows.run.Plan;
import quern.flows.schedule.Dynamic;
import quern.flows.schedule.Fifo;
import quern.flows.schedule.Policy;
import quern.flows.schedule.Room;
import quern.flows.schedule.Sjf;
import quern.flows.state.FlowLock;
import quern.flows.state.StepRecord;
import quern.records.Column;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Type;

/** The commands of flows. */
final class FlowCommands {
  private FlowCommands() {}

  /** Tells what would run. */
  @Command(
      description = "Nothing runs. What cannot be known before other steps have run is said so.",
      footer = {
        "quern flow plan examples/pipeline.yaml",
        "quern flow plan examples/pipeline.yaml --format mermaid",
      })
  static final class Show implements Subcommand {
    private static final List<Column> COLUMNS =
        List.of(
            new Column("#", Type.LONG),
            new Column("step", Type.STRING),
            new Column("does", Type.STRING),
            new Column("why", Type.STRING),
            new Column("about", Type.STRING),
            new Column("after", Type.STRING));

    @Mixin private FlowOptions flow = new FlowOptions();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "text, dot (for Graphviz) or mermaid. [text]")
    private String format = "text";

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      FlowOptions.Opened opened = flow.open(run, session);
      Plan plan = Plan.of(opened.graph(), opened.store(), opened.judge());
      switch (format) {
        case "dot" -> session.out().print(plan.dot());
        case "mermaid" -> session.out().print(plan.mermaid());
        case "text" -> print(plan, session);
        default ->
            throw new UsageException("--format '" + format + "': expected text, dot or mermaid");
      }
      return Exit.DONE;
    }

    private static void print(Plan plan, Session session) {
      TablePrinter table = TablePrinter.ofFacts(session, COLUMNS);
      int number = 0;
      for (Plan.Line line : plan.lines()) {
        table.add(
            Integer.toString(++number),
            line.node().name(),
            line.does(),
            line.why(),
            Durations.text(line.millis()),
            String.join(", ", line.node().before()));
      }
      table.finish();
      session.out().println();
      session.out().println(plan.summary());
    }
  }

  /** Runs a flow. */
  @Command(
      description =
          "Steps whose outputs are still right are not run again: what they are made of, and what"
              + " they left, is compared by checksums.",
      footer = {
        "quern flow run examples/pipeline.yaml",
        "quern flow run nightly.yaml --on cluster --set day=2024-12-31 --keep-going",
      })
  static final class Run implements Subcommand {
    @Mixin private FlowOptions flow = new FlowOptions();

    @Option(
        names = "--policy",
        paramLabel = "POLICY",
        description =
            "Which step goes first: fifo; sjf: the shortest; dynamic: as many as there is room for,"
                + " the longest chain first. [sjf]")
    private String policy = "sjf";

    @Option(
        names = "--jobs",
        paramLabel = "N",
        description = "How many steps run at once, with fifo and sjf. [2]")
    private int jobs = 2;

    @Option(
        names = "--keep-going",
        description = "After a failure, go on with steps that do not depend on it.")
    private boolean keepGoing;

    @Option(
        names = "--poll",
        paramLabel = "MILLIS",
        description = "How often the ResourceManager is asked what is free, with dynamic. [500]")
    private long poll = 500;

    @Option(
        names = "--on-interrupt",
        paramLabel = "WHAT",
        description =
            "What becomes of jobs on YARN at Ctrl-C: kill; leave: they go on, and the next run"
                + " adopts them. [kill]")
    private String onInterrupt = "kill";

    @Option(
        names = "--first-wait",
        hidden = true,
        description = "Milliseconds before a second try.")
    private long firstWait = Backoff.USUAL.first().toMillis();

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Policy chosen = policy(policy, jobs);
      boolean leaves = leaves(onInterrupt);
      FlowOptions.Opened opened =
          flow.open(
              run,
              leaves ? List.of("-D", Settings.INTERRUPT_LEAVES.key() + "=true") : List.of(),
              session);
      if (leaves && RunOptions.isLocal(opened.conf())) {
        throw new UsageException(
            "--on-interrupt leave: jobs run in this process, and cannot go on without it; with --on"
                + " they run on YARN");
      }
      String id = UUID.randomUUID().toString().substring(0, 12);
      FlowLock lock =
          FlowLock.take(
              opened.local(),
              new Path(opened.directory().toUri()),
              FlowLock.Owner.me(id),
              FlowLock.Pace.USUAL,
              line -> session.err().println("quern: " + line));
      ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
      long period = FlowLock.Pace.USUAL.beat().toMillis();
      Future<?> unused =
          beats.scheduleAtFixedRate(
              () -> beat(lock, session), period, period, TimeUnit.MILLISECONDS);
      try {
        opened.store().own(lock);
        opened.tags().keep();
        Printer printer = new Printer(session, run.quiet());
        Backoff backoff = new Backoff(java.time.Duration.ofMillis(firstWait), Backoff.USUAL.most());
        boolean done = run(opened, printer, chosen, backoff, id, leaves, session);
        printer.summary();
        if (!done) {
          throw new QuernException(
              Exit.FAILED,
              "the flow is not done; 'flow run' again goes on where it stopped. What steps printed is in "
                  + opened.directory().resolve("logs"));
        }
        return Exit.DONE;
      } finally {
        beats.shutdownNow();
        lock.release();
      }
    }

    private boolean run(
        FlowOptions.Opened opened,
        FlowEvents events,
        Policy chosen,
        Backoff backoff,
        String id,
        boolean leaves,
        Session session)
        throws IOException, InterruptedException {
      JobConf conf = opened.conf();
      boolean onYarn = !RunOptions.isLocal(conf);
      try (YarnRoom yarn = onYarn && chosen instanceof Dynamic ? new YarnRoom(conf) : null;
          YarnJobs own = onYarn ? new YarnJobs(conf, opened.tags()) : null) {
        FlowRun.Options options =
            new FlowRun.Options(
                chosen,
                keepGoing,
                backoff,
                yarn == null ? Run::localRoom : yarn,
                yarn == null ? 0 : poll,
                own == null ? Orphans.NONE : own,
                id);
        FlowRun flowRun =
            new FlowRun(opened.graph(), opened.store(), opened.judge(), events, options);
        FlowInterrupt atExit = new FlowInterrupt(flowRun, own, leaves, session);
        try {
          return flowRun.run();
        } finally {
          atExit.close();
        }
      }
    }

    private static boolean leaves(String what) {
      return switch (what.toLowerCase(Locale.ROOT)) {
        case "kill" -> false;
        case "leave" -> true;
        default ->
            throw new UsageException("--on-interrupt '" + what + "': expected kill or leave");
      };
    }

    private static void beat(FlowLock lock, Session session) {
      try {
        lock.beat();
      } catch (IOException e) {
        session.err().println("quern: the flow's lock cannot be renewed: " + e.getMessage());
      }
    }

    private static Policy policy(String name, int jobs) {
      if (jobs < 1) {
        throw new UsageException("--jobs: say how many steps run at once, at least 1");
      }
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "fifo" -> new Fifo(jobs);
        case "sjf" -> new Sjf(jobs);
        case "dynamic" -> new Dynamic();
        default ->
            throw new UsageException(
                "--policy: no policy is called '"
                    + name
                    + "'"
                    + Nearest.to(name, List.of("fifo", "sjf", "dynamic"))
                        .map("; did you mean '%s'?"::formatted)
                        .orElse("; there are fifo, sjf and dynamic"));
      };
    }

    /** What this process could run besides: a step for each core, as long as there is heap. */
    private static Room localRoom(int running) {
      Runtime runtime = Runtime.getRuntime();
      long free = runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
      return new Room(running, runtime.availableProcessors() - running, free >> 20, 0);
    }
  }

  /** Prints what a run does, a line each. */
  private static final class Printer implements FlowEvents {
    private final Session session;
    private final boolean quiet;
    private final long begin = System.nanoTime();
    private int reused;
    private int ran;
    private int failed;
    private int skipped;

    Printer(Session session, boolean quiet) {
      this.session = session;
      this.quiet = quiet;
    }

    private synchronized void line(String word, Node step, String text) {
      if (!quiet || word.equals("failed")) {
        session.err().println(String.format("%-8s %s: %s", word, step.name(), text));
      }
    }

    @Override
    public void reused(Node step, String why) {
      reused++;
      line("reused", step, why);
    }

    @Override
    public void started(Node step, String why, long predictedMillis) {
      line("started", step, why + "; about " + Durations.text(predictedMillis));
    }

    @Override
    public void adopted(Node step, String job) {
      line("adopted", step, job + ", which a dead run had started");
    }

    @Override
    public void note(Node step, String text) {
      line("note", step, text);
    }

    @Override
    public void retried(Node step, Work.Outcome failure, long waitMillis) {
      line("retry", step, failure.message() + "; again in " + Durations.text(waitMillis));
    }

    @Override
    public void finished(Node step, long millis, long predictedMillis) {
      ran++;
      line(
          "done",
          step,
          "%s (thought %s)".formatted(Durations.text(millis), Durations.text(predictedMillis)));
    }

    @Override
    public void failed(Node step, Work.Outcome failure) {
      failed++;
      line("failed", step, failure.message().replace("\n", "\n         "));
    }

    @Override
    public void skipped(Node step, String why) {
      skipped++;
      line("skipped", step, why);
    }

    void summary() {
      if (!quiet) {
        session
            .err()
            .println(
                "%d run, %d reused, %d failed, %d skipped in %s"
                    .formatted(
                        ran,
                        reused,
                        failed,
                        skipped,
                        Durations.text((System.nanoTime() - begin) / 1_000_000)));
      }
    }
  }

  /** Tells how long steps took. */
  @Command(
      description = "The last runs of each step, and how well they were predicted.",
      footer = "quern flow history examples/pipeline.yaml")
  static final class History implements Subcommand {
    private static final List<Column> COLUMNS =
        List.of(
            new Column("step", Type.STRING),
            new Column("took", Type.STRING),
            new Column("thought", Type.STRING),
            new Column("off by", Type.STRING),
            new Column("input", Type.STRING));

    @Mixin private FlowOptions flow = new FlowOptions();

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      FlowOptions.Opened opened = flow.open(run, session);
      TablePrinter table = TablePrinter.ofFacts(session, COLUMNS);
      for (Node node : opened.graph().nodes()) {
        List<StepRecord.Past> past =
            opened.store().find(node.name()).map(StepRecord::past).orElse(List.of());
        for (StepRecord.Past one : past) {
          long off =
              Math.round(100.0 * (one.predicted() - one.millis()) / Math.max(1, one.millis()));
          table.add(
              node.name(),
              Durations.text(one.millis()),
              Durations.text(one.predicted()),
              String.format(Locale.ROOT, "%+d %%", off),
              Numbers.bytes(one.bytes()));
        }
      }
      table.finish();
      return Exit.DONE;
    }
  }
}
