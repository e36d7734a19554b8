package quern.drivers;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.records.commit.Storage;

/** What becomes of the output: for all commands that write one. */
final class OutputOptions {
  @Option(
      names = "--codec",
      paramLabel = "NAME",
      description = "Compresses the parts: snappy, gzip, zstd, bzip2, lz4, deflate or none. [none]")
  private String codec = "none";

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

  String codec() {
    return codec;
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
