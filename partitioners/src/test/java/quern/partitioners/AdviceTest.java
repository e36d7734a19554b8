package quern.partitioners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import quern.partitioners.PartitionSpec.Kind;

class AdviceTest {
  private static KeySample keys(int distinct, long hottest) {
    KeySample.Builder builder = new KeySample.Builder();
    for (int i = 0; i < distinct; i++) {
      builder.add(("key" + i).getBytes(UTF_8), i == 0 ? hottest : 1);
    }
    return builder.build();
  }

  @Property
  void sharesAreThoseOfThePartitionersThemselvesAndSumToOne(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 1000) Integer> weights,
      @ForAll @IntRange(min = 1, max = 9) int partitions) {
    KeySample.Builder builder = new KeySample.Builder();
    double[] hash = new double[partitions];
    long rows = weights.stream().mapToLong(weight -> weight).sum();
    for (int i = 0; i < weights.size(); i++) {
      byte[] key = ("key" + i).getBytes(UTF_8);
      builder.add(key, weights.get(i));
      hash[Partitions.hash(key, 0, key.length, partitions)] += (double) weights.get(i) / rows;
    }

    Advice advice = Advice.of(builder.build(), partitions);

    assertThat(advice.shares(Kind.HASH)).containsExactly(hash, within(1e-9));
    for (Kind kind : Kind.values()) {
      assertThat(Arrays.stream(advice.shares(kind)).sum()).isCloseTo(1, within(1e-9));
      assertThat(advice.largest(kind)).isBetween(1.0, partitions + 1e-9);
    }
    assertThat(advice.largest(Kind.RANDOM)).isEqualTo(1);
  }

  @Test
  void manyKeysOfAboutEqualWeightAreForHash() {
    Advice advice = Advice.of(keys(5000, 1), 4);

    assertThat(advice.best(false)).isEqualTo(Kind.HASH);
    assertThat(advice.hot()).isEmpty();
  }

  @Test
  void aKeyWithMostOfTheRowsIsNamedAndSpeaksForRandom() {
    Advice advice = Advice.of(keys(1001, 3000), 4);

    assertThat(advice.hot()).hasSize(1);
    Advice.HotKey hottest = advice.hot().get(0);
    assertThat(new String(advice.sample().key(hottest.rank()), UTF_8)).isEqualTo("key0");
    assertThat(hottest.share()).isEqualTo(0.75);
    assertThat(advice.isUneven(Kind.HASH)).isTrue();
    assertThat(advice.best(false)).isEqualTo(Kind.RANDOM);
  }

  @Test
  void whoWantsOrderGetsRangesWhateverTheSkew() {
    assertThat(Advice.of(keys(1001, 3000), 4).best(true)).isEqualTo(Kind.RANGE);
  }

  @Test
  void noRowsAreAskedOfNobody() {
    Advice advice = Advice.of(KeySample.of(List.of()), 3);

    assertThat(advice.shares(Kind.HASH)).containsExactly(0, 0, 0);
    assertThat(advice.largest(Kind.HASH)).isEqualTo(1);
    assertThat(advice.rowsPerKey()).isZero();
    assertThat(advice.best(false)).isEqualTo(Kind.HASH);
  }

  @Test
  void partsAreToHaveAQuarterOfAGigabyte() {
    assertThat(Advice.partitionsFor(0)).isEqualTo(1);
    assertThat(Advice.partitionsFor(256 << 20)).isEqualTo(1);
    assertThat(Advice.partitionsFor((256L << 20) + 1)).isEqualTo(2);
    assertThat(Advice.partitionsFor(1L << 40)).isEqualTo(4096);
    assertThatThrownBy(() -> Advice.of(keys(1, 1), 0)).hasMessageContaining("at least one");
  }
}
