package quern.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.mapred.JobConf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.codecs.Codec;
import quern.codecs.Codecs;
import quern.codecs.keys.JobKeys;
import quern.codecs.keys.KeyRing;

/**
 * Ratio and speed of every codec, as Hadoop's streams have them, on several kinds of data; as a
 * table in Markdown. Speeds are plain bytes by the thread's CPU time, medians of rounds in which
 * the codecs take turns.
 */
@Command(
    name = "codecs",
    description = "Compares the codecs: ratio and speed, on made-up data and given files.",
    mixinStandardHelpOptions = true)
public final class CodecTable implements Callable<Integer> {
  private static final List<String> NAMES =
      List.of(
          "snappy",
          "lz4",
          "zstd",
          "gzip",
          "bzip2",
          "huffman",
          "aes",
          "hamming",
          "snappy+aes",
          "zstd+aes",
          "huffman+aes",
          "snappy+hamming",
          "snappy+aes+hamming",
          "zstd+aes+hamming");

  @Parameters(paramLabel = "FILE", description = "files to measure besides what is made up")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--mb", description = "size of what is made up (${DEFAULT-VALUE})")
  private int megabytes = 16;

  @Option(names = "--rounds", description = "after four that do not count (${DEFAULT-VALUE})")
  private int rounds = 7;

  private CodecTable() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new CodecTable()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Path scratch = Files.createTempDirectory("codecs");
    JobConf conf = new JobConf();
    Path keystore = scratch.resolve("keys.jceks");
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, "jceks://file" + keystore);
    try (KeyRing ring = KeyRing.openToChange(conf, (where, isNew) -> "bench".toCharArray(), true)) {
      ring.create("bench");
      JobKeys.attachOutput(ring, conf, "bench");
    }
    for (Map.Entry<String, byte[]> input : inputs(scratch).entrySet()) {
      table(input.getKey(), input.getValue(), conf);
    }
    return 0;
  }

  private Map<String, byte[]> inputs(Path scratch) throws IOException {
    Map<String, byte[]> inputs = new LinkedHashMap<>();
    int bytes = megabytes * 1_000_000;
    Path csv = scratch.resolve("people.csv");
    PeopleCsv.write(csv, bytes / 59, 42, 2);
    inputs.put("CSV", Files.readAllBytes(csv));
    Path words = scratch.resolve("words.txt");
    WordsText.write(words, bytes, 42, 2);
    inputs.put("text", Files.readAllBytes(words));
    byte[] random = new byte[bytes];
    new SplittableRandom(42).nextBytes(random);
    inputs.put("random bytes", random);
    for (Path file : files) {
      inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    return inputs;
  }

  /** What a codec came to. */
  private static final class Measured {
    final String name;
    final List<Double> encode = new ArrayList<>();
    final List<Double> decode = new ArrayList<>();
    int size;

    Measured(String name) {
      this.name = name;
    }
  }

  private void table(String name, byte[] plain, JobConf conf) throws IOException {
    List<Measured> codecs = NAMES.stream().map(Measured::new).toList();
    for (int round = -4; round < rounds; round++) {
      for (Measured measured : codecs) {
        CompressionCodec codec = codec(measured.name, conf);
        double begin = cpuSeconds();
        byte[] bytes = encode(codec, plain);
        double half = cpuSeconds();
        decode(codec, bytes, plain);
        double end = cpuSeconds();
        measured.size = bytes.length;
        if (round >= 0) {
          measured.encode.add(half - begin);
          measured.decode.add(end - half);
        }
      }
    }
    System.out.printf(
        "%n| %s | size, %% | encode, MB/s | decode, MB/s |%n|---|--:|--:|--:|%n", name);
    for (Measured measured : codecs) {
      System.out.printf(
          Locale.ROOT,
          "| `%s` | %.1f | %.0f | %.0f |%n",
          measured.name,
          100.0 * measured.size / plain.length,
          speed(plain.length, measured.encode),
          speed(plain.length, measured.decode));
    }
  }

  private static CompressionCodec codec(String name, JobConf conf) {
    Codec named = Codecs.forName(name).orElseThrow();
    JobConf own = new JobConf(conf);
    named.configureOutput(own);
    return named.create(own);
  }

  private static byte[] encode(CompressionCodec codec, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length * 5 / 4);
    Compressor compressor = CodecPool.getCompressor(codec);
    try (OutputStream out = codec.createOutputStream(bytes, compressor)) {
      // As a job's writer does, which has many rows at a time.
      for (int from = 0; from < plain.length; from += 1 << 16) {
        out.write(plain, from, Math.min(1 << 16, plain.length - from));
      }
    }
    CodecPool.returnCompressor(compressor);
    return bytes.toByteArray();
  }

  private static void decode(CompressionCodec codec, byte[] encoded, byte[] plain)
      throws IOException {
    Decompressor decompressor = CodecPool.getDecompressor(codec);
    byte[] buffer = new byte[1 << 16];
    int at = 0;
    try (InputStream in =
        codec.createInputStream(new ByteArrayInputStream(encoded), decompressor)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!Arrays.equals(buffer, 0, n, plain, at, at + n)) {
          throw new IOException("other bytes came back");
        }
        at += n;
      }
    }
    CodecPool.returnDecompressor(decompressor);
    if (at != plain.length) {
      throw new IOException("expected %d bytes, found %d".formatted(plain.length, at));
    }
  }

  private static double speed(int bytes, List<Double> seconds) {
    List<Double> sorted = seconds.stream().sorted().toList();
    return bytes / 1e6 / sorted.get(sorted.size() / 2);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
