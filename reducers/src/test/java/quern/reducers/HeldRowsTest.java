package quern.reducers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.TaskAttemptID;

/** Rows that are held, in memory and on disk. */
class HeldRowsTest {
  private static List<String> rows(HeldRows held) throws IOException {
    List<String> rows = new ArrayList<>();
    held.rewind();
    while (held.next()) {
      rows.add(new String(held.row(), held.from(), held.length(), UTF_8));
    }
    return rows;
  }

  private static long files(File directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory.toPath())) {
      return found.filter(Files::isRegularFile).count();
    }
  }

  @Property(tries = 100)
  void rowsAreReadAsOftenAsWantedWhateverTheMemoryAndNoFileIsLeft(
      @ForAll @Size(max = 4) List<@Size(max = 30) List<@StringLength(max = 40) String>> groups,
      @ForAll @IntRange(max = 300) int limit,
      @ForAll boolean compressed)
      throws IOException {
    File directory = Files.createTempDirectory("quern-held").toFile();
    Configuration conf = new Configuration(false);
    conf.set(MRConfig.LOCAL_DIR, directory.toString());
    conf.setBoolean("mapreduce.map.output.compress", compressed);
    try {
      try (HeldRows held = new HeldRows(limit, Spill.maker(conf, new TaskAttemptID()))) {
        for (List<String> group : groups) {
          long bytes = 0;
          for (String row : group) {
            byte[] text = ("x" + row + "y").getBytes(UTF_8);
            held.add(text, 1, text.length - 2);
            bytes += text.length - 2 + Integer.BYTES;
          }
          assertThat(held.isEmpty()).isEqualTo(group.isEmpty());
          assertThat(held.spilledRows() > 0).isEqualTo(bytes > limit);
          List<String> expected =
              group.stream().map(row -> new String(row.getBytes(UTF_8), UTF_8)).toList();
          assertThat(rows(held)).isEqualTo(expected);
          assertThat(rows(held)).isEqualTo(expected);
          held.clear();
          assertThat(rows(held)).isEmpty();
          assertThat(files(directory)).isZero();
        }
      }
    } finally {
      FileUtil.fullyDelete(directory);
    }
  }
}
