package quern.drivers;

import picocli.CommandLine.Option;

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

  String codec() {
    return codec;
  }

  boolean overwrite() {
    return overwrite;
  }

  /** How many rows of the output to print; 0 for none. */
  int show() {
    return show;
  }
}
