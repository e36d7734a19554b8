package quern.bench;

import java.util.List;

/**
 * What contenders are measured at.
 *
 * @param name by which the command line selects it
 * @param title the task and its data, for the head of a report
 * @param contenders in the order in which they take turns; the first is what the others are
 *     compared with
 * @param sameOutput whether all outputs must hold the same rows
 */
record Work(String name, String title, List<Contender> contenders, boolean sameOutput) {}
