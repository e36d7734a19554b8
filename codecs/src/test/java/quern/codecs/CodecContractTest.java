package quern.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.MapFile;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.conf.Settings;

/** What Hadoop asks of a codec, of each one and of chains of coders. */
class CodecContractTest {
  private static final int BLOCK = 1000;
  private static final JobConf CONF = TestKeys.conf();
  private static final Map<String, CompressionCodec> CODECS = new LinkedHashMap<>();

  static {
    Settings.CODEC_BLOCK_BYTES.set(CONF, BLOCK);
    Settings.SHUFFLE_BLOCK_BYTES.set(CONF, BLOCK);
    Codecs.all().forEach(codec -> add(codec.name(), codec));
    for (String chain :
        List.of("huffman+aes", "lz4+aes", "snappy+aes+hamming", "zstd+hamming", "gzip+hamming")) {
      add(chain, Codecs.forName(chain).orElseThrow());
    }
    for (String chain : List.of("huffman", "lz4+aes", "zstd+hamming")) {
      Configuration conf = new Configuration(CONF);
      Settings.SHUFFLE_CODEC.set(conf, chain);
      ShuffleCodec codec = new ShuffleCodec();
      codec.setConf(withCredentials(conf));
      CODECS.put("shuffle " + chain, codec);
    }
  }

  @TempDir java.nio.file.Path scratch;

  private static void add(String name, Codec codec) {
    Configuration conf = new Configuration(CONF);
    codec.configureOutput(conf);
    CODECS.put(name, codec.create(withCredentials(conf)));
  }

  private static Configuration withCredentials(Configuration conf) {
    JobConf job = new JobConf(conf);
    job.setCredentials(CONF.getCredentials());
    return job;
  }

  static List<String> names() {
    return List.copyOf(CODECS.keySet());
  }

  /** Without gzip, which there needs Hadoop's native library. */
  static List<String> namesForSequenceFiles() {
    return CODECS.keySet().stream().filter(name -> !name.equals("gzip")).toList();
  }

  /** Those that are Quern's. */
  static List<String> ownNames() {
    return CODECS.keySet().stream()
        .filter(name -> CODECS.get(name).getClass().getName().startsWith("quern."))
        .toList();
  }

