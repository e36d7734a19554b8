package quern.reducers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mrunit.mapreduce.ReduceDriver;
import org.junit.jupiter.api.Test;
import quern.records.shuffle.Aggregate;

/** Combiners that are aggregates: as reducers, and applied in place in any grouping. */
class AggregateCombinersTest {
  private static List<LongWritable> longs(long... values) {
    List<LongWritable> out = new ArrayList<>();
    for (long value : values) {
      out.add(new LongWritable(value));
    }
    return out;
  }

  @Test
  void theLeastAndTheGreatestValueOfAKeyStay() throws IOException {
    ReduceDriver.newReduceDriver(new MinCombiner<Text>())
        .withInput(new Text("a"), longs(3, -5, Long.MAX_VALUE))
        .withInput(new Text("b"), longs(Long.MAX_VALUE))
        .withOutput(new Text("a"), new LongWritable(-5))
        .withOutput(new Text("b"), new LongWritable(Long.MAX_VALUE))
        .runTest();
    ReduceDriver.newReduceDriver(new MaxCombiner<Text>())
        .withInput(new Text("a"), longs(3, -5, Long.MIN_VALUE))
        .withOutput(new Text("a"), new LongWritable(3))
        .runTest();
  }

  @Test
  void momentsOfAKeyAreThoseOfAllItsNumbers() throws IOException {
    List<Moments> values = new ArrayList<>();
    for (double x : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
      Moments one = new Moments();
      one.set(x);
      values.add(one);
    }

    var out =
        ReduceDriver.newReduceDriver(new MomentsCombiner<Text>())
            .withInput(new Text("a"), values)
            .run();

    Moments found = out.get(0).getSecond();
    assertThat(found.count()).isEqualTo(8);
    assertThat(found.mean()).isEqualTo(5);
    assertThat(found.variance()).isCloseTo(32.0 / 7, offset(1e-12));
    assertThat(found).hasToString("8\t5.0\t" + Math.sqrt(found.variance()));
  }

  @Property(tries = 200)
  void appliedInPlaceInTwoGroupsTheyComeToTheSame(
      @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -1e6, max = 1e6) Double> numbers,
      @ForAll @IntRange(max = 30) int cut) {
    MomentsCombiner<Text> moments = new MomentsCombiner<>();
    MinCombiner<Text> least = new MinCombiner<>();
    long[][] states = new long[2][4];
    boolean[] begun = new boolean[2];
    long[] one = new long[4];
    Moments value = new Moments();
    for (int i = 0; i < numbers.size(); i++) {
      int group = i < cut ? 0 : 1;
      value.set(numbers.get(i));
      moments.load(value, one, 0);
      least.load(new LongWritable(numbers.get(i).longValue()), one, 3);
      put(moments, least, states[group], one, begun[group]);
      begun[group] = true;
    }
    int first = begun[0] ? 0 : 1;
    if (begun[0] && begun[1]) {
      put(moments, least, states[0], states[1], true);
    }

    moments.store(states[first], 0, value);
    double[] all = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = DoubleStream.of(all).sum() / all.length;
    assertThat(value.count()).isEqualTo(all.length);
    assertThat(value.mean()).isCloseTo(mean, offset(1e-6));
    if (all.length > 1) {
      double squares = DoubleStream.of(all).map(x -> (x - mean) * (x - mean)).sum();
      assertThat(value.variance())
          .isCloseTo(squares / (all.length - 1), offset(1e-3 + squares * 1e-9));
    }
    assertThat(states[first][3])
        .isEqualTo(numbers.stream().mapToLong(Double::longValue).min().orElseThrow());
  }

  private static void put(
      Aggregate<Moments> moments,
      Aggregate<LongWritable> least,
      long[] state,
      long[] other,
      boolean merges) {
    if (merges) {
      moments.merge(state, 0, other, 0);
      least.merge(state, 3, other, 3);
    } else {
      System.arraycopy(other, 0, state, 0, 4);
    }
  }
}
