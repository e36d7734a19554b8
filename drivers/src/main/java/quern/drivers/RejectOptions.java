package quern.drivers;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.conf.Settings;
import quern.records.commit.RejectLimit;

/** What becomes of malformed rows: for commands that read rows which can be malformed. */
final class RejectOptions {
  /** For commands to which no row is malformed. */
  static final RejectOptions NONE = new RejectOptions();

  @Option(
      names = CommandParser.REJECTS,
      paramLabel = "DIR",
      description = "Writes malformed rows there, with the reason, instead of to the output.")
  private @Nullable String directory;

  @Option(
      names = "--max-rejects",
      paramLabel = "N|N%",
      description = "Fails the job when more rows than that are malformed.")
  private String most = "";

  /** Where malformed rows go; null when they are not kept apart. */
  @Nullable Path path() {
    return directory == null ? null : new Path(directory);
  }

  /** Where malformed rows go as the user wrote it, or empty. */
  String directory() {
    return directory == null ? "" : directory;
  }

  /**
   * Tells a job how many malformed rows it may have.
   *
   * @throws UsageException when that is no number
   */
  void configure(Configuration conf) {
    try {
      RejectLimit.require(most);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--max-rejects: " + e.getMessage());
    }
    Settings.REJECTS_MAX.set(conf, most);
  }
}