  private static CompressionCodec codec(String name) {
    return CODECS.get(name);
  }

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      text[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : 'a' + i % 7);
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
  @MethodSource("names")
  void bytesAroundTheEndsOfBlocksComeBack(String name) throws IOException {
    CompressionCodec codec = codec(name);
    for (int blocks = 0; blocks <= 3; blocks++) {
      for (int length = Math.max(0, blocks * BLOCK - 1); length <= blocks * BLOCK + 1; length++) {
        assertThat(decode(codec, encode(codec, text(length)))).isEqualTo(text(length));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void bytesAreWrittenAndReadOneByOneOrSkipped(String name) throws IOException {
    CompressionCodec codec = codec(name);
    byte[] bytes = text(2 * BLOCK + 3);
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (OutputStream out = codec.createOutputStream(encoded)) {
      for (byte b : bytes) {
        out.write(b);
      }
      out.flush();
    }

    InputStream in = codec.createInputStream(new ByteArrayInputStream(encoded.toByteArray()));
    assertThat(in.read(new byte[1], 0, 0)).isZero();
    for (int i = 0; i < BLOCK + 1; i++) {
      assertThat(in.read()).isEqualTo(bytes[i] & 0xff);
    }
    in.skipNBytes(BLOCK);
    assertThat(in.read()).isEqualTo(bytes[2 * BLOCK + 1] & 0xff);
    assertThat(in.readAllBytes()).containsExactly(bytes[2 * BLOCK + 2]);
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[5])).isEqualTo(-1);
    in.close();
    in.close();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aCompressorServesCodecsInTurnWhateverBecameOfItsLastStream(String name) throws IOException {
    CompressionCodec codec = codec(name);
    byte[] bytes = text(3 * BLOCK);
    byte[] encoded = encode(codec, bytes);
    Random random = new Random(1);
    for (String other : names()) {
      byte[] others = encode(codec(other), text(2500));

      Compressor abandoned = CodecPool.getCompressor(codec);
      OutputStream out = codec.createOutputStream(OutputStream.nullOutputStream(), abandoned);
      out.write(text(1500));
      CodecPool.returnCompressor(abandoned);

      Decompressor half = CodecPool.getDecompressor(codec);
      InputStream in = codec.createInputStream(new ByteArrayInputStream(encoded), half);
      in.readNBytes(1500);
      CodecPool.returnDecompressor(half);

      byte[] damaged = encoded.clone();
      damaged[random.nextInt(damaged.length)] ^= 0x10;
      damaged[random.nextInt(damaged.length)] ^= 0x10;
      try {
        decode(codec, damaged);
      } catch (IOException | RuntimeException e) {
        // as may be: stock codecs throw what they like
      }

      assertThat(decode(codec(other), others)).as("then %s", other).isEqualTo(text(2500));
      assertThat(decode(codec, encode(codec, bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void twoStreamsAreReadInTurns(String name) throws IOException {
    CompressionCodec codec = codec(name);
    Decompressor one = CodecPool.getDecompressor(codec);
    Decompressor two = CodecPool.getDecompressor(codec);
    byte[] bytes = text(2500);
    InputStream first =
        codec.createInputStream(new ByteArrayInputStream(encode(codec, bytes)), one);
    InputStream second =
        codec.createInputStream(new ByteArrayInputStream(encode(codec, bytes)), two);
    for (int i = 0; i < 2500; i += 500) {
      byte[] part = Arrays.copyOfRange(bytes, i, i + 500);
      assertThat(first.readNBytes(500)).isEqualTo(part);
      assertThat(second.readNBytes(500)).isEqualTo(part);
    }
    CodecPool.returnDecompressor(one);
    CodecPool.returnDecompressor(two);
  }

  @ParameterizedTest
  @MethodSource("names")
  void resetStateBeginsAnotherStream(String name) throws IOException {
    CompressionCodec codec = codec(name);
    List<byte[]> streams = new ArrayList<>();
    DataOutputBuffer written = new DataOutputBuffer();
    Compressor compressor = CodecPool.getCompressor(codec);
    CompressionOutputStream out = codec.createOutputStream(written, compressor);
    int[] lengths = {10, 0, 2 * BLOCK, 1};
    for (int length : lengths) {
      out.resetState();
      written.reset();
      out.write(text(length));
      out.flush();
      out.finish();
      streams.add(Arrays.copyOf(written.getData(), written.getLength()));
    }
    CodecPool.returnCompressor(compressor);

    DataInputBuffer read = new DataInputBuffer();
    read.reset(streams.get(0), streams.get(0).length);
    CompressionInputStream in = codec.createInputStream(read, CodecPool.getDecompressor(codec));
    for (int i = 0; i < lengths.length; i++) {
      read.reset(streams.get(i), streams.get(i).length);
      in.resetState();
      assertThat(in.readAllBytes()).isEqualTo(text(lengths[i]));
    }
  }

  @ParameterizedTest
  @MethodSource("namesForSequenceFiles")
  void sequenceFilesAreWrittenAndRead(String name) throws IOException {
    CompressionCodec codec = codec(name);
    Configuration conf = ((Configurable) codec).getConf();
    for (CompressionType type : List.of(CompressionType.RECORD, CompressionType.BLOCK)) {
      Path file = new Path(scratch.resolve(type + ".seq").toUri());
      try (SequenceFile.Writer writer =
          SequenceFile.createWriter(
              conf,
              SequenceFile.Writer.file(file),
              SequenceFile.Writer.keyClass(IntWritable.class),
              SequenceFile.Writer.valueClass(BytesWritable.class),
              SequenceFile.Writer.compression(type, codec))) {
        for (int i = 0; i < 200; i++) {
          writer.append(new IntWritable(i), new BytesWritable(text(i % 7 * 30)));
          if (i % 50 == 49) {
            writer.sync();
          }
        }
      }
      try (SequenceFile.Reader reader =
          new SequenceFile.Reader(conf, SequenceFile.Reader.file(file))) {
        IntWritable key = new IntWritable();
        BytesWritable value = new BytesWritable();
        for (int i = 0; i < 200; i++) {
          assertThat(reader.next(key, value)).isTrue();
          assertThat(key.get()).isEqualTo(i);
          assertThat(value.copyBytes()).isEqualTo(text(i % 7 * 30));
        }
        assertThat(reader.next(key, value)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("namesForSequenceFiles")
  void recordsAreFoundInMapFiles(String name) throws IOException {
    CompressionCodec codec = codec(name);
    Configuration conf = ((Configurable) codec).getConf();
    Path file = new Path(scratch.resolve("map").toUri());
    try (MapFile.Writer writer =
        new MapFile.Writer(
            conf,
            file,
            MapFile.Writer.keyClass(IntWritable.class),
            SequenceFile.Writer.valueClass(BytesWritable.class),
            SequenceFile.Writer.compression(CompressionType.BLOCK, codec))) {
      writer.setIndexInterval(10);
      for (int i = 0; i < 300; i++) {
        writer.append(new IntWritable(i), new BytesWritable(text(i)));
      }
    }
    try (MapFile.Reader reader = new MapFile.Reader(file, conf)) {
      BytesWritable value = new BytesWritable();
      for (int i : new int[] {299, 0, 150, 7, 299}) {
        assertThat(reader.get(new IntWritable(i), value)).isNotNull();
        assertThat(value.copyBytes()).isEqualTo(text(i));
      }
      assertThat(reader.get(new IntWritable(300), value)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("ownNames")
  void aClosedStreamIsNotWrittenTo(String name) throws IOException {
    CompressionCodec codec = codec(name);
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    OutputStream out = codec.createOutputStream(encoded);
    out.close();
    int length = encoded.size();
    out.close();

    assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    assertThat(encoded.size()).isEqualTo(length);
  }

  @ParameterizedTest
  @MethodSource("ownNames")
  void aStreamThatCouldNotBeReadStaysSo(String name) throws IOException {
    CompressionCodec codec = codec(name);
    byte[] encoded = encode(codec, text(20 * BLOCK));
    Arrays.fill(encoded, encoded.length / 2, encoded.length / 2 + BLOCK, (byte) 7);
    InputStream in = codec.createInputStream(new ByteArrayInputStream(encoded));

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    assertThatThrownBy(in::read).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> in.read(new byte[10])).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip", "deflate", "bzip2"})
  void hadoopsOwnCodecsReadOursAndAreRead(String name) throws IOException {
    CompressionCodec ours = codec(name);
    CompressionCodec theirs = ReflectionUtils.newInstance(hadoops(name), CONF);
    for (int length : new int[] {1, 1000, 700_001}) {
      byte[] bytes = text(length);
      assertThat(decode(theirs, encode(ours, bytes))).isEqualTo(bytes);
      assertThat(decode(ours, encode(theirs, bytes))).isEqualTo(bytes);
    }
  }

  /** Those that work without the native library. */
  private static Class<? extends CompressionCodec> hadoops(String name) {
    return switch (name) {
      case "snappy" -> SnappyCodec.class;
      case "gzip" -> GzipCodec.class;
      case "deflate" -> DefaultCodec.class;
      default -> BZip2Codec.class;
    };
  }
}
