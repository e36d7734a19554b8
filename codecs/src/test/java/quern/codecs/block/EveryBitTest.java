package quern.codecs.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flips each bit of streams of 64 KiB, one at a time. Of a stream only the blocks around the bit
 * are read, since the others are what they were; BlockStreamTest reads short streams as a whole.
 */
class EveryBitTest {
  private static final int STREAM = 64 << 10;
  private static final int BLOCK = 512;

  private static final boolean ALL = Boolean.getBoolean("quern.every-bit");

  /** Which bits are flipped where all of them would take too long: one in so many. */
  private static final int STEP = ALL ? 1 : 7;

  private static final int CHAIN_STEP = ALL ? 1 : 61;

  private enum Mender {
    /** Chance: a bit flips. */
    NONE,
    /** Malice: and the checksums are set right, so that only the key is left to tell. */
    CHECKS
  }

  @ParameterizedTest
  @ValueSource(strings = {"huffman", "aes", "hamming"})
  void eachBitOfEachCoderIsCorrectedOrItsDamageRefused(String chain) throws IOException {
    flip(Chain.parse(chain), Mender.NONE, 1);
  }

  @Test
  void aBitThatIsFlippedOnPurposeIsFoundByTheKey() throws IOException {
    flip(Chain.parse("aes"), Mender.CHECKS, STEP);
  }

  @ParameterizedTest
  @MethodSource("quern.codecs.block.Streams#chains")
  void andSomeOfEachChain(Chain chain) throws IOException {
    flip(chain, Mender.NONE, CHAIN_STEP);
    if (chain.encrypts()) {
      flip(chain, Mender.CHECKS, CHAIN_STEP);
    }
  }

  private static void flip(Chain chain, Mender mender, int step) throws IOException {
    byte[] bytes = Streams.bytes(STREAM);
    while (Streams.encode(chain, BLOCK, bytes).length < STREAM) {
      bytes = Streams.bytes(bytes.length + 4 * BLOCK + 1);
    }
    Stream stream = new Stream(chain, bytes);
    AtomicLong right = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    IntStream.range(0, stream.starts.size())
        .parallel()
        .forEach(
            block -> {
              Damaged damaged = new Damaged(stream, mender);
              int first = 8 * stream.starts.get(block);
              for (int bit = first; bit < 8 * stream.endOf(block); bit++) {
                if (bit % step == 0) {
                  (damaged.isRight(bit, block) ? right : refused).incrementAndGet();
                }
              }
            });

    assertThat(right.get() + refused.get())
        .isEqualTo((8L * stream.stored.length + step - 1) / step)
        .isGreaterThanOrEqualTo(8L * STREAM / step);
    if (mender == Mender.NONE) {
      assertThat(chain.corrects() ? refused : right).hasValue(0);
    } else {
      // What is right is what was set right, and parity that nobody has a need of.
      assertThat(refused).hasPositiveValue();
    }
  }

  /** A stream that is right, and where its blocks and its end start. */
  private static final class Stream {
    final byte[] plain;
    final byte[] stored;
    final List<Integer> starts;
    final StreamHeader header;

    Stream(Chain chain, byte[] plain) throws IOException {
      this.plain = plain;
      stored = Streams.encode(chain, BLOCK, plain);
      starts = BlockStreamTest.starts(stored);
      header = StreamHeader.read(Streams.in(stored));
    }

    int contentOf(int block) {
      return starts.get(block) + (header.chain().corrects() ? 3 : 1) * BlockRecord.LENGTH;
    }

    int endOf(int block) {
      return block + 1 < starts.size() ? starts.get(block + 1) : stored.length;
    }
  }

  /** For one thread: the stream with a bit that is flipped, and back. */
  private static final class Damaged {
    private final Stream stream;
    private final Mender mender;
    private final byte[] stored;
    private final Coders coders = new Coders();

    Damaged(Stream stream, Mender mender) {
      this.stream = stream;
      this.mender = mender;
      this.stored = stream.stored.clone();
    }

    /** Whether the blocks around the bit are read as they were; else they are refused. */
    boolean isRight(int bit, int block) {
      stored[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        byte[] bytes = mender == Mender.NONE ? stored : Checks.mend(stored);
        // A head that is damaged is not found, but missed by who comes from the block before.
        read(bytes, bit / 8 < stream.contentOf(block) ? block - 1 : block, block + 1);
        return true;
      } catch (IOException e) {
        return false;
      } catch (RuntimeException e) {
        throw new AssertionError("bit " + bit, e);
      } finally {
        stored[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }

    private void read(byte[] bytes, int first, int last) throws IOException {
      int number = Math.max(0, first);
      FileBlockReader reader;
      if (number == 0) {
        reader = FileBlockReader.whole(new ByteArrayInputStream(bytes), Streams.KEYS, coders);
      } else {
        int from = stream.starts.get(number);
        int seek = (int) FileBlockReader.seekTo(from, stream.header);
        InputStream in = new ByteArrayInputStream(bytes, seek, bytes.length - seek);
        reader = FileBlockReader.from(in, from, stream.header, Streams.KEYS, coders);
      }
      for (; number <= last; number++) {
        int from = Math.min(number * BLOCK, stream.plain.length);
        int to = Math.min(from + BLOCK, stream.plain.length);
        if (reader.next() != from < to
            || !Arrays.equals(stream.plain, from, to, reader.bytes(), 0, reader.length())) {
          throw new AssertionError("block %d has other bytes".formatted(number));
        }
      }
    }
  }
}
