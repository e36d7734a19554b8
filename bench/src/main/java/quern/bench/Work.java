package quern.bench;

import java.util.List;

/**
 * What contenders are measured at.
 *
 * @param name by which the command line selects it
 * @param title the task and its data, for the head of a report
 * @param contenders in the order in which they take turns; the first is what the others are
 *     compared with
 * @param output what all outputs must have in common
 */
record Work(String name, String title, List<Contender> contenders, Output output) {
  /** What outputs must have in common. */
  enum Output {
    /** Nothing: they are of different jobs. */
    ANY,
    /** The same rows; each part begins with a header. */
    ROWS_BELOW_HEADERS,
    /** The same rows, and no headers. */
    ROWS,
    /**
     * The same answers to queries, {@code q} and a number each, with headers; of decimal numbers
     * the first nine digits count, as sums of doubles depend on their order.
     */
    ANSWERS
  }

  /** Whether all outputs must hold the same rows. */
  boolean sameOutput() {
    return output != Output.ANY;
  }
}
