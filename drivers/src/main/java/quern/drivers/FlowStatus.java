package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quern.cluster.Impatient;
import quern.flows.Durations;
import quern.flows.Graph.Node;
import quern.flows.run.Predictor;
import quern.flows.state.FlowLock;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;
import quern.records.Column;
import quern.records.Exit;
import quern.records.Type;

/** Tells how a flow stands. */
@Command(
    description =
        "What the last runs have left in the flow's state, and what YARN runs of it. Nothing is"
            + " changed.",
    footer = {
      "quern flow status examples/pipeline.yaml",
      "quern flow status nightly.yaml --on cluster --follow",
    })
final class FlowStatus implements Subcommand {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("step", Type.STRING),
          new Column("state", Type.STRING),
          new Column("run", Type.STRING),
          new Column("took", Type.STRING),
          new Column("about", Type.STRING));

  private static final Column APPLICATION = new Column("application", Type.STRING);
  private static final long REDRAW_MILLIS = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Mixin private FlowOptions flow = new FlowOptions();

  @Option(
      names = "--follow",
      description =
          "While the flow runs, draws the table anew each second; not on a terminal, prints a line"
              + " when a step's state changes.")
  private boolean follow;

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  /** What has been read of each step; what a run is just replacing cannot be read for a moment. */
  private final Map<String, StepRecord> known = new HashMap<>();

  private record Row(
      String step, String state, String run, String took, String about, String application) {
    /** What of it is worth a line when it changes. */
    String line() {
      return "%-9s %s%s%s"
          .formatted(
              state,
              step,
              state.equals("done") ? ": " + took : ": about " + about,
              application.isEmpty() ? "" : ", " + application);
    }
  }

  private record Snapshot(List<Row> rows, Optional<FlowLock.Owner> owner) {
    String owned() {
      return owner.map(FlowLock.Owner::toString).orElse("Nobody is running it.");
    }
  }

  @Override
  public Exit run(Session session) throws Exception {
    FlowOptions.Opened opened = flow.open(run, session);
    try (YarnJobs yarn =
        RunOptions.isLocal(opened.conf())
            ? null
            : new YarnJobs(Impatient.copyOf(opened.conf(), PATIENCE), opened.tags())) {
      Snapshot now = look(opened, yarn);
      if (!follow) {
        session.out().print(table(now, yarn != null, session));
      } else if (session.outIsTerminal() && !"dumb".equals(session.environment().get("TERM"))) {
        redraw(now, opened, yarn, session);
      } else {
        tell(now, opened, yarn, session);
      }
    }
    return Exit.DONE;
  }

  private void redraw(
      Snapshot first, FlowOptions.Opened opened, @Nullable YarnJobs yarn, Session session)
      throws IOException, InterruptedException {
    Snapshot now = first;
    String drawn = "";
    while (true) {
      String table = table(now, yarn != null, session);
      long lines = drawn.lines().count();
      session.out().print((lines == 0 ? "" : "\u001b[" + lines + "A\u001b[J") + table);
      session.out().flush();
      drawn = table;
      if (now.owner().isEmpty()) {
        return;
      }
      Thread.sleep(REDRAW_MILLIS);
      now = look(opened, yarn);
    }
  }

  private void tell(
      Snapshot first, FlowOptions.Opened opened, @Nullable YarnJobs yarn, Session session)
      throws IOException, InterruptedException {
    Snapshot now = first;
    Map<String, String> told = new HashMap<>();
    while (true) {
      for (Row row : now.rows()) {
        if (!row.line().equals(told.put(row.step(), row.line()))) {
          session.out().println(row.line());
        }
      }
      session.out().flush();
      if (now.owner().isEmpty()) {
        session.out().println(now.owned());
        return;
      }
      Thread.sleep(REDRAW_MILLIS);
      now = look(opened, yarn);
    }
  }

  private static String table(Snapshot snapshot, boolean onYarn, Session session) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, UTF_8);
    List<Column> columns = new ArrayList<>(COLUMNS);
    if (onYarn) {
      columns.add(APPLICATION);
    }
    TablePrinter table = TablePrinter.ofFacts(session.printingTo(out), columns);
    for (Row row : snapshot.rows()) {
      List<String> cells =
          List.of(row.step(), row.state(), row.run(), row.took(), row.about(), row.application());
      table.add(cells.subList(0, columns.size()).toArray(String[]::new));
    }
    table.finish();
    // As the table: on a terminal a line that wraps would be two when the cursor goes up again.
    int width = session.outIsTerminal() ? session.columns() : -1;
    String owned = TextWidth.cut(snapshot.owned(), width);
    return text.toString(UTF_8) + "\n" + owned + "\n";
  }

  private Snapshot look(FlowOptions.Opened opened, @Nullable YarnJobs yarn) throws IOException {
    Path directory = new Path(opened.directory().toUri());
    // Before the records: what was written until the run ended is then seen.
    Optional<FlowLock.Owner> owner =
        FlowLock.owner(opened.local(), directory).filter(one -> !FlowLock.isGone(one));
    StateStore store = StateStore.open(opened.local(), directory);
    List<String> open = new ArrayList<>();
    for (Node node : opened.graph().nodes()) {
      store.find(node.name()).ifPresent(record -> known.put(node.name(), record));
      if (known.containsKey(node.name()) && !known.get(node.name()).finished()) {
        open.add(node.name());
      }
    }
    Map<String, String> applications = applications(open, yarn);
    List<Row> rows = new ArrayList<>();
    for (Node node : opened.graph().nodes()) {
      Optional<StepRecord> record = Optional.ofNullable(known.get(node.name()));
      long about = Predictor.millis(record, opened.judge().inputBytes(node));
      String state = record.map(one -> state(one, owner)).orElse("not run");
      rows.add(
          new Row(
              node.name(),
              state,
              record.map(StepRecord::run).orElse(""),
              record.isEmpty() ? "" : took(state, record.get(), store.written(node.name())),
              Durations.text(about),
              applications.getOrDefault(node.name(), "")));
    }
    return new Snapshot(rows, owner);
  }

  private static Map<String, String> applications(List<String> open, @Nullable YarnJobs yarn) {
    if (yarn == null || open.isEmpty()) {
      return Map.of();
    }
    try {
      Map<String, String> applications = new HashMap<>();
      for (Map.Entry<String, List<ApplicationReport>> jobs : yarn.running(open).entrySet()) {
        applications.put(
            jobs.getKey(),
            jobs.getValue().stream()
                .map(job -> job.getApplicationId().toString())
                .collect(Collectors.joining(", ")));
      }
      return applications;
    } catch (IOException e) { // what is known without the ResourceManager is told all the same
      return open.stream().collect(Collectors.toMap(step -> step, step -> "?"));
    }
  }

  private static String state(StepRecord record, Optional<FlowLock.Owner> owner) {
    if (record.finished()) {
      return "done";
    }
    return owner.map(one -> one.run().equals(record.run())).orElse(false) ? "running" : "not ended";
  }

  private static String took(String state, StepRecord record, Optional<Instant> written) {
    List<StepRecord.Past> past = record.past();
    if (record.finished() && !past.isEmpty()) {
      return Durations.text(past.get(past.size() - 1).millis());
    }
    return state.equals("running")
        ? written.map(since -> Durations.text(millisSince(since))).orElse("")
        : "";
  }

  private static long millisSince(Instant since) {
    return Math.max(0, Duration.between(since, Instant.now()).toMillis());
  }
}
