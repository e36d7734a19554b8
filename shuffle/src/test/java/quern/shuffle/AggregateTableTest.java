package quern.shuffle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import quern.records.shuffle.AggregateOutput;

class AggregateTableTest {
  private static Map<String, Long> drain(AggregateTable table) throws Exception {
    Map<String, Long> found = new HashMap<>();
    table.drain(
        (partition, bytes, from, length, states, at) ->
            assertThat(
                    found.put(partition + " " + new String(bytes, from, length, UTF_8), states[at]))
                .isNull());
    return found;
  }

  @Provide
  Arbitrary<List<String>> keys() {
    Arbitrary<String> few = Arbitraries.strings().withChars("ab").ofMaxLength(18);
    Arbitrary<String> zeros = Arbitraries.strings().withChars('\0', 'a').ofMaxLength(17);
    Arbitrary<String> large = Arbitraries.strings().ofMinLength(15).ofMaxLength(60);
    return Arbitraries.oneOf(few, zeros, large)
        .map(key -> key.replaceAll("[\\ud800-\\udfff]", "?"))
        .list()
        .ofMaxSize(400);
  }

  @Property
  void eachKeyOfEachPartitionHasTheSumOfWhatWasAdded(
      @ForAll("keys") List<String> keys, @ForAll @IntRange(min = 1, max = 3) int partitions)
      throws Exception {
    AggregateTable table = new AggregateTable(new Aggregates.LongSum());
    Map<String, Long> expected = new HashMap<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < keys.size(); i++) {
        byte[] key = keys.get(i).getBytes(UTF_8);
        byte[] padded = Arrays.copyOf(key, key.length + AggregateOutput.SLACK);
        Arrays.fill(padded, key.length, padded.length, (byte) i);
        int partition = i % partitions;
        expected.merge(partition + " " + keys.get(i), (long) i, Long::sum);
        if (!table.merge(partition, padded, 0, key.length, new long[] {i})) {
          table.insert(partition, padded, 0, key.length, new long[] {i});
        }
      }
      assertThat(table.keys()).isEqualTo(expected.size());
    }
    assertThat(drain(table)).isEqualTo(expected);
    assertThat(table.keys()).isZero();
    assertThat(drain(table)).isEmpty();
  }

  @Test
  void aHundredThousandKeysOfAnyLengthAreKept() throws Exception {
    AggregateTable table = new AggregateTable(new Aggregates.LongSum());
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      String key = "key " + i + "x".repeat(i % 30);
      byte[] padded = Arrays.copyOf(key.getBytes(UTF_8), key.length() + AggregateOutput.SLACK);
      assertThat(table.merge(padded, 0, key.length(), new long[] {1})).isFalse();
      table.insert(0, padded, 0, key.length(), new long[] {i});
      assertThat(table.merge(padded, 0, key.length(), new long[] {1})).isTrue();
      expected.put("0 " + key, i + 1L);
    }
    assertThat(drain(table)).isEqualTo(expected);
  }
}
