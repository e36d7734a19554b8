package quern.records.commit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

/** Refuses the data when more rows are malformed than the mode or the limit allows. */
final class RejectLimit implements CommitCheck {
  private final boolean failfast;
  private final String limit;
  private final List<BadRow> examples = new ArrayList<>();
  private long malformed;
  private long rows;

  RejectLimit(Configuration conf) {
    failfast = Settings.REJECTS_FAILFAST.get(conf);
    limit = Settings.REJECTS_MAX.get(conf);
  }

  @Override
  public void add(TaskPage page) {
    malformed += page.malformed().values().stream().mapToLong(n -> n).sum();
    rows += page.counts().getOrDefault(TaskPage.ROWS_IN, 0L);
    if (examples.size() < 3) {
      examples.addAll(page.examples());
    }
  }

  @Override
  public void check() throws QuernException {
    if (failfast && malformed > 0) {
      throw new QuernException(
          Exit.REFUSED,
          "mode failfast allows no malformed row, found %d of %d:%s"
              .formatted(malformed, rows, shown()));
    }
    if (!limit.isEmpty() && exceeds(limit, malformed, rows)) {
      throw new QuernException(
          Exit.REFUSED,
          "at most %s malformed rows are allowed, found %d of %d:%s"
              .formatted(limit, malformed, rows, shown()));
    }
  }

  private String shown() {
    return examples.stream().limit(3).map(row -> "\n  " + row).collect(Collectors.joining());
  }

  /**
   * Whether {@code malformed} of {@code rows} is more than {@code limit}, {@code N} or {@code N%}.
   */
  static boolean exceeds(String limit, long malformed, long rows) throws QuernException {
    try {
      if (!limit.endsWith("%")) {
        return malformed > Long.parseLong(limit);
      }
      BigDecimal percent = new BigDecimal(limit.substring(0, limit.length() - 1).trim());
      BigDecimal allowed = percent.multiply(BigDecimal.valueOf(rows)).movePointLeft(2);
      return BigDecimal.valueOf(malformed).compareTo(allowed) > 0;
    } catch (NumberFormatException e) {
      throw new QuernException(
          Exit.USAGE,
          "%s: expected a number of rows or a percentage, like 100 or 0.5%%, found \"%s\""
              .formatted(Settings.REJECTS_MAX.key(), limit),
          e);
    }
  }
}
