package quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Measures Quern and its rivals side by side: whole processes, in turns (A B C A B C …), so that
 * whatever else goes on falls on all of them.
 */
@Command(
    name = "bench/run",
    description = {
      "Runs Quern and its rivals in turns and prints a Markdown table.",
      "Works: filter (a scan from CSV to CSV), wordcount, sort, repartition, aggregate, distinct,"
          + " top, join, join-skewed, tpch, chain, small (the cost of starting a job), cluster (the same on a cluster); all: each"
          + " of them, and what was measured goes into docs/benchmarks.md."
    },
    mixinStandardHelpOptions = true)
public final class Compare implements Callable<Integer> {
  private static final String ALL = "all";

  @Parameters(index = "0", paramLabel = "WORK", description = "one of them")
  private String work = "";

  @Option(names = "--rounds", description = "measured runs of each (${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--warm-up", description = "run each once more before, and do not count that")
  private boolean warmUp;

  @Option(
      names = "--rows",
      description = "rows of the people file (${DEFAULT-VALUE}, which make 1 GB)")
  private long rows = 17_000_000;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "leave out all contenders but these: quern, spark, spark-3, …")
  private List<String> only = List.of();

  @Option(names = "--write", description = "put what was measured into docs/benchmarks.md")
  private boolean writes;

  private Compare() {}

  public static void main(String[] args) {
    CommandLine command = new CommandLine(new Compare());
    command.setExecutionExceptionHandler(
        (e, line, parsed) -> {
          if (e instanceof IllegalArgumentException) {
            line.getErr().println("bench/run: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          throw e;
        });
    System.exit(command.execute(args));
  }

  /** Returns 0, or 1 if a contender failed or outputs differ. */
  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds: expected 1 or more, found " + rounds);
    }
    Home home = new Home(Path.of(""));
    for (Path directory : List.of(home.data(), home.outputs(), home.logs(), home.scratch())) {
      Files.createDirectories(directory);
    }
    boolean good = true;
    for (String name : work.equals(ALL) ? Works.NAMES : List.of(work)) {
      Report report = measure(home, new Works(home, rows).named(name));
      System.out.println(report);
      good &= report.isGood();
      if (work.equals(ALL) || writes) {
        new Page(home.root().resolve("docs/benchmarks.md")).put(report);
      }
    }
    return good ? 0 : 1;
  }

  private Report measure(Home home, Work named) throws IOException {
    Work selected = select(named);
    Meter meter = Meter.best();
    double loadBefore = Machine.load();
    List<Result> results = new Race(selected, meter, home.logs()).run(rounds, warmUp);
    return new Report(selected, results, foot(meter, loadBefore));
  }

  private Work select(Work all) {
    List<String> names = all.contenders().stream().map(Contender::name).toList();
    for (String name : only) {
      if (!work.equals(ALL) && !names.contains(name)) {
        throw new IllegalArgumentException(
            "--only: expected some of %s, found \"%s\"".formatted(names, name));
      }
    }
    List<Contender> selected =
        all.contenders().stream().filter(c -> only.isEmpty() || only.contains(c.name())).toList();
    return new Work(all.name(), all.title(), selected, all.output());
  }

  private String foot(Meter meter, double loadBefore) throws IOException {
    return String.format(
        Locale.ROOT,
        """
        %s; load average before %.1f.
        Whole processes, %d round%s in turns%s, input in the page cache. CPU is user and system time;
        peak is the largest resident set of one process; both medians, from %s.""",
        Machine.description(),
        loadBefore,
        rounds,
        rounds == 1 ? "" : "s",
        warmUp ? " after one that does not count" : "",
        meter.description());
  }
}
