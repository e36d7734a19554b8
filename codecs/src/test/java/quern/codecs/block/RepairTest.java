package quern.codecs.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import quern.codecs.hamming.Correction;

class RepairTest {
  private static final int BLOCK = 4000;

  static List<Chain> chains() {
    return Streams.chains().stream().filter(Chain::corrects).toList();
  }

  private static byte[] mend(Repair repair, byte[] damaged) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    repair.repair(
        position ->
            new ByteArrayInputStream(damaged, (int) position, damaged.length - (int) position),
        damaged.length,
        out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void whatIsNotDamagedStaysAsItIs(Chain chain) throws IOException {
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(3 * BLOCK + 5));
    Repair repair = new Repair();

    assertThat(mend(repair, stream)).isEqualTo(stream);
    assertThat(repair.changedBytes()).isZero();
    assertThat(repair.firstChange()).isEqualTo(-1);
    assertThat(repair.blocks()).isEqualTo(4);
    assertThat(repair.corrected()).isEqualTo(Correction.NONE);
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aBurstIsMendedWhereverItIs(Chain chain) throws IOException {
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(2 * BLOCK + 500));
    Random random = new Random(1);
    for (int at = 0; at < stream.length; at += 7) {
      byte[] damaged = stream.clone();
      int end = Math.min(stream.length, at + 1 + random.nextInt(8));
      for (int i = at; i < end; i++) {
        damaged[i] ^= (byte) (1 + random.nextInt(255));
      }
      Repair repair = new Repair();

      assertThat(mend(repair, damaged)).as("bytes %d to %d", at, end).isEqualTo(stream);
      assertThat(repair.changedBytes()).isEqualTo(end - at);
      assertThat(repair.firstChange()).isEqualTo(at);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void theHeaderIsFoundAtTheEndAndTheEndIsMadeAnew(Chain chain) throws IOException {
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(2 * BLOCK));
    StreamHeader header = StreamHeader.read(Streams.in(stream));
    int begin = header.bytes().length;
    byte[] damaged = stream.clone();
    Arrays.fill(damaged, 0, begin, (byte) 0);

    assertThat(mend(new Repair(), damaged)).isEqualTo(stream);

    damaged = stream.clone();
    Arrays.fill(damaged, stream.length - header.endLength(), stream.length, (byte) 0);

    assertThat(mend(new Repair(), damaged)).isEqualTo(stream);
  }

  @Test
  void whatIsBeyondRepairIsSaidToBe() throws IOException {
    byte[] stream = Streams.encode(Chain.parse("hamming"), BLOCK, Streams.bytes(2 * BLOCK));
    byte[] damaged = stream.clone();
    Arrays.fill(damaged, 1000, 3000, (byte) 1);
    assertThatThrownBy(() -> mend(new Repair(), damaged)).hasMessageContaining("block 0 at byte");

    byte[] cut = Arrays.copyOf(stream, stream.length - 1);
    assertThatThrownBy(() -> mend(new Repair(), cut)).hasMessageContaining("cut off");

    byte[] other = Streams.encode(Chain.parse("huffman"), BLOCK, Streams.bytes(2 * BLOCK));
    assertThatThrownBy(() -> mend(new Repair(), other))
        .hasMessageContaining("huffman, which finds damage and does not correct it");
  }
}
