package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.codecs.Codec;
import quern.codecs.Codecs;
import quern.conf.Settings;
import quern.records.commit.Storage;

/** What becomes of the output: for all commands that write one. */
final class OutputOptions {
  @Option(
      names = "--codec",
      paramLabel = "NAME",
      description =
          "Encodes the parts: snappy, gzip, zstd, bzip2, lz4, deflate, huffman, aes, hamming; or a"
              + " chain like zstd+aes+hamming: compressed, encrypted, protected. [none]")
  private String codec = Codecs.NONE;

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "With a codec that encrypts: the key to do it with. See 'keys'.")
  private @Nullable String key;

  @Option(
      names = "--shuffle-codec",
      paramLabel = "NAME",
      description =
          "Encodes what moves between map and reduce, likewise. [as the configuration says]")
  private @Nullable String shuffleCodec;

  @Option(
      names = "--overwrite",
      description = "Replaces an existing output, once the new one is complete.")
  private boolean overwrite;

  @Option(
      names = "--show",
      paramLabel = "N",
      arity = "0..1",
      parameterConsumer = OptionalCount.class,
      description = "Prints the first N (20) rows of the output.")
  private int show;

  @Option(
      names = "--storage-policy",
      paramLabel = "POLICY",
      description = "HDFS: what storage the output is on: HOT, COLD, ALL_SSD…")
  private String storagePolicy = "";

  @Option(
      names = "--erasure-coding",
      paramLabel = "POLICY",
      description = "HDFS: how the output is erasure-coded: RS-6-3-1024k…, or replicate: not.")
  private String erasureCoding = "";

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "HDFS: how many copies there are of each file of the output.")
  private @Nullable Integer replication;

  /**
   * Sets the codecs in {@code conf}.
   *
   * @throws UsageException when there is no such codec, or a key too few or too many
   */
  void configureCodecs(Configuration conf) {
    boolean encrypts = false;
    @Nullable Codec parts = codec("--codec", codec);
    if (parts != null) {
      conf.setBoolean(FileOutputFormat.COMPRESS, true);
      conf.set(FileOutputFormat.COMPRESS_CODEC, parts.type().getName());
      parts.configureOutput(conf);
      Settings.COMMIT_CODEC.set(conf, parts.name());
      encrypts = parts.encrypts();
    }
    if (shuffleCodec != null) {
      @Nullable Codec moved = codec("--shuffle-codec", shuffleCodec);
      conf.setBoolean(MRJobConfig.MAP_OUTPUT_COMPRESS, moved != null);
      if (moved != null) {
        Class<?> type = moved.configureShuffle(conf);
        conf.set(MRJobConfig.MAP_OUTPUT_COMPRESS_CODEC, type.getName());
        encrypts |= moved.encrypts();
      }
    }
    if (encrypts && key() == null) {
      throw new UsageException(
          "--codec aes encrypts: say with which key, --key NAME; 'quern keys list' lists them,"
              + " 'quern keys create NAME' makes one");
    }
    if (!encrypts && key() != null) {
      throw new UsageException(
          "--key " + key + ": nothing is encrypted; --codec aes does it, or --codec zstd+aes");
    }
  }

  private static @Nullable Codec codec(String option, String name) {
    try {
      return Codecs.forName(name).orElse(null);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  /**
   * The name of the key to encrypt with; null when nothing is encrypted. An empty name is none, so
   * that a flow's variable can leave it out.
   */
  @Nullable String key() {
    return key == null || key.isEmpty() ? null : key;
  }

  boolean overwrite() {
    return overwrite;
  }

  /**
   * How HDFS shall keep the output, in HDFS's own words.
   *
   * @param rejects where malformed rows go, which is kept likewise; null when they go nowhere
   * @throws UsageException when HDFS cannot, or the output is not on HDFS
   */
  Storage storage(Configuration conf, Path output, @Nullable Path rejects) throws IOException {
    if (storagePolicy.isEmpty() && erasureCoding.isEmpty() && replication == null) {
      return Storage.DEFAULT; // and HDFS's classes are not loaded
    }
    HdfsCheck check = new HdfsCheck(storagePolicy, erasureCoding, replication);
    if (rejects != null) {
      check.storage(conf, "directory for rejects", rejects);
    }
    return check.storage(conf, "output", output);
  }

  /** How many rows of the output to print; 0 for none. */
  int show() {
    return show;
  }
}
