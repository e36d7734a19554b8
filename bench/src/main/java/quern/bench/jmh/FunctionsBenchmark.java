package quern.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quern.bench.ByteSink;
import quern.bench.PeopleCsv;
import quern.records.Schema;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;

/**
 * What a condition with a function costs a row of the test data; with {@code -prof gc}, in bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class FunctionsBenchmark {
  private static final int ROWS = 1000;
  private static final Dialect DIALECT = Dialect.RFC_4180.with(CsvOption.HEADER, "false");
  private static final Schema SCHEMA =
      Schema.parse(
          "id long, name string, age long, city string, income double, signup date, comment string");

  /** The condition. */
  @Param({
    "city = 'Oslo'",
    "lower(city) = 'oslo'",
    "length(name) > 10",
    "substring(city, 1, 3) = 'Osl'",
    "trim(city) = 'Oslo'",
    "contains(comment, 'call')",
    "city ~ '^O'",
    "round(income, 1) > 5000",
    "year(signup) = 2023",
    "coalesce(comment, name) = 'x'"
  })
  public String where;

  private RowBatch batch;
  private Predicate predicate;

  /** Reads the rows that the condition is tested for. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    ByteSink sink = new ByteSink(ROWS * 80);
    new PeopleCsv.Rows().append(1, ROWS, new SplittableRandom(42), sink);
    RowReader reader = new RowReader(DIALECT, 1 << 20);
    reader.openStart(new ByteArrayInputStream(sink.toByteArray()), "people.csv", Long.MAX_VALUE);
    batch = reader.newBatch(SCHEMA.size());
    if (!reader.read(batch) || batch.rows() != ROWS) {
      throw new IllegalStateException("expected a batch of " + ROWS + " rows");
    }
    predicate = new Expressions(SCHEMA, DIALECT).where(where);
  }

  /** Tests all rows. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int test() {
    int rows = 0;
    for (int row = 0; row < ROWS; row++) {
      rows += predicate.test(batch, row) ? 1 : 0;
    }
    return rows;
  }
}
