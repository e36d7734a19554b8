package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;
import quern.drivers.faults.Fault.Outcome;

/**
 * Faults on the real daemons, by {@code hadoop jar} and {@code kill -9}: after each, either all is
 * as if nothing had happened, or there is a clear error and nothing is left.
 *
 * <p>A round's seed alone says which fault it is, what job it meets, and when. {@code
 * -Dquern.faults.seed} and {@code -Dquern.faults.rounds} are the first seed and how many.
 */
class FaultsIT {
  private static final Report REPORT = new Report(System.out);
  private static Bed bed;

  @BeforeAll
  static void start() throws Exception {
    SmallDisk.unmountAllBelow(Path.of("target").toAbsolutePath());
    bed = Bed.make();
  }

  @AfterAll
  static void stop() throws Exception {
    REPORT.table();
    if (bed != null) {
      bed.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> noFaultLosesOrDoublesARow() {
    long first = Long.getLong("quern.faults.seed", System.currentTimeMillis() / 1000);
    int rounds = Integer.getInteger("quern.faults.rounds", Kinds.ALL.size());
    System.out.println("seed " + first + "; repeat with -Dquern.faults.seed=" + first);
    return LongStream.range(first, first + rounds)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    Kinds.of(seed).title() + ", seed " + seed, () -> runRound(seed)));
  }

  private static void runRound(long seed) throws Exception {
    Fault fault = Kinds.of(seed);
    long begin = System.nanoTime();
    Round round = new Round(bed, seed);
    try {
      Outcome outcome = fault.run(round);
      REPORT.right(fault.title(), round.variant(), seed, outcome, since(begin));
    } catch (TestAbortedException e) {
      REPORT.skipped(fault.title(), e.getMessage(), seed, since(begin));
      throw e;
    } catch (Exception | AssertionError e) {
      REPORT.wrong(fault.title(), round.variant(), seed, since(begin));
      AssertionError wrong =
          new AssertionError(
              "repeat with -Dquern.faults.rounds=1 -Dquern.faults.seed=%d: %s (%s)"
                  .formatted(seed, fault.title(), round.variant()),
              e);
      try {
        Evidence.keep(bed, seed);
      } catch (IOException lost) {
        wrong.addSuppressed(lost);
      }
      throw wrong;
    } finally {
      round.close();
    }
  }

  private static double since(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
