package quern.codecs.huffman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LengthTableTest {
  private final LengthTable table = new LengthTable();

  @Property
  void lengthsComeBack(@ForAll("lengths") byte[] lengths) throws Exception {
    byte[] out = new byte[LengthTable.MAX_BYTES + 20];
    int end = table.write(lengths, out, 10);

    byte[] back = new byte[256];
    Arrays.fill(back, (byte) 99);
    assertThat(table.read(out, 10, end, back)).isEqualTo(end);
    assertThat(back).isEqualTo(lengths);
    assertThat(table.read(out, 10, out.length, back)).isEqualTo(end);
  }

  @Property
  void aTableThatIsCutOffIsRefused(@ForAll("lengths") byte[] lengths) {
    byte[] out = new byte[LengthTable.MAX_BYTES];
    int end = table.write(lengths, out, 0);

    for (int cut = 0; cut < end; cut++) {
      int limit = cut;
      assertThatThrownBy(() -> table.read(out, 0, limit, new byte[256]))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void codeLengthsOfTextTakeLessThanDeflates() {
    // RFC 1951 needs at least 14 bits more than 3 for each of 12 or more kinds of token.
    for (Map.Entry<String, byte[]> sample : Samples.of(50_000).entrySet()) {
      byte[] lengths = new byte[256];
      if (!sample.getKey().equals("one symbol")) {
        new CodeLengths(256, Huffman.MAX_BITS)
            .build(OptimalCode.counts(sample.getValue(), 0, 50_000), lengths);
        assertThat(table.write(lengths, new byte[LengthTable.MAX_BYTES], 0))
            .as(sample.getKey())
            .isLessThan(150);
      }
    }
  }

  @Test
  void anOverSubscribedCodeOfTokensIsRefused() {
    assertRefused(tokens(1, 1, 1), "the code of the table is over-subscribed");
  }

  @Test
  void anUnderSubscribedCodeOfTokensIsRefused() {
    assertRefused(tokens(1, 2), "the code of the table is under-subscribed");
    assertRefused(tokens(), "the code of the table is under-subscribed");
  }

  @Test
  void moreThan256LengthsAreRefused() {
    // Twice 138 zeros.
    assertRefused(
        tokens(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).add("1 1111111 1 1111111"),
        "the table has code lengths for more than 256 symbols");
  }

  @Test
  void aRepetitionOfNothingIsRefused() {
    assertRefused(
        tokens(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).add("1 00").add("0".repeat(64)),
        "the table repeats a code length before the first");
  }

  @Test
  void wrongPaddingIsRefused() throws Exception {
    // 138 and 118 zeros: 61 bits.
    Bits zeros = tokens(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1).add("1 1111111 1 1101011");

    assertThat(table.read(zeros.toBytes(), 0, 8, new byte[256])).isEqualTo(8);
    assertRefused(zeros.add("001"), "wrong padding after the table of code lengths");
  }

  private static Bits tokens(int... lengths) {
    Bits bits = new Bits();
    for (int length : Arrays.copyOf(lengths, 15)) {
      bits.add(length, 3);
    }
    return bits;
  }

  private void assertRefused(Bits bits, String message) {
    byte[] bytes = bits.toBytes();
    assertThatThrownBy(() -> table.read(bytes, 0, bytes.length, new byte[256]))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Provide
  Arbitrary<byte[]> lengths() {
    return Arbitraries.randomValue(
        random -> {
          byte[] lengths = new byte[256];
          int kinds = 1 + random.nextInt(12);
          int longest = 1 + random.nextInt(200);
          for (int i = 0; i < 256; ) {
            int end = Math.min(256, i + 1 + random.nextInt(longest));
            Arrays.fill(lengths, i, end, (byte) random.nextInt(kinds));
            i = end;
          }
          return lengths;
        });
  }
}
