package quern.bench;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The results of a work as a Markdown section.
 *
 * @param results in the order of the contenders; the first without failure is what the others are
 *     compared with
 * @param foot what was measured, how and on what
 */
record Report(Work work, List<Result> results, String foot) {

  /** Whether every contender ran and, where it matters, all outputs hold the same rows. */
  boolean isGood() {
    return results.stream().allMatch(result -> result.failure() == null)
        && (!work.sameOutput() || digests().size() == 1);
  }

  /** How long each contender took. */
  BarChart chart() {
    boolean[] first = {true};
    return new BarChart(
        work.title(),
        "s",
        results.stream()
            .map(
                result -> {
                  boolean failed = result.failure() != null;
                  boolean ours = !failed && first[0];
                  first[0] &= failed;
                  double wall = failed ? -1 : result.median(Usage::wallSeconds);
                  return new BarChart.Bar(result.contender().title(), wall, ours);
                })
            .toList());
  }

  private Set<RowDigest> digests() {
    Set<RowDigest> digests = new LinkedHashSet<>();
    results.forEach(result -> digests.addAll(result.digests()));
    return digests;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("### ").append(work.title()).append("\n\n");
    text.append(
        """
        | | wall s, median | least–most | × | CPU s | × | peak MB |
        |---|--:|--:|--:|--:|--:|--:|
        """);
    Result base =
        results.stream().filter(result -> result.failure() == null).findFirst().orElse(null);
    for (Result result : results) {
      text.append(base == null ? failedRow(result) : row(result, base));
    }
    text.append('\n').append(foot).append('\n');
    if (base != null) {
      text.append("× is the multiple of “%s”.\n".formatted(base.contender().title()));
    }
    if (work.sameOutput()) {
      text.append(agreement());
    }
    return text.toString();
  }

  private static String row(Result result, Result base) {
    if (result.failure() != null) {
      return failedRow(result);
    }
    double[] wall = result.spread(Usage::wallSeconds);
    double cpu = result.median(Usage::cpuSeconds);
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f–%.2f | %.2f | %.2f | %.2f | %.0f |\n",
        result.contender().title(),
        wall[1],
        wall[0],
        wall[2],
        wall[1] / base.median(Usage::wallSeconds),
        cpu,
        cpu / base.median(Usage::cpuSeconds),
        result.median(Usage::peakBytes) / 1e6);
  }

  private static String failedRow(Result result) {
    return "| %s | %s | | | | | |\n".formatted(result.contender().title(), result.failure());
  }

  private String agreement() {
    Set<RowDigest> digests = digests();
    if (digests.size() == 1) {
      RowDigest digest = digests.iterator().next();
      return String.format(
          Locale.ROOT,
          "All outputs hold the same %,d rows (hash %s).\n",
          digest.rows(),
          digest.hash());
    }
    StringBuilder text = new StringBuilder("**The outputs differ:**\n\n");
    for (Result result : results) {
      for (RowDigest digest : result.digests()) {
        text.append(
            String.format(
                Locale.ROOT,
                "- %s: %,d rows, hash %s\n",
                result.contender().title(),
                digest.rows(),
                digest.hash()));
      }
    }
    return text.toString();
  }
}
