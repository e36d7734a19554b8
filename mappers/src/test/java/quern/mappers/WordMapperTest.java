package quern.mappers;

import java.io.IOException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mrunit.mapreduce.MapDriver;
import org.junit.jupiter.api.Test;

class WordMapperTest {
  private static void maps(String line, String... words) throws IOException {
    MapDriver<LongWritable, Text, Text, LongWritable> driver =
        MapDriver.newMapDriver(new WordMapper()).withInput(new LongWritable(0), new Text(line));
    for (String word : words) {
      driver.withOutput(new Text(word), new LongWritable(1));
    }
    driver.runTest();
  }

  @Test
  void wordsStandBetweenBlanksOfAnyKind() throws IOException {
    maps("to be\tor  not\f to\rbe", "to", "be", "or", "not", "to", "be");
  }

  @Test
  void blanksAtTheEndsMakeNoWord() throws IOException {
    maps("  a ", "a");
    maps("   ");
    maps("");
  }

  @Test
  void lettersBeyondAsciiAndPunctuationAreParts() throws IOException {
    maps("Käse, 日本\u00a0語 😀", "Käse,", "日本\u00a0語", "😀");
  }
}
