package quern.codecs.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams that version 1 of the formats wrote, which each later version is to read. They hold
 * {@link #TEXT} in blocks of 64 bytes, and were made by {@link Streams}; a version to come puts its
 * own beside them.
 */
class GoldenTest {
  static final int BLOCK = 64;
  static final byte[] TEXT = "name,town\nAda,London\nBlaise,Paris\n".repeat(5).getBytes(UTF_8);

  static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("golden-1/" + name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huffman",
        "aes",
        "hamming",
        "snappy+aes",
        "lz4+hamming",
        "zstd+aes",
        "gzip+hamming",
        "huffman+aes+hamming"
      })
  void whatVersion1WroteIsRead(String chain) throws IOException {
    assertThat(Streams.decode(golden(chain))).isEqualTo(TEXT);
    assertThat(Streams.decodeLean(Chain.parse(chain), golden("lean " + chain))).isEqualTo(TEXT);
  }

  /** What protects bytes is not looked at as long as they are right. */
  @ParameterizedTest
  @ValueSource(strings = {"hamming", "lz4+hamming", "gzip+hamming", "huffman+aes+hamming"})
  void andCorrectedWhereItIsDamaged(String chain) throws IOException {
    byte[] stream = golden(chain);
    byte[] lean = golden("lean " + chain);
    stream[stream.length / 2] ^= 1;
    lean[lean.length / 2] ^= 1;

    assertThat(Streams.decode(stream)).isEqualTo(TEXT);
    assertThat(Streams.decodeLean(Chain.parse(chain), lean)).isEqualTo(TEXT);
  }

  /** Of compressions that are not Quern's own a newer library may make other bytes. */
  @ParameterizedTest
  @ValueSource(strings = {"huffman", "hamming"})
  void andIsWrittenTheSame(String chain) throws IOException {
    assertThat(Streams.encode(Chain.parse(chain), BLOCK, TEXT)).isEqualTo(golden(chain));
    assertThat(Streams.lean(Chain.parse(chain), BLOCK, TEXT)).isEqualTo(golden("lean " + chain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"huffman", "aes", "hamming"})
  void whatANewerVersionWroteIsSaidToBeNewer(String chain) throws IOException {
    byte[] stream = golden(chain);
    int copies = Chain.parse(chain).corrects() ? 3 : 1;
    for (int copy = 0; copy < copies; copy++) {
      stream[copy * StreamHeader.FIXED + 4] = 2;
    }

    assertThatThrownBy(() -> Streams.decode(stream))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer version of Quern: its format is 2, this one reads up to 1");
  }
}
