package quern.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;

class RowPositionTest {
  private static final byte[] NONE = {};

  @Property(tries = 100)
  void positionsGrowWithinATaskAndFromTaskToTaskHoweverManyRowsThereAre(
      @ForAll @IntRange(min = 1, max = 9) int tasks,
      @ForAll @IntRange(max = 3000) int bytes,
      @ForAll @IntRange(min = 1, max = 40) int rows)
      throws Exception {
    RowBatch batch =
        RowBatches.of("a,b\n".repeat(rows), RowBatches.configuration("x string, y string"));
    byte[] before = NONE;
    for (int task = 0; task < tasks; task++) {
      RowPosition position = new RowPosition(task, tasks, bytes);
      for (int batches = 0; batches < 3; batches++) {
        position.enter(batch);
        for (int row = 0; row < rows; row++) {
          ByteBuilder out = new ByteBuilder(8);
          position.append(out);
          position.advance();
          assertThat(Arrays.compareUnsigned(before, out.toByteArray())).isNegative();
          before = out.toByteArray();
        }
      }
    }
  }

  @Property(tries = 20)
  void aRowInTheMiddleIsInTheMiddle(@ForAll @IntRange(min = 100, max = 1000) int rows)
      throws Exception {
    RowBatch batch =
        RowBatches.of("a,b\n".repeat(rows), RowBatches.configuration("x string, y string"));
    RowPosition position = new RowPosition(0, 1, 4L * rows);
    position.enter(batch);
    for (int row = 0; row < rows / 2; row++) {
      position.advance();
    }
    ByteBuilder out = new ByteBuilder(8);
    position.append(out);

    assertThat(out.array()[0] & 0xff).isBetween(110, 130);
  }
}
