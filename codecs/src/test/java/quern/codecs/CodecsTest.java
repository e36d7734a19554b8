package quern.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import quern.conf.Settings;

class CodecsTest {
  private static final Configuration CONF = TestKeys.conf();

  static List<Codec> all() {
    return Codecs.all();
  }

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    Random random = new Random(5);
    for (int i = 0; i < length; i++) {
      text[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 'a' + i % 7);
    }
    return text;
  }

  private static byte[] encode(CompressionCodec codec, byte[] bytes) throws IOException {
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    Compressor compressor = CodecPool.getCompressor(codec);
    try (OutputStream out = codec.createOutputStream(encoded, compressor)) {
      out.write(bytes);
    } finally {
      CodecPool.returnCompressor(compressor);
    }
    return encoded.toByteArray();
  }

  private static byte[] decode(CompressionCodec codec, byte[] bytes) throws IOException {
    Decompressor decompressor = CodecPool.getDecompressor(codec);
    try (InputStream in = codec.createInputStream(new ByteArrayInputStream(bytes), decompressor)) {
      return in.readAllBytes();
    } finally {
      CodecPool.returnDecompressor(decompressor);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatWasEncodedIsDecodedWithoutNativeCode(Codec named) throws IOException {
    CompressionCodec codec = named.create(CONF);
    for (int length : new int[] {1, 100, 65_536, 1_000_003}) {
      byte[] bytes = text(length);

      byte[] encoded = encode(codec, bytes);

      assertThat(decode(codec, encoded)).isEqualTo(bytes);
    }
    if (named.chain() == null || named.chain().compression() != null) {
      assertThat(encode(codec, new byte[100_000])).hasSizeLessThan(10_000);
    }
    assertThat(codec.getDefaultExtension()).isEqualTo(named.extension());
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingIsEncodedAsNothing(Codec named) throws IOException {
    CompressionCodec codec = named.create(CONF);

    assertThat(decode(codec, encode(codec, new byte[0]))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void streamsOneAfterTheOtherAreDecodedAsOne(Codec named) throws IOException {
    CompressionCodec codec = named.create(CONF);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(encode(codec, text(70_000)));
    both.write(encode(codec, text(5)));

    if (named.encrypts()) { // or anybody could append
      assertThatThrownBy(() -> decode(codec, both.toByteArray())).hasMessageContaining("appended");
    } else {
      assertThat(decode(codec, both.toByteArray())).hasSize(70_005);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aStreamThatIsCutOffLosesNothingSilently(Codec named) throws IOException {
    CompressionCodec codec = named.create(CONF);
    byte[] encoded = encode(codec, text(500));
    // Not before: a header alone, of a block or a file, is taken for an empty stream.
    for (int length = 10; length < encoded.length; length++) {
      byte[] found;
      try {
        found = decode(codec, Arrays.copyOf(encoded, length));
      } catch (IOException | RuntimeException e) {
        continue;
      }
      // Of bzip2, the last bytes are a checksum and hold no data.
      assertThat(found).as("the first %d of %d bytes", length, encoded.length).isEqualTo(text(500));
    }
  }

  @Test
  void hadoopsOwnSnappyReadsOursAndIsRead() throws IOException {
    CompressionCodec ours = Codecs.forName("snappy").orElseThrow().create(CONF);
    SnappyCodec theirs = new SnappyCodec();
    theirs.setConf(CONF);
    byte[] bytes = text(700_001);

    assertThat(decode(theirs, encode(ours, bytes))).isEqualTo(bytes);
    assertThat(decode(ours, encode(theirs, bytes))).isEqualTo(bytes);
  }

  @Test
  void aFileOfGzipItselfIsRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text(100));
    }

    CompressionCodec codec = Codecs.forName("gz").orElseThrow().create(CONF);

    assertThat(decode(codec, bytes.toByteArray())).isEqualTo(text(100));
  }

  @ParameterizedTest
  @CsvSource({
    "a/part-m-00000.csv.gz, gzip",
    "x.BZ2, bzip2",
    "x.csv.snappy, snappy",
    "x.csv.zst, zstd",
    "x.lz4, lz4",
    "x.deflate, deflate",
    "x.csv, ",
    "gz, "
  })
  void theExtensionTellsTheCodec(String path, String name) {
    assertThat(Codecs.forPath(new Path(path)).map(Codec::name).orElse(null)).isEqualTo(name);
  }

  @Test
  void noneIsNoCodec() {
    assertThat(Codecs.forName("none")).isEmpty();
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNamesThereAre() {
    assertThatThrownBy(() -> Codecs.forName("gzpi"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no codec is called 'gzpi'. Did you mean 'gzip'? The codecs are: none, snappy, gzip,"
                + " zstd, bzip2, lz4, deflate, huffman, aes, hamming; and chains like"
                + " snappy+aes+hamming");
  }

  @Property(tries = 30)
  void anyBytesComeBackFromEachCodec(@ForAll byte[] bytes) throws IOException {
    for (Codec named : Codecs.all()) {
      CompressionCodec codec = named.create(CONF);
      assertThat(decode(codec, encode(codec, bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void aStandardFormatIsNotWrittenInBlocksUnderItsExtension() {
    Configuration conf = new Configuration();
    Settings.CODEC_CHAIN.set(conf, "snappy");
    ChainCodec codec = new ChainCodec();
    codec.setConf(conf);

    assertThatThrownBy(codec::getDefaultExtension)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("snappy alone is a standard format");
  }
}
