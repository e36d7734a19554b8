package quern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final RowDigest ROWS = new RowDigest(1_234, 5, 6);

  private final Result ours = result("ours");
  private final Result theirs = result("theirs");

  @Test
  void figuresAreMediansWithTheirSpreadAndRatiosToTheFirst() {
    add(ours, 2.0, 3.0, 100e6);
    add(ours, 1.0, 1.0, 300e6);
    add(ours, 9.0, 2.0, 200e6);
    add(theirs, 4.0, 5.0, 400e6);
    add(theirs, 6.0, 7.0, 500e6);
    ours.add(ROWS);
    theirs.add(ROWS);

    Report report = report();

    assertThat(report.isGood()).isTrue();
    assertThat(report.toString())
        .contains("| ours | 2.00 | 1.00–9.00 | 1.00 | 2.00 | 1.00 | 200 |\n")
        .contains("| theirs | 5.00 | 4.00–6.00 | 2.50 | 6.00 | 3.00 | 450 |\n")
        .contains("× is the multiple of “ours”.\n")
        .contains("All outputs hold the same 1,234 rows (hash 00000000000000050000000000000006).");
  }

  @Test
  void outputsThatDifferAreListed() {
    add(ours, 1, 1, 1);
    add(theirs, 1, 1, 1);
    ours.add(ROWS);
    theirs.add(new RowDigest(1_233, 5, 6));

    assertThat(report().isGood()).isFalse();
    assertThat(report().toString())
        .contains("**The outputs differ:**")
        .contains("- ours: 1,234 rows")
        .contains("- theirs: 1,233 rows");
  }

  @Test
  void aRoundThatDiffersFromAnotherOfTheSameContenderIsFound() {
    add(ours, 1, 1, 1);
    add(theirs, 1, 1, 1);
    ours.add(ROWS);
    theirs.add(ROWS);
    theirs.add(new RowDigest(1_234, 5, 7));

    assertThat(report().isGood()).isFalse();
  }

  @Test
  void whoFailsHasAReasonInsteadOfFiguresAndIsNotTheMeasure() {
    add(theirs, 1, 1, 1);
    theirs.add(ROWS);
    ours.fail("failed with exit code 3");

    assertThat(report().isGood()).isFalse();
    assertThat(report().toString())
        .contains("| ours | failed with exit code 3 | | | | | |\n")
        .contains("× is the multiple of “theirs”.");
  }

  private Report report() {
    List<Contender> contenders = List.of(ours.contender(), theirs.contender());
    return new Report(
        new Work("work", "A work", contenders, Work.Output.ROWS_BELOW_HEADERS),
        List.of(ours, theirs),
        "On a machine.");
  }

  private static Result result(String name) {
    return new Result(new Contender(name, name, List.of(), List.of(), Path.of(name)));
  }

  private static void add(Result result, double wallSeconds, double cpuSeconds, double peakBytes) {
    result.add(new Usage(0, wallSeconds, cpuSeconds, peakBytes));
  }
}
