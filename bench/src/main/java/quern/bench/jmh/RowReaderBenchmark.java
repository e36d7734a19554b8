package quern.bench.jmh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import quern.records.Schema;
import quern.records.commit.RowHash;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;

/** What one row of the test data, of about 58 bytes, costs one thread to read, test and hash. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowReaderBenchmark {
  private static final int ROWS = 100_000;
  private static final int MAX_ROW_BYTES = 1 << 20;
  private static final Dialect DIALECT = Dialect.RFC_4180.with(CsvOption.HEADER, "false");
  private static final Schema SCHEMA =
      Schema.parse(
          "id long, name string, age long, city string, income double, signup date, comment string");

  private final byte[] csv = csv();
  private final RowReader reader = new RowReader(DIALECT, MAX_ROW_BYTES);
  private final RowBatch batch = reader.newBatch(SCHEMA.size());
  private final Predicate adult = new Expressions(SCHEMA, DIALECT).where("age > 18");

  private static byte[] csv() {
    ByteSink sink = new ByteSink(ROWS * 80);
    new PeopleCsv.Rows().append(1, ROWS, new SplittableRandom(42), sink);
    return sink.toByteArray();
  }

  /** Finds rows and fields, and checks what is to be checked. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long read() throws IOException {
    long rows = 0;
    reader.openStart(new ByteArrayInputStream(csv), "people.csv", Long.MAX_VALUE);
    while (reader.read(batch)) {
      rows += batch.rows();
    }
    return rows;
  }

  /** Reads, and tests {@code age > 18}. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long filter() throws IOException {
    long rows = 0;
    reader.openStart(new ByteArrayInputStream(csv), "people.csv", Long.MAX_VALUE);
    while (reader.read(batch)) {
      for (int row = 0; row < batch.rows(); row++) {
        rows += adult.test(batch, row) ? 1 : 0;
      }
    }
    return rows;
  }

  /** Reads, and hashes each row as the manifest has it. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long hash() throws IOException {
    RowHash hash = new RowHash();
    reader.openStart(new ByteArrayInputStream(csv), "people.csv", Long.MAX_VALUE);
    while (reader.read(batch)) {
      for (int row = 0; row < batch.rows(); row++) {
        hash.add(batch.bytes(), batch.start(row), batch.end(row));
      }
    }
    return hash.lo();
  }
}
