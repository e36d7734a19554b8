package quern.bench.jmh;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quern.records.commit.RecordSums;

/** What the proof of the shuffle costs a record, on either side of it: ns/op. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(RecordSumsBenchmark.RECORDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordSumsBenchmark {
  static final int RECORDS = 4096;

  private static final int PARTITIONS = 4;

  /** Bytes of key and value together: a word and its count, a row. */
  @Param({"16", "80"})
  int length;

  private final RecordSums sums = new RecordSums(PARTITIONS);
  private byte[] records = {};

  /** Makes records of random bytes. */
  @Setup
  public void make() {
    records = new byte[RECORDS * length];
    new Random(42).nextBytes(records);
  }

  /** Adds all records. */
  @Benchmark
  public RecordSums add() {
    for (int i = 0; i < RECORDS; i++) {
      sums.add(i % PARTITIONS, records, i * length, 8, length - 8);
    }
    return sums;
  }
}
