package quern.reducers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.junit.jupiter.api.Test;

class SumCombinerTest {
  private static List<LongWritable> values(long... values) {
    return LongStream.of(values).mapToObj(LongWritable::new).toList();
  }

  @Test
  void theValuesOfAKeyAreAddedUp() throws IOException {
    ReduceDriver.newReduceDriver(new SumCombiner<Text>())
        .withInput(new Text("a"), values(1, 2, 3))
        .withInput(new Text("b"), values(-5))
        .withOutput(new Text("a"), new LongWritable(6))
        .withOutput(new Text("b"), new LongWritable(-5))
        .runTest();
  }

  @Test
  void aSumBeyondALongIsAnErrorAndNotAnotherNumber() {
    ReduceDriver<Text, LongWritable, Text, LongWritable> driver =
        ReduceDriver.newReduceDriver(new SumCombiner<Text>())
            .withInput(new Text("a"), values(Long.MAX_VALUE, 1));

    assertThatThrownBy(driver::run).isInstanceOf(ArithmeticException.class);
  }
}
