package quern.bench.jmh;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quern.bench.ByteSink;
import quern.bench.PeopleCsv;

/** How long a row of test data takes one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PeopleCsvBenchmark {
  private static final int ROWS = 10_000;

  private final PeopleCsv.Rows rows = new PeopleCsv.Rows();
  private final SplittableRandom random = new SplittableRandom(42);
  private final ByteSink sink = new ByteSink(1 << 20);

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int row() {
    sink.clear();
    rows.append(1, ROWS, random, sink);
    return sink.length();
  }
}
