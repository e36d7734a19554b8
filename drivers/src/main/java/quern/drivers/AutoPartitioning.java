package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.partitioners.Advice;
import quern.partitioners.KeySample;
import quern.partitioners.PartitionSpec;
import quern.partitioners.PartitionSpec.Kind;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;

/**
 * The partitioning that {@code advise} would advise: {@code auto:COLUMNS} is by hash where that
 * makes parts even enough, and random where a hot key would make a job wait for one part; {@code
 * auto} alone is random.
 *
 * @param spec the partitioning
 * @param partitions how many parts: as asked for, or as many as make parts of a good size
 * @param why the reasons, as one line for the user
 */
record AutoPartitioning(PartitionSpec spec, int partitions, String why) {
  private static final String AUTO = "auto";

  /**
   * Whether users mean this by {@code --partition-by}.
   *
   * @throws UsageException when they do, and forgot the columns
   */
  static boolean isMeant(@Nullable String partitionBy) {
    if (partitionBy == null) {
      return false;
    }
    boolean alone = partitionBy.strip().equalsIgnoreCase(AUTO);
    if (!alone && columns(partitionBy).isEmpty() && partitionBy.strip().startsWith(AUTO + ":")) {
      throw new UsageException(
          "--partition-by %s lacks its columns; write it like auto:city, or auto alone"
              .formatted(partitionBy));
    }
    return alone || !columns(partitionBy).isEmpty();
  }

  /** What stands behind {@code auto:}; empty when it does not begin so. */
  private static String columns(String partitionBy) {
    String prefix = AUTO + ":";
    String text = partitionBy.strip();
    return text.regionMatches(true, 0, prefix, 0, prefix.length())
        ? text.substring(prefix.length()).strip()
        : "";
  }

  /**
   * Chooses for the rows that a job with this configuration keeps.
   *
   * @param asked how many parts the user wants; null when that is to be chosen, too
   * @throws IllegalArgumentException when there is no such column
   */
  static AutoPartitioning choose(
      String partitionBy,
      @Nullable Integer asked,
      Configuration conf,
      CsvFiles files,
      Dialect dialect,
      DiscoveredSchema found)
      throws IOException {
    int partitions = asked == null ? Advice.partitionsFor(files.bytes()) : asked;
    String count =
        Numbers.count(partitions, "part")
            + (asked == null ? " for " + Numbers.bytes(files.bytes()) : "");
    String columns = columns(partitionBy);
    if (columns.isEmpty()) {
      return new AutoPartitioning(
          PartitionSpec.RANDOM, partitions, "random, as no columns are named; " + count);
    }
    PartitionSpec hash = PartitionSpec.parse("hash:" + columns, found.schema());
    KeySample sample =
        hash.sample(conf, files, dialect, found.schema(), found.reference(), partitions);
    Advice advice = Advice.of(sample, partitions);
    boolean random = advice.best(false) == Kind.RANDOM;
    return new AutoPartitioning(
        random ? PartitionSpec.RANDOM : hash, partitions, why(columns, advice, random, count));
  }

  private static String why(String columns, Advice advice, boolean random, String count) {
    if (advice.sample().drawn() == 0) {
      return "hash:%s, as there are no rows to go by; %s".formatted(columns, count);
    }
    String largest = String.format(Locale.ROOT, "%.1f", advice.largest(Kind.HASH));
    if (!random) {
      return "hash:%s, the largest part about %s times the mean; %s"
          .formatted(columns, largest, count);
    }
    List<Advice.HotKey> hot = advice.hot();
    String reason =
        hot.isEmpty()
            ? "there are few values"
            : String.format(
                Locale.ROOT, "one value has %.0f %% of the rows", 100 * hot.get(0).share());
    return "random, as by hash:%s the largest part would be %s times the mean: %s; %s"
        .formatted(columns, largest, reason, count);
  }
}
