package quern.records.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quern.records.Schema;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;

class GroupOutputTest {
  private static final Schema SCHEMA = Schema.parse("age long, income double");

  /** What the rows leave, the misfits that were met in {@code misfits}. */
  private static Shuffled shuffled(Aggregation aggregation, String csv) {
    Shuffled records = new Shuffled();
    GroupOutput output = new GroupOutput(aggregation, 0, 1 << 20, records::accept);
    Shuffled.read(csv, "file", SCHEMA.size(), batch -> add(output, batch));
    try {
      output.finish();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return records;
  }

  private static void add(GroupOutput output, RowBatch batch) {
    try {
      output.add(batch, IntStream.range(0, batch.rows()).toArray(), batch.rows());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMisfitCountsOnceARowHoweverManyAskForIt() {
    Aggregation aggregation =
        new Aggregation(SCHEMA, Dialect.RFC_4180, "age", "avg(age) as a, max(age + 1) as b", "");

    shuffled(aggregation, "x,1\n2,1\ny,1\n".repeat(50));

    assertThat(aggregation.expressions().misfits().counts()).isEqualTo(Map.of("age", 100L));
  }

  @Test
  void aColumnThatIsGroupedByAndAggregatedHasItsValueInBoth() {
    Aggregation aggregation =
        new Aggregation(
            SCHEMA,
            Dialect.RFC_4180,
            "age",
            "max(age) as a, sum(income) as b, max(income) as c",
            "");
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      csv.append(i % 3 == 2 ? "" : i % 3).append(',').append(i % 3 + 0.5).append('\n');
    }

    assertThat(
            shuffled(aggregation, csv.toString()).sort(new java.util.Random(1)).reduce(aggregation))
        .containsExactly(",,832.5,2.5", "0,0,167.0,0.5", "1,1,499.5,1.5");
  }
}
