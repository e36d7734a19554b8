package quern.drivers;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All commands, in the order of the help page. A command's class is not loaded before it is asked
 * for.
 */
final class Commands {
  /**
   * A command.
   *
   * @param name as the user writes it
   * @param summary one line for the help page, without a full stop
   * @param make makes one with its options unset
   */
  record Entry(String name, String summary, Supplier<? extends Subcommand> make) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry("csv", "Filter, project and repartition CSV", CsvCommand::new),
          new Entry("show", "Print the first rows as a table", ShowCommand::new),
          new Entry("schema", "Print column names and types", SchemaCommand::new),
          new Entry("wordcount", "Count words", WordCountCommand::new),
          new Entry("doctor", "Tell whether jobs can run here", DoctorCommand::new),
          new Entry("completion", "Print a completion script for bash or zsh", Completion::new));

  private Commands() {}

  /** Every command. */
  static List<Entry> all() {
    return ALL;
  }

  /** The command called {@code name}. */
  static Optional<Entry> find(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
