package quern.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * One way of doing a work, as a whole process.
 *
 * @param name by which the command line selects it
 * @param title what a report calls it, with its version
 * @param preparation a command that is run once before and not measured, or nothing
 * @param command the program and its arguments
 * @param output the file or directory that the command makes; it does not exist before
 */
record Contender(
    String name, String title, List<String> preparation, List<String> command, Path output) {}
