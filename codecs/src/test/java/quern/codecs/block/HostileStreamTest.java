package quern.codecs.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.aes.DataKeys;

/** What somebody may do to a stream who knows its format, and what may fail besides. */
class HostileStreamTest {
  private static final int BLOCK = 1000;

  static List<Chain> chains() {
    return Streams.chains();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeEncryptedIsNotWrittenPlainEither(boolean lean) {
    DataKeys none =
        key -> {
          throw new IOException("the provider is away");
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Chain chain = Chain.parse("aes");
    BlockWriter writer =
        lean
            ? new LeanBlockWriter(out, chain, BLOCK, Streams.KEY, none, new Coders())
            : new FileBlockWriter(out, chain, BLOCK, Streams.SEED, Streams.KEY, none, new Coders());

    assertThatThrownBy(() -> writer.write(Streams.bytes(5000), 0, 5000))
        .hasMessageContaining("away");
    assertThatThrownBy(writer::finish).isInstanceOf(IOException.class);
    assertThat(out.size()).isZero();
  }

  @Test
  void aStreamIsNotGoneOnWithBehindAWriteThatFailed() throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    boolean[] fails = {true};
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (written.size() == 500 && fails[0]) {
              throw new IOException("no space left");
            }
            written.write(b);
          }
        };
    FileBlockWriter writer =
        new FileBlockWriter(
            out, Chain.parse("aes"), BLOCK, Streams.SEED, Streams.KEY, Streams.KEYS, new Coders());
    byte[] bytes = Streams.bytes(3 * BLOCK);

    assertThatThrownBy(() -> writer.write(bytes, 0, bytes.length)).hasMessageContaining("no space");
    fails[0] = false;
    assertThatThrownBy(() -> writer.write(bytes, 0, 1)).hasMessageContaining("failed before");
    assertThatThrownBy(writer::finish).hasMessageContaining("failed before");

    written.reset();
    writer.restart();
    writer.write(bytes, 0, bytes.length);
    writer.finish();
    assertThat(Streams.decode(written.toByteArray())).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aBitThatIsFlippedInALeanStreamIsCorrectedOrRefused(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(2 * BLOCK);
    byte[] stream = Streams.lean(chain, BLOCK, bytes);
    Coders coders = new Coders();
    for (int bit = 0; bit < 8 * stream.length; bit++) {
      stream[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] read = null;
      try {
        read = Streams.decodeLean(chain, stream, coders);
      } catch (IOException e) {
        // refused
      }
      stream[bit / 8] ^= (byte) (1 << bit % 8);
      if (read != null) {
        assertThat(read).as("bit %d", bit).isEqualTo(bytes);
      }
    }
  }

