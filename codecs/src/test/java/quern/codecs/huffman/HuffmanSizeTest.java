package quern.codecs.huffman;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** What the coder promises about sizes, on what tests can generate. */
class HuffmanSizeTest {
  private static final int LENGTH = 300_000;

  @Test
  void noEncodingIsAHundredthLongerThanDeflatersHuffmanOnly() {
    for (Map.Entry<String, byte[]> sample : Samples.of(LENGTH).entrySet()) {
      assertThat((double) encodedLength(sample.getValue()))
          .as(sample.getKey())
          .isLessThanOrEqualTo(1.01 * deflatedLength(sample.getValue()));
    }
  }

  @Test
  void noEncodingIsAHundredthLongerThanOneOptimalCodeWithItsTable() {
    for (Map.Entry<String, byte[]> sample : Samples.of(LENGTH).entrySet()) {
      if (!sample.getKey().equals("one symbol")) {
        assertThat((double) encodedLength(sample.getValue()))
            .as(sample.getKey())
            .isLessThanOrEqualTo(1.01 * optimalLength(sample.getValue()));
      }
    }
  }

  private static int encodedLength(byte[] bytes) {
    return new Huffman()
        .encode(bytes, 0, bytes.length, new byte[Huffman.maxEncodedLength(bytes.length)], 0);
  }

  private static int deflatedLength(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[2 * bytes.length];
    int length = 0;
    // A call that sets the strategy may give nothing yet.
    while (!deflater.finished()) {
      length += deflater.deflate(out);
    }
    deflater.end();
    return length;
  }

  private static long optimalLength(byte[] bytes) {
    int[] counts = OptimalCode.counts(bytes, 0, bytes.length);
    byte[] lengths = new byte[256];
    new CodeLengths(256, Huffman.MAX_BITS).build(counts, lengths);
    int table = new LengthTable().write(lengths, new byte[LengthTable.MAX_BYTES], 0);
    return Math.min(bytes.length, OptimalCode.bits(counts, Huffman.MAX_BITS) / 8 + table);
  }
}
