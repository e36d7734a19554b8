package quern.drivers;

import java.util.List;

/**
 * The words for Hadoop's own tools. {@code bin/quern} runs those itself, with no JVM of its own
 * beside theirs; here they are only known.
 */
final class HadoopTools {
  static final List<String> NAMES = List.of("fs", "hadoop", "hdfs", "yarn", "mapred");

  static final String HELP =
      """
      usage: quern fs|hadoop|hdfs|yarn|mapred [--dir DIR] [arguments]

      Runs Hadoop's own tool of that name on the cluster that 'cluster start' made;
      HADOOP_CONF_DIR, if set, names another configuration. fs is short for
      hadoop fs. All arguments but a --dir right behind the word are the tool's.

      Examples
        quern fs -put people.csv /data/people.csv
        quern hdfs fsck / -files -blocks
        quern yarn application -list
        quern yarn logs -applicationId application_…
        quern mapred job -list
        quern hadoop jar any.jar arguments
      """;

  private HadoopTools() {}

  /** What to say when one is asked for without {@code bin/quern}. */
  static UsageException without(String word) {
    return new UsageException(
        "only bin/quern runs Hadoop's own tools; with an installed Hadoop, use its "
            + (word.equals("fs") ? "hadoop fs" : word));
  }
}
