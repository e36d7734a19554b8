package quern.records.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.Codecs;
import quern.conf.Settings;
import quern.records.QuernException;

/** Every word once, whatever the splits. */
class TextBatchReaderTest {
  @TempDir private Path scratch;
  private final Configuration conf = new Configuration();

  private static List<String> words(String text) {
    return Stream.of(text.split("[ \t\n\r\f]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /** Reads all splits, in order; runs do not cut words, so each can be taken apart by itself. */
  private List<String> read(long splitBytes) throws Exception {
    Job job = Job.getInstance(conf);
    TextBatchInputFormat.configure(job.getConfiguration());
    FileInputFormat.setInputPaths(job, scratch.toString());
    FileInputFormat.setMinInputSplitSize(job, 1);
    FileInputFormat.setMaxInputSplitSize(job, splitBytes);
    List<String> words = new ArrayList<>();
    TextBatchInputFormat format = new TextBatchInputFormat();
    for (InputSplit split : format.getSplits(job)) {
      TaskAttemptContextImpl context =
          new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
      try (RecordReader<?, TextBatch> reader = format.createRecordReader(split, context)) {
        reader.initialize(split, context);
        while (reader.nextKeyValue()) {
          TextBatch batch = reader.getCurrentValue();
          assertThat(batch.bytes().length - batch.to()).isGreaterThanOrEqualTo(TextBatch.SLACK);
          words.addAll(
              words(new String(batch.bytes(), batch.from(), batch.to() - batch.from(), UTF_8)));
        }
        assertThat(reader.getProgress()).isEqualTo(1);
      }
    }
    return words;
  }

  private static String text(long seed, int words, String between) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append("w").append(random.nextInt(1000)).append("ö".repeat(random.nextInt(9)));
      text.append(between.charAt(random.nextInt(between.length())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 7, 64, 1000, 1 << 20})
  void everyWordIsReadOnceWhateverTheSplits(long splitBytes) throws Exception {
    String some = text(1, 300, " \t\n\r\f");
    String more = text(2, 200, "  \n\n\n");
    Files.writeString(scratch.resolve("a.txt"), some);
    Files.writeString(scratch.resolve("b.txt"), more + "no line end");
    Files.writeString(scratch.resolve("c.txt"), "");
    Files.writeString(scratch.resolve("d.txt"), "\n\n \n");

    List<String> expected = new ArrayList<>(words(some));
    expected.addAll(words(more + "no line end"));
    assertThat(read(splitBytes)).isEqualTo(expected);
  }

  @Test
  void aLineMayBeLongerThanAnySplitAndAnyBuffer() throws Exception {
    String text = text(3, 400_000, " ");
    Files.writeString(scratch.resolve("a.txt"), "first\n" + text + "\nlast");

    List<String> expected = new ArrayList<>(List.of("first"));
    expected.addAll(words(text));
    expected.add("last");
    assertThat(read(300_000)).isEqualTo(expected);
  }

  @Test
  void aWordMayBeLongerThanTheBufferUpToALimit() throws Exception {
    String word = "x".repeat(3 << 20);
    Files.writeString(scratch.resolve("a.txt"), "a " + word + " b\n");

    assertThat(read(1 << 20)).containsExactly("a", word, "b");

    Settings.CSV_MAX_ROW_BYTES.set(conf, 2 << 20);
    assertThatThrownBy(() -> read(1 << 20))
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("a.txt: expected words of up to 2097152 bytes")
        .hasMessageContaining("at byte 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "snappy", "huff", "ham"})
  void encodedFilesAreReadWholeOrSplitAtTheirBlocks(String extension) throws Exception {
    Codecs.register(conf);
    Settings.CODEC_BLOCK_BYTES.set(conf, 1 << 12);
    String text = text(4, 20_000, " \n");
    Path file = scratch.resolve("a.txt." + extension);
    CompressionCodec codec =
        new CompressionCodecFactory(conf)
            .getCodec(new org.apache.hadoop.fs.Path(file.toUri().getPath()));
    try (OutputStream out = codec.createOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }

    assertThat(read(1000)).isEqualTo(words(text));
    assertThat(read(10_007)).isEqualTo(words(text));
  }

  @Test
  void whatIsNotThereIsTold() {
    assertThatThrownBy(
            () -> {
              Job job = Job.getInstance(conf);
              FileInputFormat.setInputPaths(job, scratch.resolve("none").toString());
              TextBatchInputFormat.configure(job.getConfiguration());
              new TextBatchInputFormat().getSplits(job);
            })
        .isInstanceOf(IOException.class);
  }
}
