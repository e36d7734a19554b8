package quern.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.conf.Settings;

/** Segments of map output, as Hadoop writes and reads them. */
class ShuffleFileTest {
  private static final int RECORDS = 5000;

  @TempDir java.nio.file.Path scratch;

  /** IFile takes a codec that gives no compressor for none, and says nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"huffman", "lz4", "snappy+aes", "huffman+hamming", "zstd+aes+hamming"})
  void segmentsAreReallyEncoded(String chain) throws IOException {
    JobConf conf = TestKeys.conf();
    ShuffleCodec codec = new ShuffleCodec();
    Settings.SHUFFLE_CODEC.set(conf, chain);
    codec.setConf(conf);
    Path file = new Path(scratch.resolve("file.out").toUri());
    FileSystem fs = file.getFileSystem(conf);
    long[] ends = new long[3];
    try (FSDataOutputStream out = fs.create(file)) {
      for (int segment = 0; segment < 3; segment++) { // of three partitions, in one file
        IFile.Writer<Text, Text> writer =
            new IFile.Writer<>(conf, out, Text.class, Text.class, codec, new Counters.Counter());
        for (int i = 0; i < (segment == 1 ? 0 : RECORDS); i++) {
          writer.append(key(i), new Text("the same value in each record"));
        }
        writer.close();
        ends[segment] = out.getPos();
        if (segment != 1) {
          assertThat(writer.getCompressedLength()).isLessThan(writer.getRawLength() * 3 / 4);
        }
      }
    }

    byte[] bytes = Files.readAllBytes(scratch.resolve("file.out"));
    String hex = HexFormat.of().formatHex(bytes);
    assertThat(hex)
        .doesNotContain(
            HexFormat.of()
                .formatHex("the same value in each record the".getBytes(StandardCharsets.UTF_8)));
    long start = 0;
    for (int segment = 0; segment < 3; segment++) {
      assertThat(read(conf, fs, file, start, ends[segment] - start, codec))
          .isEqualTo(segment == 1 ? 0 : RECORDS);
      start = ends[segment];
    }
  }

  private static Text key(int i) {
    return new Text("key %05d".formatted(i));
  }

  private static int read(
      JobConf conf, FileSystem fs, Path file, long start, long length, ShuffleCodec codec)
      throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      in.seek(start);
      IFile.Reader<Text, Text> reader =
          new IFile.Reader<>(conf, in, length, codec, new Counters.Counter());
      DataInputBuffer key = new DataInputBuffer();
      DataInputBuffer value = new DataInputBuffer();
      int count = 0;
      while (reader.nextRawKey(key)) {
        reader.nextRawValue(value);
        DataOutputBuffer expected = new DataOutputBuffer();
        key(count).write(expected);
        assertThat(key.getLength() - key.getPosition()).isEqualTo(expected.getLength());
        Text found = new Text();
        found.readFields(key);
        assertThat(found).isEqualTo(key(count++));
      }
      reader.close();
      return count;
    }
  }
}
