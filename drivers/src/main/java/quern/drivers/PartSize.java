package quern.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.hadoop.util.StringUtils.TraditionalBinaryPrefix;
import quern.codecs.Codec;
import quern.codecs.Codecs;
import quern.conf.Settings;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;

/**
 * How much of the input makes a part of a wanted size: each part is written by one task, from one
 * split, so the splits are made as long as the part is, by the rate at which a sample shrinks.
 */
final class PartSize {
  /** A last split may be a tenth longer than the others, and what a sample tells is not exact. */
  private static final double SLACK = 1.2;

  /** How much text tells the rate. */
  private static final int SAMPLE = 4 << 20;

  private static final double MOST_RATE = 20;

  private static final String MIN_SPLIT = "mapreduce.input.fileinputformat.split.minsize";
  private static final String MAX_SPLIT = "mapreduce.input.fileinputformat.split.maxsize";

  private PartSize() {}

  /**
   * Reads a size: {@code 256m}, {@code 1g}, {@code 5000}.
   *
   * @throws UsageException when it is none
   */
  static long parse(String text) {
    try {
      long bytes = TraditionalBinaryPrefix.string2long(text.strip().toLowerCase(Locale.ROOT));
      if (bytes > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below, in the words of the option.
    }
    throw new UsageException("--part-size " + text + ": expected a size like 256m or 1g");
  }

  /** Has a job without reduces write parts of about {@code bytes}, as they are stored. */
  static void configure(Configuration conf, CsvFiles files, Dialect dialect, long bytes)
      throws IOException {
    long split = Math.max(1, (long) (bytes / rate(conf, files, dialect)));
    conf.setLong(MIN_SPLIT, split);
    conf.setLong(MAX_SPLIT, split);
    Settings.OUTPUT_PART_BYTES.set(conf, (long) (bytes * SLACK));
  }

  /** How many bytes will be stored for each that is stored now; 1 when nothing tells. */
  private static double rate(Configuration conf, CsvFiles files, Dialect dialect)
      throws IOException {
    FileStatus largest = files.files().get(0);
    for (FileStatus file : files.files()) {
      largest = file.getLen() > largest.getLen() ? file : largest;
    }
    byte[] text;
    boolean whole;
    try (InputStream in = files.open(largest, dialect)) {
      text = in.readNBytes(SAMPLE);
      whole = text.length < SAMPLE;
    }
    if (text.length == 0 || !(whole || files.isPlain(largest))) {
      return 1;
    }
    double stored = encodedLength(conf, text);
    double rate = stored / (whole ? largest.getLen() : text.length);
    return Math.min(Math.max(rate, 1 / MOST_RATE), MOST_RATE);
  }

  private static long encodedLength(Configuration conf, byte[] text) throws IOException {
    // Of a chain, what compresses; the steps behind it change little.
    Optional<Codec> codec =
        Codecs.forName(Settings.COMMIT_CODEC.get(conf).replaceFirst("\\+.*", ""));
    if (codec.isEmpty() || codec.get().encrypts()) {
      return text.length;
    }
    Configuration own = new Configuration(conf);
    codec.get().configureOutput(own);
    CompressionCodec encoder = ReflectionUtils.newInstance(codec.get().type(), own);
    Counter counter = new Counter();
    try (OutputStream out = encoder.createOutputStream(counter)) {
      out.write(text);
    }
    return counter.count;
  }

  /** Counts what is written. */
  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      count += length;
    }
  }
}
