package quern.records.commit;

/**
 * Many runs of one test, each made by its seed alone. {@code -Dquern.faults.crashes} says how many,
 * {@code -Dquern.faults.seed} which is the first; the seeds of the others follow it.
 */
public final class SeededRuns {
  /** One run. */
  public interface Run {
    /**
     * Makes it.
     *
     * @return how much went wrong in it
     */
    int of(long seed) throws Exception;
  }

  private SeededRuns() {}

  /**
   * Makes all runs, and prints how many they were.
   *
   * @param what goes wrong, in the plural
   * @param usual how many runs, where nothing else is said
   * @throws AssertionError that says how to repeat the first run that was wrong
   */
  public static void make(String what, int usual, Run run) {
    long first = Long.getLong("quern.faults.seed", System.currentTimeMillis() / 1000);
    int runs = Integer.getInteger("quern.faults.crashes", usual);
    long mishaps = 0;
    for (long seed = first; seed < first + runs; seed++) {
      try {
        mishaps += run.of(seed);
      } catch (Exception | Error e) {
        throw new AssertionError(
            "repeat with -Dquern.faults.crashes=1 -Dquern.faults.seed=" + seed, e);
      }
    }
    System.out.printf("%d runs with %d %s, seeds from %d%n", runs, mishaps, what, first);
  }
}
