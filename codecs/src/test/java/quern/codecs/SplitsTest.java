package quern.codecs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.block.Coders;
import quern.codecs.block.FileBlockReader;
import quern.codecs.block.StreamHeader;
import quern.codecs.keys.JobDataKeys;
import quern.conf.Settings;

/** Files of blocks read in splits by Hadoop's own text input. */
class SplitsTest {
  private static final int BLOCK = 16;

  private final Configuration conf = TestKeys.conf();

  @TempDir java.nio.file.Path scratch;

  @BeforeEach
  void smallBlocks() {
    Settings.CODEC_BLOCK_BYTES.set(conf, BLOCK);
  }

  private Path write(String codec, String text) throws IOException {
    Codec named = Codecs.forName(codec).orElseThrow();
    named.configureOutput(conf);
    CompressionCodec hadoop = named.create(conf);
    java.nio.file.Path file = scratch.resolve("text.csv" + hadoop.getDefaultExtension());
    try (OutputStream out = hadoop.createOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
    return new Path(file.toUri());
  }

  private List<String> lines(Path file, long start, long end) throws IOException {
    FileSplit split = new FileSplit(file, start, end - start, new String[0]);
    List<String> lines = new ArrayList<>();
    try (LineRecordReader reader = new LineRecordReader()) {
      reader.initialize(split, new TaskAttemptContextImpl(conf, new TaskAttemptID()));
      while (reader.nextKeyValue()) {
        lines.add(reader.getCurrentValue().toString());
      }
    }
    return lines;
  }

  /**
   * Where to split a file: around the start of each block and of the end, and here and there
   * between, where one offset is as good as another.
   */
  private SortedSet<Long> offsets(Path file, long length) throws IOException {
    SortedSet<Long> offsets = new TreeSet<>();
    try (FSDataInputStream in = file.getFileSystem(conf).open(file)) {
      StreamHeader header = StreamHeader.read((InputStream) in);
      in.seek(0);
      FileBlockReader reader =
          FileBlockReader.from(in, 0, header, JobDataKeys.of(conf), new Coders());
      while (reader.next()) {
        around(reader.position(), offsets);
      }
      around(reader.nextPosition(), offsets);
    }
    for (long at = 1; at < length; at += 61) {
      offsets.add(at);
    }
    offsets.add(length - 1);
    return offsets.subSet(1L, length);
  }

  private static void around(long position, SortedSet<Long> offsets) {
    for (long at = position - 2; at <= position + 2; at++) {
      offsets.add(at);
    }
  }

  private void readsEachLineOnce(String codec, String text) throws IOException {
    Path file = write(codec, text);
    long length = file.getFileSystem(conf).getFileStatus(file).getLen();
    List<String> whole = lines(file, 0, length);
    assertThat(whole).isEqualTo(text.lines().toList());
    for (long at : offsets(file, length)) {
      List<String> lines = lines(file, 0, at);
      lines.addAll(lines(file, at, length));
      assertThat(lines).as("split at %d of %d", at, length).isEqualTo(whole);
    }
    for (long size : new long[] {29, 100, 333}) {
      List<String> lines = new ArrayList<>();
      for (long at = 0; at < length; at += size) {
        lines.addAll(lines(file, at, Math.min(length, at + size)));
      }
      assertThat(lines).as("splits of %d", size).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"huffman", "aes", "hamming", "snappy+aes+hamming", "zstd+aes"})
  void eachSplitOffsetGivesEachLineOnceWhereBlocksEndInLines(String codec) throws IOException {
    StringBuilder text = new StringBuilder();
    Random random = new Random(3);
    for (int i = 0; i < 8; i++) {
      text.append(i).append("x".repeat(random.nextInt(40))).append('\n');
    }

    readsEachLineOnce(codec, text.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"huffman", "snappy+aes+hamming"})
  void andWhereTheyEndOnLineEnds(String codec) throws IOException {
    String fifteen = "123456789012345";
    readsEachLineOnce(codec, (fifteen + "\n").repeat(6)); // each block ends on LF
    readsEachLineOnce(codec, (fifteen + "\r").repeat(6)); // each ends on CR
    readsEachLineOnce(codec, (fifteen + "\r\n" + fifteen.substring(1) + "\n").repeat(4)); // in CRLF
    readsEachLineOnce(codec, (fifteen + "\r\n" + "\n" + fifteen.substring(2)).repeat(4) + "\n");
    readsEachLineOnce(codec, "\n".repeat(50));
    readsEachLineOnce(codec, "\r\n".repeat(25));
  }

  @Test
  void aLongLineGoesThroughManySplits() throws IOException {
    readsEachLineOnce("huffman+hamming", "a\n" + "b".repeat(200) + "\nc\n\nd");
  }

  @Test
  void nothingAndOneByteAreRead() throws IOException {
    readsEachLineOnce("huffman", "");
    readsEachLineOnce("aes+hamming", "");
    readsEachLineOnce("huffman", "a");
  }

  @Test
  void hadoopSplitsThemAndFindsTheirCodecByTheExtension() throws IOException {
    Path file = write("snappy+aes+hamming", "a\nb\n");
    assertThat(file.getName()).isEqualTo("text.csv.snappy.aes.ham");
    assertThat(new CompressionCodecFactory(new Configuration()).getCodec(file))
        .isInstanceOf(HammingCodec.class);
    assertThat(
            new TextInputFormat() {
              boolean splits() {
                return isSplitable(new JobContextImpl(conf, new JobID()), file);
              }
            }.splits())
        .isTrue();
  }
}
