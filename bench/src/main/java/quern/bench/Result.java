package quern.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What has been measured of one contender so far. Not thread-safe. */
final class Result {
  private final Contender contender;
  private final List<Usage> usages = new ArrayList<>();
  private final Set<RowDigest> digests = new LinkedHashSet<>();
  private @Nullable String failure;

  Result(Contender contender) {
    this.contender = contender;
  }

  Contender contender() {
    return contender;
  }

  void add(Usage usage) {
    usages.add(usage);
  }

  void add(RowDigest digest) {
    digests.add(digest);
  }

  /** Ends the contender's part: it is not run again, and has no figures. */
  void fail(String reason) {
    failure = reason;
  }

  /** Why the contender has none but this to show, or null. */
  @Nullable String failure() {
    return failure;
  }

  /** The different outputs that its rounds gave: one, if all is well. */
  Set<RowDigest> digests() {
    return digests;
  }

  /** Least, median and greatest of a figure, in this order; the mean of the middle two if even. */
  double[] spread(ToDoubleFunction<Usage> figure) {
    double[] sorted = usages.stream().mapToDouble(figure).toArray();
    Arrays.sort(sorted);
    int n = sorted.length;
    double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    return new double[] {sorted[0], median, sorted[n - 1]};
  }

  double median(ToDoubleFunction<Usage> figure) {
    return spread(figure)[1];
  }
}
