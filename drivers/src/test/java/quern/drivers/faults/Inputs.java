package quern.drivers.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What the jobs read. The same in each run, so that only the rounds' seeds make a difference. */
final class Inputs {
  /** CSV with some malformed rows, and some that are quoted. */
  static final String ROWS = "/faults/rows.csv";

  /** Words. */
  static final String WORDS = "/faults/words.txt";

  /** As {@link #ROWS}, for a job that needs more than there is. */
  static final String LARGE = "/faults/large.csv";

  /** Map tasks of a job, with splits of {@link #SPLIT} bytes. */
  static final int MAPS = 6;

  static final int SPLIT = 40_000;
  private static final List<String> CITIES = List.of("Oslo", "Porto", "Naples", "Łódź", "Kyiv");

  private Inputs() {}

  static void write(FileSystem fs) throws IOException {
    write(fs, ROWS, rows(SPLIT * MAPS - SPLIT / 2));
    write(fs, WORDS, words(SPLIT * MAPS - SPLIT / 2));
  }

  static void writeLarge(FileSystem fs, int bytes) throws IOException {
    write(fs, LARGE, rows(bytes));
  }

  static void write(FileSystem fs, String file, String text) throws IOException {
    try (OutputStream out = fs.create(new Path(file), true)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  /** About {@code bytes} of CSV: each hundredth row lacks fields. */
  static String rows(int bytes) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder("id,name,age,city,income,comment\n");
    for (int id = 1; text.length() < bytes; id++) {
      text.append(id).append(",name ").append(random.nextInt(1000));
      if (id % 100 != 0) {
        text.append(',').append(random.nextInt(18, 90));
        text.append(',').append(CITIES.get(random.nextInt(CITIES.size())));
        text.append(',').append(random.nextInt(100_000)).append(".25");
        text.append(id % 30 == 0 ? ",\"quoted, and on\ntwo lines\"" : ",plain");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String words(int bytes) {
    SplittableRandom random = new SplittableRandom(2);
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append("word").append(random.nextInt(500)).append(random.nextInt(9) == 0 ? '\n' : ' ');
    }
    return text.append('\n').toString();
  }
}
