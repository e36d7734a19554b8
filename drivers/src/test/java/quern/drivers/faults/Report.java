package quern.drivers.faults;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import quern.drivers.faults.Fault.Outcome;

/** One line a round, and a table at the end. Not for several threads. */
final class Report {
  private static final class Count {
    int rounds;
    int right;
    int failed;
    int skipped;

    int wrong() {
      return rounds - right - failed - skipped;
    }
  }

  private final PrintStream out;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void right(String kind, String variant, long seed, Outcome outcome, double seconds) {
    Count count = count(kind);
    if (outcome == Outcome.RIGHT_ROWS) {
      count.right++;
    } else {
      count.failed++;
    }
    line(kind, variant, seed, outcome.toString(), seconds);
  }

  void wrong(String kind, String variant, long seed, double seconds) {
    count(kind);
    line(kind, variant, seed, "WRONG", seconds);
  }

  void skipped(String kind, String reason, long seed, double seconds) {
    count(kind).skipped++;
    line(kind, reason, seed, "skipped", seconds);
  }

  private Count count(String kind) {
    Count count = counts.computeIfAbsent(kind, name -> new Count());
    count.rounds++;
    return count;
  }

  private void line(String kind, String variant, long seed, String outcome, double seconds) {
    out.printf(Locale.ROOT, "%s [%s] seed %d: %s, %.1f s%n", kind, variant, seed, outcome, seconds);
  }

  /** Prints the table. */
  void table() {
    String format = "%-42s %6s %10s %14s %7s %5s%n";
    out.printf(format, "kind", "rounds", "right rows", "failed clearly", "skipped", "wrong");
    counts.forEach(
        (kind, count) ->
            out.printf(
                format,
                kind,
                count.rounds,
                count.right,
                count.failed,
                count.skipped,
                count.wrong()));
  }
}