  @Test
  void aTailThatClaimsTheLongestOfBlocksIsPassedOver() throws IOException {
    Chain chain = Chain.parse("hamming");
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(BLOCK));
    int head = StreamHeader.read(Streams.in(stream)).bytes().length;
    Arrays.fill(stream, head, head + 3 * BlockRecord.LENGTH, (byte) 0);
    for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, BLOCK + 18}) {
      BlockRecord tail = new BlockRecord();
      tail.kind = BlockRecord.TAIL;
      tail.contentLength = length;
      tail.write(Streams.marker(stream), stream, head + 3 * BlockRecord.LENGTH);

      assertThat(Streams.decode(stream)).isEqualTo(Streams.bytes(BLOCK)); // by its own tail
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockWhoseHeadIsLostIsInNoSplitAndNotPassedOverEither(boolean wholly) throws IOException {
    Chain chain = Chain.parse("snappy+hamming");
    byte[] bytes = Streams.bytes(4 * BLOCK);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    int start = BlockStreamTest.starts(stream).get(2);
    if (wholly) {
      Arrays.fill(stream, start, start + 3 * BlockRecord.LENGTH, (byte) 0x55);
    } else {
      for (int copy = 0; copy < 3; copy++) { // so that the three together are right still
        int from = start + copy * BlockRecord.LENGTH + 4 * copy;
        for (int i = from; i < from + 4; i++) {
          stream[i] ^= (byte) 0xff;
        }
      }
    }

    assertThat(Streams.decode(stream)).isEqualTo(bytes);
    StreamHeader header = StreamHeader.read(Streams.in(stream));
    for (int from : new int[] {start - 1, start}) {
      assertThatThrownBy(() -> BlockStreamTest.from(stream, from, header))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("block 2 at byte " + start + ": its head is lost");
    }
    FileBlockReader behind = BlockStreamTest.from(stream, start + 1, header);
    assertThat(Streams.all(behind)).isEqualTo(Arrays.copyOfRange(bytes, 3 * BLOCK, 4 * BLOCK));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 2 * BLOCK, 2 * BLOCK + 99, 2 * BLOCK + 101, 3 * BLOCK, 1L << 40, -1})
  void anEndThatTellsAnotherLengthIsRefused(long plainBytes) throws IOException {
    byte[] stream = Streams.encode(Chain.parse("aes"), BLOCK, Streams.bytes(2 * BLOCK + 100));
    int at = stream.length - BlockRecord.LENGTH;
    BlockRecord end = new BlockRecord();
    assertThat(end.read(Streams.marker(stream), stream, at)).isTrue();
    end.plainOffset = plainBytes;
    end.write(Streams.marker(stream), stream, at);

    assertThatThrownBy(() -> Streams.decode(stream)).isInstanceOf(IOException.class);
  }

  @Test
  void nothingCanBePutBeforeWhatIsEncrypted() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(Streams.encode(Chain.parse("huffman"), BLOCK, Streams.bytes(10)));
    both.write(Streams.encode(Chain.parse("aes"), BLOCK, Streams.bytes(10)));

    assertThatThrownBy(() -> Streams.decode(both.toByteArray()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("put before");
  }

  @Test
  void anEncryptedBlockIsAuthenticInItsPlaceOnly() throws IOException {
    byte[] bytes = Streams.bytes(4 * BLOCK);
    byte[] stream = Streams.encode(Chain.parse("aes"), BLOCK, bytes);
    byte[] other = Streams.encode(Chain.parse("aes"), BLOCK, bytes); // by the same data key
    List<Integer> starts = BlockStreamTest.starts(stream);
    int first = starts.get(1) + BlockRecord.LENGTH;
    int second = starts.get(2) + BlockRecord.LENGTH;
    int length = BLOCK + 16;

    byte[] swapped = stream.clone();
    System.arraycopy(stream, second, swapped, first, length);
    System.arraycopy(stream, first, swapped, second, length);
    byte[] exchanged = stream.clone();
    System.arraycopy(other, first, exchanged, first, length);
    for (byte[] wrong : List.of(swapped, exchanged)) {
      assertThatThrownBy(() -> Streams.decode(Checks.mend(wrong)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not authentic");
    }
    assertThat(Streams.decode(Checks.mend(stream))).isEqualTo(bytes);
  }

  @Test
  void anEncryptedStreamCannotBeMadeShorter() throws IOException {
    byte[] stream = Streams.encode(Chain.parse("aes"), BLOCK, Streams.bytes(4 * BLOCK));
    List<Integer> starts = BlockStreamTest.starts(stream);
    byte[] shorter = Arrays.copyOf(stream, starts.get(2) + BlockRecord.LENGTH);
    BlockRecord record = new BlockRecord();
    assertThat(record.read(Streams.marker(shorter), shorter, starts.get(1))).isTrue();
    record.last = true;
    record.write(Streams.marker(shorter), shorter, starts.get(1));
    record.toEnd(2 * BLOCK, 0);
    record.write(Streams.marker(shorter), shorter, starts.get(2));

    assertThatThrownBy(() -> Streams.decode(shorter))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not authentic");
  }
}
