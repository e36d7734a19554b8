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
public final class RejectLimit implements CommitCheck {
  private final boolean failfast;
  private final String limit;
  private final Tiling tiling;
  private final List<BadRow> examples = new ArrayList<>();
  private long malformed;
  private long rows;

  /**
   * Makes the check.
   *
   * @param tiling all tiles, proved before {@link #check} is called, for the lines of the examples
   */
  RejectLimit(Configuration conf, Tiling tiling) {
    this.tiling = tiling;
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
    if (!limit.isEmpty() && isExceeded()) {
      throw new QuernException(
          Exit.REFUSED,
          "at most %s malformed rows are allowed, found %d of %d:%s"
              .formatted(limit, malformed, rows, shown()));
    }
  }

  private boolean isExceeded() throws QuernException {
    try {
      return exceeds(limit, malformed, rows);
    } catch (IllegalArgumentException e) {
      throw new QuernException(Exit.USAGE, Settings.REJECTS_MAX.key() + ": " + e.getMessage(), e);
    }
  }

  private String shown() {
    return examples.stream()
        .limit(3)
        .map(row -> "\n  " + row.inFile(tiling))
        .collect(Collectors.joining());
  }

  /**
   * Fails unless {@code limit} is {@code N}, {@code N%} or empty.
   *
   * @throws IllegalArgumentException when it is not, or negative
   */
  public static void require(String limit) {
    if (!limit.isEmpty()) {
      exceeds(limit, 0, 0);
    }
  }

  /**
   * Whether {@code malformed} of {@code rows} is more than {@code limit}, {@code N} or {@code N%}.
   *
   * @throws IllegalArgumentException when the limit is neither
   */
  static boolean exceeds(String limit, long malformed, long rows) {
    boolean percentage = limit.endsWith("%");
    try {
      String text = percentage ? limit.substring(0, limit.length() - 1).trim() : limit;
      BigDecimal number =
          percentage ? new BigDecimal(text) : BigDecimal.valueOf(Long.parseLong(text));
      if (number.signum() >= 0) {
        BigDecimal allowed =
            percentage ? number.multiply(BigDecimal.valueOf(rows)).movePointLeft(2) : number;
        return BigDecimal.valueOf(malformed).compareTo(allowed) > 0;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(expected(limit), e);
    }
    throw new IllegalArgumentException(expected(limit));
  }

  private static String expected(String limit) {
    return "expected a number of rows or a percentage, like 100 or 0.5%, found \"" + limit + "\"";
  }
}
