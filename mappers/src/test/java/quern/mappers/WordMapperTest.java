package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Matchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.junit.jupiter.api.Test;
import quern.records.csv.TextBatch;
import quern.records.shuffle.AggregateOutput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

@SuppressWarnings("unchecked")
class WordMapperTest {
  private static void maps(String text, String... words) throws Exception {
    Configuration task = new Configuration(false);
    List<String> added = new ArrayList<>();
    AggregateOutput counts =
        (bytes, from, length, state) -> {
          assertThat(state[0]).isEqualTo(1);
          added.add(new String(bytes, from, length, UTF_8));
        };
    RawShuffle.offer(task, counts);
    run(text, task);
    assertThat(added).containsExactly(words);

    List<String> written = run(text, new Configuration(false));
    assertThat(written).containsExactly(words);
  }

  /** Maps {@code text}; returns the words that went through the framework. */
  private static List<String> run(String text, Configuration task) throws Exception {
    List<String> written = new ArrayList<>();
    Mapper<NullWritable, TextBatch, RawKey, LongWritable>.Context context =
        mock(Mapper.Context.class);
    when(context.getConfiguration()).thenReturn(task);
    when(context.nextKeyValue()).thenReturn(true, false);
    when(context.getCurrentValue()).thenReturn(TextBatch.of(text.getBytes(UTF_8)));
    doAnswer(
            call -> {
              RawKey key = (RawKey) call.getArguments()[0];
              written.add(new String(key.array(), key.from(), key.getLength(), UTF_8));
              return null;
            })
        .when(context)
        .write(any(RawKey.class), any(LongWritable.class));
    new WordMapper().run(context);
    return written;
  }

  @Test
  void wordsStandBetweenBlanksOfAnyKind() throws Exception {
    maps("to be\tor  not\f to\rbe", "to", "be", "or", "not", "to", "be");
  }

  @Test
  void blanksAtTheEndsMakeNoWord() throws Exception {
    maps("  a ", "a");
    maps("   ");
    maps("");
  }

  @Test
  void lettersBeyondAsciiAndPunctuationAreParts() throws Exception {
    maps(
        "a-word-that-is-longer-than-eight\u000bbytes x",
        "a-word-that-is-longer-than-eight\u000bbytes",
        "x");
    maps("Käse, 日本\u00a0語 😀", "Käse,", "日本\u00a0語", "😀");
  }
}
