package quern.codecs.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import quern.codecs.hamming.Correction;

class BlockStreamTest {
  private static final int BLOCK = 1000;

  static List<Chain> chains() {
    return Streams.chains();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void whatIsWrittenIsReadWhateverItsLength(Chain chain) throws IOException {
    for (int blocks = 0; blocks <= 3; blocks++) {
      for (int length = Math.max(0, blocks * BLOCK - 1); length <= blocks * BLOCK + 1; length++) {
        byte[] bytes = Streams.bytes(length);

        assertThat(Streams.decode(Streams.encode(chain, BLOCK, bytes))).isEqualTo(bytes);
        assertThat(Streams.decodeLean(chain, Streams.lean(chain, BLOCK, bytes))).isEqualTo(bytes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void blocksAreTheSameHoweverTheBytesCome(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(5 * BLOCK + 17);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileBlockWriter writer =
        new FileBlockWriter(
            out, chain, BLOCK, Streams.SEED, Streams.KEY, Streams.KEYS, new Coders());
    for (int i = 0; i < bytes.length; i++) {
      writer.write(bytes, i, 1);
    }
    writer.finish();

    byte[] stream = out.toByteArray();
    assertThat(Streams.decode(stream)).isEqualTo(bytes);
    if (!chain.encrypts()) {
      assertThat(stream).isEqualTo(Streams.encode(chain, BLOCK, bytes));
    } else {
      assertThat(stream).hasSameSizeAs(Streams.encode(chain, BLOCK, bytes));
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aStreamThatIsCutOffAnywhereIsRefused(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(2 * BLOCK + 100);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    byte[] lean = Streams.lean(chain, BLOCK, bytes);

    Coders coders = new Coders();
    for (int length = 0; length < stream.length; length++) {
      byte[] cut = Arrays.copyOf(stream, length);
      assertThatThrownBy(() -> Streams.decode(cut, coders)).isInstanceOf(IOException.class);
    }
    for (int length = 0; length < lean.length; length++) {
      byte[] cut = Arrays.copyOf(lean, length);
      assertThatThrownBy(() -> Streams.decodeLean(chain, cut, coders))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void aBitThatIsFlippedAnywhereIsCorrectedOrRefused(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(2 * BLOCK + 100);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    Coders coders = new Coders();
    int corrected = 0;
    int flipped = 0;
    for (int bit = 0; bit < 8 * stream.length; bit += 7, flipped++) { // EveryBitTest has them all
      byte[] damaged = stream.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      byte[] read;
      try {
        read = Streams.decode(damaged, coders);
      } catch (IOException e) {
        continue;
      }
      corrected++;
      assertThat(read).as("bit %d", bit).isEqualTo(bytes);
    }
    if (chain.corrects()) {
      assertThat(corrected).isEqualTo(flipped);
    } else {
      assertThat(corrected).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void blocksThatAreMissingDoubledOrSwappedAreRefused(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(4 * BLOCK);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    List<Integer> starts = starts(stream);
    byte[] first = Arrays.copyOfRange(stream, starts.get(1), starts.get(2));
    byte[] second = Arrays.copyOfRange(stream, starts.get(2), starts.get(3));
    byte[] before = Arrays.copyOf(stream, starts.get(1));
    byte[] behind = Arrays.copyOfRange(stream, starts.get(3), stream.length);

    assertThat(Streams.decode(join(before, first, second, behind))).isEqualTo(bytes);
    for (byte[] wrong :
        List.of(
            join(before, second, behind),
            join(before, first, behind),
            join(before, first, first, second, behind),
            join(before, second, first, behind))) {
      assertThatThrownBy(() -> Streams.decode(wrong))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("missing, doubled or out of order");
    }
    assertThatThrownBy(() -> Streams.decode(join(before, first, second)))
        .hasMessageContaining("cut off");
  }

  /** Where blocks start, and the end. */
  static List<Integer> starts(byte[] stream) throws IOException {
    FileBlockReader reader =
        FileBlockReader.from(
            Streams.in(stream),
            0,
            StreamHeader.read(Streams.in(stream)),
            Streams.KEYS,
            new Coders());
    List<Integer> starts = new java.util.ArrayList<>();
    while (reader.next()) {
      starts.add((int) reader.position());
    }
    return starts;
  }

  private static byte[] join(byte[]... parts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.write(part);
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("chains")
  void fromAnyPlaceOnItIsReadFromTheNextBlock(Chain chain) throws IOException {
    byte[] bytes = Streams.bytes(4 * BLOCK + 1);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    StreamHeader header = StreamHeader.read(Streams.in(stream));
    List<Integer> starts = starts(stream);
    Coders coders = new Coders();
    for (int from = 0; from <= starts.get(4) + 10; from++) {
      int next = 0;
      while (next < starts.size() && starts.get(next) < from) {
        next++;
      }
      if (from > 300 && from % 5 > 0 && (next == starts.size() || starts.get(next) - from > 9)) {
        continue; // within a block one place is as good as another
      }
      FileBlockReader reader = from(stream, from, header, coders);

      long offset = reader.nextPlainOffset();
      assertThat(offset).isEqualTo(Math.min(bytes.length, next * BLOCK));
      assertThat(Streams.all(reader))
          .as("from %d", from)
          .isEqualTo(Arrays.copyOfRange(bytes, (int) offset, bytes.length));
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void fromWithinTheEndOnThereIsNothing(Chain chain) throws IOException {
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(3 * BLOCK));
    StreamHeader header = StreamHeader.read(Streams.in(stream));
    for (int back = 1; back < header.endLength(); back++) {
      assertThat(Streams.all(from(stream, stream.length - back, header))).isEmpty();
    }
  }

  @Test
  void withoutAnEndThereIsNothingToFind() throws IOException {
    byte[] stream = Streams.encode(Chain.parse("huffman"), BLOCK, Streams.bytes(3 * BLOCK));
    StreamHeader header = StreamHeader.read(Streams.in(stream));
    byte[] cut = Arrays.copyOf(stream, stream.length - 1);

    assertThatThrownBy(() -> from(cut, cut.length - 10, header))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found none");
  }

  static FileBlockReader from(byte[] stream, int from, StreamHeader header) throws IOException {
    return from(stream, from, header, new Coders());
  }

  private static FileBlockReader from(byte[] stream, int from, StreamHeader header, Coders coders)
      throws IOException {
    int seek = (int) FileBlockReader.seekTo(from, header);
    byte[] rest = Arrays.copyOfRange(stream, seek, stream.length);
    return FileBlockReader.from(Streams.in(rest), from, header, Streams.KEYS, coders);
  }

  @Test
  void streamsOneAfterTheOtherAreReadAsOneAndOnlyAsAWhole() throws IOException {
    Chain chain = Chain.parse("huffman+hamming");
    byte[] one = Streams.encode(chain, BLOCK, Streams.bytes(1500));
    byte[] two = join(one, Streams.encode(Chain.parse("lz4"), BLOCK, Streams.bytes(10)));

    assertThat(Streams.decode(two)).isEqualTo(join(Streams.bytes(1500), Streams.bytes(10)));

    StreamHeader header = StreamHeader.read(Streams.in(two));
    FileBlockReader split =
        FileBlockReader.from(Streams.in(two), 0, header, Streams.KEYS, new Coders());
    assertThatThrownBy(() -> Streams.all(split)).hasMessageContaining("another stream follows");
  }

  @Test
  void nothingCanBeAppendedToWhatIsEncrypted() throws IOException {
    byte[] stream = Streams.encode(Chain.parse("aes"), BLOCK, Streams.bytes(1500));

    assertThatThrownBy(() -> Streams.decode(join(stream, stream)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("appended");
  }

  @Test
  void aHeadThatIsLostIsTakenFromTheTail() throws IOException {
    Chain chain = Chain.parse("snappy+hamming");
    byte[] bytes = Streams.bytes(3 * BLOCK);
    byte[] stream = Streams.encode(chain, BLOCK, bytes);
    int start = starts(stream).get(1);
    Arrays.fill(stream, start, start + 3 * BlockRecord.LENGTH, (byte) 0x55);

    assertThat(Streams.decode(stream)).isEqualTo(bytes);
  }

  @Test
  void aNewerVersionIsSaidToBeOne() throws IOException {
    byte[] stream = Streams.encode(Chain.parse("huffman"), BLOCK, Streams.bytes(10));
    stream[4] = 2;

    assertThatThrownBy(() -> Streams.decode(stream))
        .hasMessageContaining("newer version of Quern")
        .hasMessageContaining("its format is 2");
  }

  @Test
  void somethingElseIsSaidToBeSomethingElse() {
    assertThatThrownBy(
            () -> Streams.decode("a,b\n1,2\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasMessageContaining("not a file of Quern's blocks");
    assertThatThrownBy(() -> Streams.decode(new byte[0])).hasMessageContaining("empty");
  }

  @Test
  void eachStreamOfOneWriterIsEncryptedAnew() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileBlockWriter writer =
        new FileBlockWriter(
            out, Chain.parse("aes"), BLOCK, Streams.SEED, Streams.KEY, Streams.KEYS, new Coders());
    byte[] bytes = Streams.bytes(100);
    writer.write(bytes, 0, 100);
    writer.finish();
    byte[] first = out.toByteArray();
    out.reset();
    writer.restart();
    writer.write(bytes, 0, 100);
    writer.finish();

    assertThat(out.toByteArray()).isNotEqualTo(first).hasSameSizeAs(first);
    assertThat(Streams.decode(out.toByteArray())).isEqualTo(bytes);
  }

  @Test
  void codersServeOneStreamAtATime() throws IOException {
    Coders coders = new Coders();
    byte[] stream = Streams.encode(Chain.parse("huffman"), BLOCK, Streams.bytes(10));
    FileBlockReader first = FileBlockReader.whole(Streams.in(stream), Streams.KEYS, coders);
    assertThat(Streams.all(FileBlockReader.whole(Streams.in(stream), Streams.KEYS, coders)))
        .hasSize(10);

    assertThatThrownBy(first::next).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatIsCorrectedIsCounted() throws IOException {
    Chain chain = Chain.parse("hamming");
    byte[] stream = Streams.encode(chain, BLOCK, Streams.bytes(BLOCK));
    stream[stream.length / 2] ^= 1;
    FileBlockReader reader = FileBlockReader.whole(Streams.in(stream), Streams.KEYS, new Coders());
    Streams.all(reader);

    assertThat(reader.corrected()).isNotEqualTo(Correction.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "snappy, .snappy, snappy",
    "huffman, .huff, huffman",
    "Huff+AES, .huff.aes, huffman+aes",
    "snappy + aes + hamming, .snappy.aes.ham, snappy+aes+hamming",
    "zst+hamming, .zst.ham, zstd+hamming",
    "gz+aes, .gz.aes, gzip+aes",
  })
  void aChainIsReadAsItIsWritten(String text, String extension, String name) {
    assertThat(Chain.parse(text)).hasToString(name);
    assertThat(Chain.parse(text).extension()).isEqualTo(extension);
    assertThat(Chain.parse(name)).isEqualTo(Chain.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "aes+snappy, what is encrypted does not compress",
    "hamming+snappy, would not be protected",
    "hamming+aes, corrected before it is decrypted",
    "snappy+zstd, compressed once",
    "aes+aes, twice",
    "hamming+hamming, twice",
    "bzip2+aes, cannot be part of a chain",
    "snapy+aes, Did you mean 'snappy'",
    "snappy+, cannot be part of a chain",
  })
  void anyOtherOrderIsRefusedWithTheReason(String text, String why) {
    assertThatThrownBy(() -> Chain.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theMarkerTellsNothingOfWhatIsEncryptedAndCannotBeKnownFromTheSeedElse() throws IOException {
    byte[] one = Streams.bytes(100);
    byte[] other = Streams.bytes(101);
    for (Chain chain : chains()) {
      Marker first = Streams.marker(Streams.encode(chain, BLOCK, one));
      assertThat(Streams.marker(Streams.encode(chain, BLOCK, one))).isEqualTo(first);
      assertThat(Streams.marker(Streams.encode(chain, BLOCK, other)).equals(first))
          .isEqualTo(chain.encrypts());
    }
  }
}
